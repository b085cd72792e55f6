using System.Xml.Linq;
using Amazon.Runtime;
using ChatGuard.Aws.Wire;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Aws.Clients;

/// <summary>Single principals as IAM shows them now: what remediations plan from.</summary>
internal sealed partial class IamClient
{
    /// <summary>A user's name, ARN and last sign-in with the password; null where there is no such user.</summary>
    public async Task<LiveIamUser?> GetUserAsync(string userName, CancellationToken cancellationToken) =>
        await FoundAsync("GetUser", Of(userName), cancellationToken) is { } result
            ? result.Element("User") is { } user
                ? new LiveIamUser(user.Required("UserName"), user.Required("Arn"), user.Time("PasswordLastUsed"))
                : throw new InvalidDataException("User is missing")
            : null;

    /// <summary>Whose key it is (empty for root's) and its last use; null where the account has no such key, which AWS answers like a missing permission.</summary>
    public async Task<KeyUse?> GetAccessKeyLastUsedAsync(string keyId, CancellationToken cancellationToken)
    {
        try
        {
            var result = await ResultAsync("GetAccessKeyLastUsed", new() { ["AccessKeyId"] = keyId }, cancellationToken);
            var use = result.Element("AccessKeyLastUsed");
            return new KeyUse(result.Text("UserName") ?? "", use?.Time("LastUsedDate"), Known(use?.Text("ServiceName")), Known(use?.Text("Region")));
        }
        catch (AmazonServiceException error) when (error.ErrorCode is "NoSuchEntity" || (error.ErrorCode == "AccessDenied" && error.Message.Contains($"access key {keyId}", StringComparison.Ordinal)))
        {
            return null;
        }
    }

    /// <summary>A user's tags; none where there is no such user.</summary>
    public Task<IReadOnlyDictionary<string, string>> ListUserTagsAsync(string userName, CancellationToken cancellationToken) => TagsAsync("ListUserTags", "UserName", userName, cancellationToken);

    /// <summary>A role's tags; none where there is no such role.</summary>
    public Task<IReadOnlyDictionary<string, string>> ListRoleTagsAsync(string roleName, CancellationToken cancellationToken) => TagsAsync("ListRoleTags", "RoleName", roleName, cancellationToken);

    /// <summary>Names of the groups a user is in.</summary>
    public Task<List<string>> ListGroupsForUserAsync(string userName, CancellationToken cancellationToken) =>
        AllAsync("ListGroupsForUser", Of(userName), result => result.List("Groups").Select(group => group.Required("GroupName")), cancellationToken);

    /// <summary>The managed policies attached to the user itself.</summary>
    public Task<List<AttachedPolicy>> ListAttachedUserPoliciesAsync(string userName, CancellationToken cancellationToken) =>
        AllAsync("ListAttachedUserPolicies", Of(userName), Attached, cancellationToken);

    /// <summary>The managed policies attached to a group.</summary>
    public Task<List<AttachedPolicy>> ListAttachedGroupPoliciesAsync(string groupName, CancellationToken cancellationToken) =>
        AllAsync("ListAttachedGroupPolicies", new() { ["GroupName"] = groupName }, Attached, cancellationToken);

    /// <summary>The user's own inline policies with their decoded documents.</summary>
    public async Task<IReadOnlyList<InlinePolicy>> GetUserPoliciesAsync(string userName, CancellationToken cancellationToken)
    {
        var names = await AllAsync("ListUserPolicies", Of(userName), result => result.List("PolicyNames").Select(name => name.Value), cancellationToken);
        var policies = new List<InlinePolicy>();
        foreach (var name in names)
        {
            if (await FoundAsync("GetUserPolicy", new() { ["UserName"] = userName, ["PolicyName"] = name }, cancellationToken) is { } result)
            {
                policies.Add(new InlinePolicy(name, Uri.UnescapeDataString(result.Required("PolicyDocument"))));
            }
        }

        return policies;
    }

    /// <summary>A group's ARN and its members' names and ARNs; null where there is no such group.</summary>
    public async Task<(string Arn, IReadOnlyList<(string UserName, string Arn)> Members)?> GetGroupAsync(string groupName, CancellationToken cancellationToken)
    {
        try
        {
            var arn = "";
            var members = await AllAsync(
                "GetGroup",
                new() { ["GroupName"] = groupName },
                result =>
                {
                    arn = result.Element("Group")?.Required("Arn") ?? throw new InvalidDataException("Group is missing");
                    return result.List("Users").Select(user => (user.Required("UserName"), user.Required("Arn")));
                },
                cancellationToken);
            return (arn, members);
        }
        catch (AmazonServiceException error) when (error.ErrorCode == "NoSuchEntity")
        {
            return null;
        }
    }

    /// <summary>All groups with their policies, inline ones decoded.</summary>
    public async Task<IReadOnlyList<IamGroup>> GetGroupsAsync(CancellationToken cancellationToken) =>
        [.. (await AllAsync<AuthorizationPage>("GetAccountAuthorizationDetails", new() { ["Filter.member.1"] = "Group" }, result => [AuthorizationPage.From(result)], cancellationToken)).SelectMany(page => page.Groups)];

    /// <summary>The decoded document of a managed policy's default version; null where there is no such policy.</summary>
    public async Task<string?> GetPolicyDocumentAsync(string policyArn, CancellationToken cancellationToken)
    {
        if (await FoundAsync("GetPolicy", new() { ["PolicyArn"] = policyArn }, cancellationToken) is not { } policy)
        {
            return null;
        }

        var version = policy.Element("Policy")?.Text("DefaultVersionId") ?? throw new InvalidDataException("DefaultVersionId is missing");
        var found = await FoundAsync("GetPolicyVersion", new() { ["PolicyArn"] = policyArn, ["VersionId"] = version }, cancellationToken);
        return found?.Element("PolicyVersion")?.Text("Document") is { } document ? Uri.UnescapeDataString(document) : null;
    }

    /// <summary>The X.509 signing certificates of the caller, in a root session root's: id, whether active, upload date.</summary>
    public Task<List<(string Id, bool Active, DateTimeOffset Uploaded)>> ListSigningCertificatesAsync(CancellationToken cancellationToken) => AllAsync(
        "ListSigningCertificates",
        [],
        result => result.List("Certificates").Select(each => (each.Required("CertificateId"), each.Text("Status") == "Active", WireValues.Time(each.Required("UploadDate")))),
        cancellationToken);

    /// <summary>When each of a user's MFA devices was enabled, by serial number.</summary>
    public Task<List<(string Serial, DateTimeOffset? Enabled)>> ListMFADeviceDatesAsync(string userName, CancellationToken cancellationToken) => AllAsync(
        "ListMFADevices",
        Of(userName),
        result => result.List("MFADevices").Select(device => (device.Required("SerialNumber"), device.Time("EnableDate"))),
        cancellationToken);

    /// <summary>What IAM's simulator decides for each action on every resource: <c>allowed</c>, <c>explicitDeny</c> or <c>implicitDeny</c>.</summary>
    /// <param name="principalArn">A user, a group or a role.</param>
    /// <param name="actions">The actions.</param>
    /// <param name="mfaPresent">What aws:MultiFactorAuthPresent is; null for a request without it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyDictionary<string, string>> SimulatePrincipalPolicyAsync(string principalArn, IReadOnlyList<string> actions, bool? mfaPresent, CancellationToken cancellationToken)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["PolicySourceArn"] = principalArn };
        foreach (var (n, action) in actions.Index())
        {
            parameters[$"ActionNames.member.{n + 1}"] = action;
        }

        if (mfaPresent is { } present)
        {
            parameters["ContextEntries.member.1.ContextKeyName"] = "aws:MultiFactorAuthPresent";
            parameters["ContextEntries.member.1.ContextKeyType"] = "boolean";
            parameters["ContextEntries.member.1.ContextKeyValues.member.1"] = present ? "true" : "false";
        }

        var results = await AllAsync(
            "SimulatePrincipalPolicy",
            parameters,
            result => result.List("EvaluationResults").Select(each => (Action: each.Required("EvalActionName"), Decision: each.Required("EvalDecision"))),
            cancellationToken);
        return results.DistinctBy(each => each.Action).ToDictionary(each => each.Action, each => each.Decision, StringComparer.OrdinalIgnoreCase);
    }

    private static IEnumerable<AttachedPolicy> Attached(XElement result) =>
        result.List("AttachedPolicies").Select(policy => new AttachedPolicy(policy.Required("PolicyName"), policy.Required("PolicyArn")));

    private static string? Known(string? text) => text is null or "" or "N/A" ? null : text;

    private async Task<IReadOnlyDictionary<string, string>> TagsAsync(string operation, string parameter, string name, CancellationToken cancellationToken)
    {
        try
        {
            var tags = await AllAsync(operation, new() { [parameter] = name }, result => result.List("Tags").Select(tag => (Key: tag.Required("Key"), Value: tag.Text("Value") ?? "")), cancellationToken);
            return tags.ToDictionary(tag => tag.Key, tag => tag.Value, StringComparer.OrdinalIgnoreCase);
        }
        catch (AmazonServiceException error) when (error.ErrorCode == "NoSuchEntity")
        {
            return new Dictionary<string, string>();
        }
    }

    /// <summary>The result; null where AWS answers NoSuchEntity.</summary>
    private async Task<XElement?> FoundAsync(string operation, Dictionary<string, string> parameters, CancellationToken cancellationToken)
    {
        try
        {
            return await ResultAsync(operation, parameters, cancellationToken);
        }
        catch (AmazonServiceException error) when (error.ErrorCode == "NoSuchEntity")
        {
            return null;
        }
    }
}

/// <summary>A user as iam:GetUser shows it.</summary>
/// <param name="PasswordLastUsed">The last sign-in with the password; null where there was none or the user has none.</param>
internal sealed record LiveIamUser(string UserName, string Arn, DateTimeOffset? PasswordLastUsed);

/// <summary>An access key's last use as iam:GetAccessKeyLastUsed shows it; AWS may be 15 minutes behind.</summary>
/// <param name="UserName">Whose key it is; empty for root's.</param>
/// <param name="Last">When; null for never.</param>
/// <param name="Service">Such as <c>s3</c>.</param>
/// <param name="Region">Such as <c>eu-west-1</c>; null for services without regions.</param>
internal sealed record KeyUse(string UserName, DateTimeOffset? Last, string? Service, string? Region);
