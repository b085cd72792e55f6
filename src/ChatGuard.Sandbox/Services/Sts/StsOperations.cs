using System.Xml.Linq;
using ChatGuard.Sandbox.Protocols;
using ChatGuard.Sandbox.Services.Iam;
using ChatGuard.Sandbox.Signing;

namespace ChatGuard.Sandbox.Services.Sts;

/// <summary>STS: who the caller is, and sessions of roles and of member accounts' root.</summary>
internal static class StsOperations
{
    private const int LongestPolicy = 2048;
    private const string RootTask = "arn:aws:iam::aws:policy/root-task/";

    public static IReadOnlyDictionary<string, QueryOperation> All { get; } = new Dictionary<string, QueryOperation>
    {
        ["GetCallerIdentity"] = (call, _) => [new("Arn", call.Caller.Arn), new("UserId", call.Caller.UserId), new("Account", call.Account.Id)],
        ["AssumeRole"] = AssumeRole,
        ["AssumeRoot"] = AssumeRoot,
        ["GetAccessKeyInfo"] = GetAccessKeyInfo,
    };

    private static IEnumerable<XElement> AssumeRole(Call call, QueryParameters input)
    {
        var arn = input.Required("RoleArn");
        var session = input.Required("RoleSessionName");
        var seconds = input.Int("DurationSeconds") ?? 3600;
        var parts = arn.Split(':');
        var account = parts.Length == 6 ? call.Organization.Find(parts[4]) : null;
        var role = account?.Iam.Roles.Values.FirstOrDefault(r => r.Arn == arn);
        var tags = input.Structures("Tags").ToDictionary(tag => tag.Required("Key"), tag => tag["Value"] ?? "", StringComparer.Ordinal);
        string[] needed = ["sts:AssumeRole", .. input["SourceIdentity"] is null ? Array.Empty<string>() : ["sts:SetSourceIdentity"], .. tags.Count == 0 ? Array.Empty<string>() : ["sts:TagSession"]];
        foreach (var action in needed.Where(action => role is null || !Trust.Allows(role.Trust, action, call.Caller.Arn, input["ExternalId"])))
        {
            throw new AwsError("AccessDenied", $"User: {call.Caller.Arn} is not authorized to perform: {action} on resource: {arn}", 403);
        }

        CheckText("roleSessionName", session);
        CheckText("sourceIdentity", input["SourceIdentity"] ?? session);
        if (input["Policy"]?.Length > LongestPolicy)
        {
            throw new AwsError("ValidationError", $"1 validation error detected: Value at 'policy' failed to satisfy constraint: Member must have length less than or equal to {LongestPolicy}");
        }

        CheckDuration(seconds, 900, role!.MaxSessionDuration, "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
        var credential = call.Organization.Keyring.Issue(
            account!,
            $"arn:aws:sts::{account!.Id}:assumed-role/{role.Name}/{session}",
            $"{role.Id}:{session}",
            session,
            call.SignatureNow.AddSeconds(seconds),
            input["Policy"] is { } policy ? IamXml.Document(policy) : null,
            issued => issued with { RoleName = role.Name, SourceIdentity = input["SourceIdentity"], SessionTags = tags });
        return
        [
            Credentials(credential),
            new("AssumedRoleUser", new XElement("AssumedRoleId", credential.UserId), new XElement("Arn", credential.Arn)),
            .. credential.SessionPolicy is null ? Array.Empty<XElement>() : [new XElement("PackedPolicySize", 6)],
            .. input["SourceIdentity"] is { } source ? [new XElement("SourceIdentity", source)] : Array.Empty<XElement>(),
        ];
    }

    private static IEnumerable<XElement> AssumeRoot(Call call, QueryParameters input)
    {
        var target = input.Required("TargetPrincipal");
        var task = input.Required("TaskPolicyArn.arn");
        var accountId = target.StartsWith("arn:", StringComparison.Ordinal) ? target.Split(':')[4] : target;
        var member = call.Organization.Find(accountId);
        var management = call.Account.Iam;
        var allowed = management.ManagedOrganizationId is { } organization
            && management.OrganizationFeatures.Count > 0
            && member is not null
            && member != call.Account
            && member.Iam.MemberOfOrganizationId == organization
            && task.StartsWith(RootTask, StringComparison.Ordinal)
            && AwsManagedPolicies.All.ContainsKey(task);
        if (!allowed)
        {
            throw new AwsError("AccessDenied", $"User: {call.Caller.Arn} is not authorized to perform: sts:AssumeRoot on resource: arn:aws:iam::{accountId}:root", 403);
        }

        var seconds = input.Int("DurationSeconds") ?? 900;
        CheckDuration(seconds, 0, 900, "The requested DurationSeconds exceeds 900.");
        var credential = call.Organization.Keyring.Issue(
            member!,
            $"arn:aws:iam::{member!.Id}:root",
            member.Id,
            "",
            call.SignatureNow.AddSeconds(seconds),
            AwsManagedPolicies.All[task].Document,
            issued => issued with { SourceIdentity = call.Organization.Keyring.Find(call.Caller.AccessKeyId)?.SourceIdentity });
        return [Credentials(credential)];
    }

    private static IEnumerable<XElement> GetAccessKeyInfo(Call call, QueryParameters input)
    {
        var id = input.Required("AccessKeyId");
        var account = call.Organization.Keyring.Find(id)?.Account
            ?? call.Organization.Accounts.Find(a => a.Iam.Users.Values.Append(a.Iam.Root).Any(user => user.Keys.Exists(key => key.Id == id)))
            ?? throw new AwsError("ValidationError", $"Access key id {id} is not valid.");
        return [new("Account", account.Id)];
    }

    private static void CheckText(string name, string value)
    {
        if (value.Length is < 2 or > 64 || !value.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '+' or '=' or ',' or '.' or '@' or '-'))
        {
            throw new AwsError("ValidationError", $"1 validation error detected: Value '{value}' at '{name}' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*");
        }
    }

    private static void CheckDuration(int seconds, int least, int most, string message)
    {
        if (seconds < least || seconds > most)
        {
            throw new AwsError("ValidationError", seconds > most ? message : $"1 validation error detected: Value '{seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to {least}");
        }
    }

    private static XElement Credentials(Credential credential) => new(
        "Credentials",
        new XElement("AccessKeyId", credential.AccessKeyId),
        new XElement("SecretAccessKey", credential.SecretAccessKey),
        new XElement("SessionToken", credential.SessionToken),
        new XElement("Expiration", IamXml.Iso(credential.Expires!.Value)));
}
