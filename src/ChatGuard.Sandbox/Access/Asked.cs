using System.Text.Json.Nodes;
using ChatGuard.Sandbox.Protocols;
using ChatGuard.Sandbox.Services;
using ChatGuard.Sandbox.Services.Iam;

namespace ChatGuard.Sandbox.Access;

/// <summary>What IAM asks itself about a call: may this principal do this action on this resource?</summary>
/// <param name="Action">Such as <c>s3:ListBucket</c>, which HeadBucket needs.</param>
/// <param name="Resource">An ARN; <c>*</c> for an action that knows no resources.</param>
internal sealed record Asked(string Action, string Resource)
{
    private const string GuardDutyRole = "AWSServiceRoleForAmazonGuardDuty";

    /// <summary>Operations that IAM authorises under another action's name.</summary>
    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.Ordinal)
    {
        ["s3:HeadBucket"] = "s3:ListBucket",
        ["s3:ListBuckets"] = "s3:ListAllMyBuckets",
        ["s3:GetPublicAccessBlock"] = "s3:GetBucketPublicAccessBlock",
        ["s3:PutPublicAccessBlock"] = "s3:PutBucketPublicAccessBlock",
        ["s3:DeletePublicAccessBlock"] = "s3:PutBucketPublicAccessBlock",
        ["s3:GetObjectLockConfiguration"] = "s3:GetBucketObjectLockConfiguration",
        ["s3:GetBucketEncryption"] = "s3:GetEncryptionConfiguration",
        ["s3:PutBucketEncryption"] = "s3:PutEncryptionConfiguration",
        ["s3control:GetPublicAccessBlock"] = "s3:GetAccountPublicAccessBlock",
        ["s3control:PutPublicAccessBlock"] = "s3:PutAccountPublicAccessBlock",
        ["s3control:DeletePublicAccessBlock"] = "s3:PutAccountPublicAccessBlock",
        ["access-analyzer:ListFindingsV2"] = "access-analyzer:ListFindings",
    };

    private static readonly string[] Reading = ["Get", "List", "Describe", "Lookup", "Head", "Simulate", "Generate", "Assume"];

    /// <summary>The permissions a call needs; none for who-am-I and for assuming a role, which the role's trust decides.</summary>
    public static IReadOnlyList<Asked> By(Call call, string service, string operation, JsonObject parameters)
    {
        if (service == "sts" && operation != "AssumeRoot")
        {
            return [];
        }

        var asked = new Asked(OtherNames.GetValueOrDefault($"{service}:{operation}", $"{service}:{operation}"), ResourceOf(call, service, operation, parameters));
        return service == "guardduty" && operation == "CreateDetector" && !call.Account.Iam.Roles.ContainsKey(GuardDutyRole)
            ? [asked, new Asked("iam:CreateServiceLinkedRole", $"arn:aws:iam::{call.Account.Id}:role/aws-service-role/guardduty.amazonaws.com/{GuardDutyRole}")]
            : [asked];
    }

    public static bool IsWrite(string operation) => operation.Length > 0 && !Reading.Any(verb => operation.StartsWith(verb, StringComparison.Ordinal));

    /// <summary>What a policy's condition on the call's own parameters is held against.</summary>
    public static Dictionary<string, string?> Context(JsonObject parameters) => new(StringComparer.OrdinalIgnoreCase)
    {
        ["iam:PolicyARN"] = Text(parameters, "PolicyArn"),
        ["sts:TaskPolicyArn"] = Text(parameters, "TaskPolicyArn.arn"),
        ["iam:AWSServiceName"] = "guardduty.amazonaws.com",
    };

    /// <summary>The tags of the resource as a policy's condition names them: <c>aws:ResourceTag/owner</c>. Groups and root users cannot be tagged.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> ResourceTags(SandboxAccount account)
    {
        if (Resource == "*")
        {
            return [];
        }

        lock (account.Gate)
        {
            return [.. Tags(account).Select(tag => KeyValuePair.Create<string, string?>($"aws:ResourceTag/{tag.Key}", tag.Value))];
        }
    }

    private IEnumerable<KeyValuePair<string, string>> Tags(SandboxAccount account) => account.Iam.Users.Values.Concat<IamEntity>(account.Iam.Roles.Values).FirstOrDefault(entity => entity.Arn == Resource)?.Tags
        ?? (IEnumerable<KeyValuePair<string, string>>?)account.CloudTrail.Trails.Find(trail => trail.Arn == Resource)?.Tags
        ?? account.GuardDuty.Detectors.Values.FirstOrDefault(detector => Resource.EndsWith($":detector/{detector.Id}", StringComparison.Ordinal))?.Tags.Select(tag => KeyValuePair.Create(tag.Key, (string?)tag.Value ?? ""))
        ?? [];

    private static string ResourceOf(Call call, string service, string operation, JsonObject parameters) => service switch
    {
        "iam" => OfIam(call, operation, parameters),
        "cloudtrail" => (Text(parameters, "Name") ?? Text(parameters, "TrailName")) is not { } name ? "*"
            : name.StartsWith("arn:", StringComparison.Ordinal) ? name : $"arn:aws:cloudtrail:{call.Region}:{call.Account.Id}:trail/{name}",
        "guardduty" => Text(parameters, "DetectorId") is { } detector ? $"arn:aws:guardduty:{call.Region}:{call.Account.Id}:detector/{detector}" : "*",
        "s3" => Text(parameters, "Bucket") is { } bucket ? $"arn:aws:s3:::{bucket}" : "*",
        "kms" => Text(parameters, "KeyId") is not { } key ? "*" : key.StartsWith("arn:", StringComparison.Ordinal) ? key : $"arn:aws:kms:{call.Region}:{call.Account.Id}:key/{key}",
        "sts" => Text(parameters, "TargetPrincipal") is { } target ? $"arn:aws:iam::{(target.StartsWith("arn:", StringComparison.Ordinal) ? target.Split(':')[4] : target)}:root" : "*",
        _ => "*",
    };

    private static string OfIam(Call call, string operation, JsonObject parameters)
    {
        var (iam, account) = (call.Account.Iam, call.Account.Id);
        string Arn(string kind, string name, IamEntity? entity) => entity?.Arn ?? $"arn:aws:iam::{account}:{kind}/{name}";
        return parameters switch
        {
            _ when operation == "CreatePolicy" => $"arn:aws:iam::{account}:policy/{Text(parameters, "PolicyName")}",
            _ when operation.Contains("GroupPolic", StringComparison.Ordinal) || operation is "AddUserToGroup" or "RemoveUserFromGroup" or "CreateGroup" or "DeleteGroup" or "GetGroup" =>
                Text(parameters, "GroupName") is { } group ? Arn("group", group, iam.Groups.GetValueOrDefault(group)) : "*",
            _ when operation == "DeleteVirtualMFADevice" => Text(parameters, "SerialNumber") ?? "*",
            _ when Text(parameters, "UserName") is { } user => Arn("user", user, iam.Users.GetValueOrDefault(user)),
            _ when Text(parameters, "RoleName") is { } role => Arn("role", role, iam.Roles.GetValueOrDefault(role)),
            _ when Text(parameters, "PolicyArn") is { } policy => policy,
            _ => "*",
        };
    }

    private static string? Text(JsonObject parameters, string name) => parameters[name] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;
}
