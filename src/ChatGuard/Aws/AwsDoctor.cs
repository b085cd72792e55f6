using System.Text.Json;
using Amazon.Runtime;
using ChatGuard.Aws.Reading;
using ChatGuard.Aws.Writing;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Snapshots;
using ChatGuard.Doctor;

namespace ChatGuard.Aws;

/// <summary>
/// What doctor says of the accounts: each is read now, and what the reading gave no occasion to try is asked of IAM's policy simulator, where the role may.
/// The remediation role is assumed, in a session that may do nothing.
/// </summary>
internal sealed class AwsDoctor(Accounts accounts)
{
    private static readonly string[] Denials = ["AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "UnauthorizedAccess", "Forbidden"];

    /// <summary>The actions that <c>manifests/aws/read-policy.json</c> allows everywhere; of one that it narrows, the simulator would have to be told the circumstances.</summary>
    public static IReadOnlyList<string> ReadActions { get; } = Actions();

    public async Task<IReadOnlyList<Diagnosis>> ExamineAsync(CancellationToken cancellationToken)
    {
        if (accounts.All.Count == 0)
        {
            await accounts.StartAsync(cancellationToken);
        }

        var snapshots = await accounts.SnapshotsAsync(accounts.Find(null), fresh: true, null, cancellationToken);
        var said = await Task.WhenAll(snapshots.Zip(accounts.All, (snapshot, account) => ExamineAsync(snapshot, account, cancellationToken)));
        return [.. said.SelectMany(each => each)];
    }

    private async Task<IReadOnlyList<Diagnosis>> ExamineAsync(AccountSnapshot snapshot, AwsAccount account, CancellationToken cancellationToken)
    {
        var name = $"{(accounts.Source == "sandbox" ? "sandbox account " : "")}{snapshot.AccountName} ({snapshot.AccountId})";
        var role = account.Options.ReadRoleArn;
        if (snapshot.Regions.Reasons.FirstOrDefault(reason => reason.Section == "identity") is { } why)
        {
            return [Diagnosis.Wrong($"{name} cannot be read at all: {why.Summary}: {why.Message}", Fix(why, role)), await RemediationAsync(name, account, cancellationToken)];
        }

        var reasons = UnreadableSections.Of(snapshot);
        var refused = reasons.Where(reason => Denials.Contains(reason.Error)).ToList();
        var (simulated, note) = await SimulateAsync(account, snapshot, cancellationToken);
        var missing = ByAction(refused).Concat(simulated.Except(refused.Select(reason => reason.Action))).Order(StringComparer.Ordinal).ToList();
        List<Diagnosis> said =
        [
            missing.Count == 0
                ? Diagnosis.Well($"{name}: read, and no action of the read policy is refused")
                : Diagnosis.Wrong(
                    $"{name}: {Wording.Count(missing.Count, "IAM action")} refused, so that what needs {(missing.Count == 1 ? "it" : "them")} is unknown: {string.Join(", ", missing)}",
                    $"Allow {(missing.Count == 1 ? "it" : "them")} in the policy of {role ?? "the identity ChatGuard runs as"}, as manifests/aws/read-policy.json does; a service control policy or permissions boundary may refuse too."),
            .. reasons.Except(refused).GroupBy(reason => reason.Error).Select(same => Diagnosis.Wrong($"{name}: {string.Join(", ", ByAction(same))}: {same.Key}: {same.First().Message}", Fix(same.First(), role))),
            .. note is null ? Array.Empty<Diagnosis>() : [Diagnosis.Off($"{name}: {note}")],
            await RemediationAsync(name, account, cancellationToken),
        ];
        return said;
    }

    /// <summary>Actions that the role's policies do not allow; or why nobody knows.</summary>
    private static async Task<(IReadOnlyList<string> Denied, string? Note)> SimulateAsync(AwsAccount account, AccountSnapshot snapshot, CancellationToken cancellationToken)
    {
        const string Untried = "actions the reading had no occasion for were not tried";
        try
        {
            var principal = account.Options.ReadRoleArn ?? Principal((await account.GetCallerIdentityAsync(cancellationToken)).Arn, snapshot);
            return principal is null
                ? ([], $"{Untried}: IAM's simulator knows no such caller")
                : ([.. (await account.Iam.SimulatePrincipalPolicyAsync(principal, ReadActions, mfaPresent: null, cancellationToken)).Where(each => each.Value != "allowed").Select(each => each.Key)], null);
        }
        catch (Exception error) when (Section.Reason(error) is { } reason && !cancellationToken.IsCancellationRequested)
        {
            return ([], Denials.Contains(reason.Code) ? $"{Untried}; with iam:SimulatePrincipalPolicy doctor can ask IAM about them" : $"{Untried}: iam:SimulatePrincipalPolicy: {reason.Code}");
        }
    }

    /// <summary>The user or role behind a caller: a session's ARN holds its role's name alone, so the role is looked up by it.</summary>
    private static string? Principal(string caller, AccountSnapshot snapshot)
    {
        var parts = caller.Split(':', 6);
        var path = parts[^1].Split('/');
        return path[0] switch
        {
            "user" => caller,
            "assumed-role" => snapshot.Authorization.Match((details, _) => details.Roles.FirstOrDefault(role => role.RoleName == path[1])?.Arn, _ => null) ?? $"arn:{parts[1]}:iam::{parts[4]}:role/{path[1]}",
            _ => null,
        };
    }

    private static async Task<Diagnosis> RemediationAsync(string name, AwsAccount account, CancellationToken cancellationToken)
    {
        if (account.Options.RemediationRoleArn is not { } role)
        {
            return Diagnosis.Off($"{name}: no remediation role is set, so nothing can be changed there");
        }

        try
        {
            await account.TryRemediationRoleAsync(cancellationToken);
            return Diagnosis.Well($"{name}: the remediation role {role} can be assumed, in an approver's name");
        }
        catch (RemediationRefusedException error)
        {
            return Diagnosis.Wrong($"{name}: the remediation role {role} cannot be assumed", error.Message);
        }
        catch (Exception error) when (Section.Reason(error) is { } reason && !cancellationToken.IsCancellationRequested)
        {
            return Diagnosis.Wrong($"{name}: the remediation role {role} could not be tried: {reason.Code}: {reason.Message}", "Put right what the message names, then run doctor again.");
        }
    }

    /// <summary>Each action once, with the regions it failed in.</summary>
    private static IEnumerable<string> ByAction(IEnumerable<Unreadable> reasons) => reasons.GroupBy(reason => reason.Action, StringComparer.Ordinal).Select(same =>
        same.Select(reason => reason.Region).OfType<string>().Distinct(StringComparer.Ordinal).ToList() switch
        {
            [] => same.Key,
            { Count: <= 3 } few => $"{same.Key} in {string.Join(", ", few)}",
            var many => $"{same.Key} in {many.Count} regions ({many[0]}, {many[1]}, …)",
        });

    private static string Fix(Unreadable reason, string? role) => reason switch
    {
        { Error: "WrongAccount" } => $"Set {AwsOptions.Section}:Accounts:…:Id to the account of the credentials, or ReadRoleArn to a role of the account meant.",
        { Action: "sts:AssumeRole" } when Denials.Contains(reason.Error) =>
            $"Have the trust policy of {role} name ChatGuard's own role with the configured external id (manifests/aws/trust-policy.json), and let ChatGuard's own role assume it (host-policy.json).",
        { Error: "NoCredentials" } => "Give ChatGuard credentials of AWS's default chain: environment, profile, SSO, container or instance.",
        { Error: "Throttling" or "Throttled" or "ThrottlingException" or "Timeout" or "Pending" } => "Run doctor again in a few minutes.",
        { Error: "Unreachable" or "Truncated" or "Malformed" } => "Check the network, HTTPS_PROXY, AWS_ENDPOINT_URL and the region's name, then run doctor again.",
        _ => "Put right what AWS's message names, then run doctor again.",
    };

    private static List<string> Actions()
    {
        using var policy = JsonDocument.Parse(typeof(AwsDoctor).Assembly.GetManifestResourceStream("read-policy.json")!);
        return
        [
            .. policy.RootElement.GetProperty("Statement").EnumerateArray().Where(IsUnconditional).Select(statement => statement.GetProperty("Action"))
                .SelectMany(action => action.ValueKind == JsonValueKind.Array ? action.EnumerateArray().Select(each => each.GetString()!) : [action.GetString()!]).Order(StringComparer.Ordinal),
        ];
    }

    private static bool IsUnconditional(JsonElement statement) =>
        statement.GetProperty("Effect").GetString() == "Allow" && !statement.TryGetProperty("Condition", out _) && statement.GetProperty("Resource") is { ValueKind: JsonValueKind.String } resource && resource.GetString() == "*";
}
