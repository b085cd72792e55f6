using System.Text.Json.Nodes;
using Amazon.Runtime;
using ChatGuard.Aws;
using ChatGuard.Aws.Reading;
using ChatGuard.Core.Proposals;

namespace ChatGuard.Remediations.Iam;

/// <summary>
/// R02: stops a user whose credentials are in strangers' hands. First everything is denied to it, then its keys are deactivated: stopped in between, it is
/// stopped on the safe side.
/// </summary>
internal sealed class QuarantineUser() : Remediation("R02", "quarantine-user", Risk.Critical, Reversibility.Reversible)
{
    /// <summary>
    /// Fixed, and not the proposal's id in it: a plan is hashed before its proposal has an id, a fixed name lets a crash and an undo find the policy, and a user
    /// needs it once.
    /// </summary>
    private const string PolicyName = "ChatGuardQuarantine";

    /// <summary>The managed policy for users whose inline policies leave no room; made once an account.</summary>
    private const string ManagedName = "ChatGuardQuarantineDenyAll";

    private const string DenyAll = """{"Statement":[{"Action":"*","Effect":"Deny","Resource":"*","Sid":"ChatGuardQuarantine"}],"Version":"2012-10-17"}""";
    private const string Denied = "Everything is denied";
    private const string Inline = $"Inline policy {PolicyName}";
    private const string Managed = $"Managed policy {ManagedName}";
    private const string Attached = $"{ManagedName} is attached";

    /// <summary>AWS's quota for all inline policies of a user together, white space not counted.</summary>
    private const int InlineCharacters = 2048;

    /// <summary>AWS's default quota for managed policies attached to a user.</summary>
    private const int MostAttached = 10;

    private static readonly string[] Tried = ["s3:ListAllMyBuckets", "iam:CreateUser", "sts:AssumeRole"];

    public override IReadOnlyList<string> Checks => ["access-key-exposed"];

    public override IReadOnlyList<string> Actions =>
        ["iam:AttachUserPolicy", "iam:CreatePolicy", "iam:DeleteUserPolicy", "iam:DetachUserPolicy", "iam:PutUserPolicy", "iam:UpdateAccessKey"];

    public override async Task<IReadOnlyList<Target>> TargetsAsync(string check, Target found, AwsAccount account, CancellationToken cancellationToken) =>
        [new Target(found.Account, null, (await IamTargets.UserAsync(found, account, cancellationToken)).Arn)];

    public override async Task<LiveState> ReadAsync(Target target, AwsAccount account, CancellationToken cancellationToken)
    {
        var user = IamTargets.NameOf(target.Resource);
        try
        {
            var fields = (await account.Iam.ListAccessKeysAsync(user, cancellationToken)).ToDictionary(key => Key(key.KeyId), key => key.Active ? "Active" : "Inactive", StringComparer.Ordinal);
            var simulated = await account.Iam.SimulatePrincipalPolicyAsync(target.Resource, Tried, null, cancellationToken);
            fields[Denied] = LiveText.Of(Tried.All(action => simulated.GetValueOrDefault(action) == "explicitDeny"));
            fields[Attached] = LiveText.Of((await account.Iam.ListAttachedUserPoliciesAsync(user, cancellationToken)).Exists(policy => policy.PolicyArn == ManagedArn(target, account)));
            if ((await account.Iam.GetUserPoliciesAsync(user, cancellationToken)).FirstOrDefault(policy => policy.PolicyName == PolicyName) is { } own)
            {
                fields[Inline] = LiveText.OfJson(own.Document);
            }

            if (await account.Iam.GetPolicyDocumentAsync(ManagedArn(target, account), cancellationToken) is { } managed)
            {
                fields[Managed] = LiveText.OfJson(managed);
            }

            return new LiveState(fields);
        }
        catch (AmazonServiceException error) when (error.ErrorCode == "NoSuchEntity")
        {
            throw IamTargets.Gone(target.Resource, target.Account);
        }
    }

    protected override async Task<Plan> MakePlanAsync(Target target, LiveState live, AwsAccount account, CancellationToken cancellationToken)
    {
        var user = IamTargets.NameOf(target.Resource);
        var active = live.Fields.Where(field => field.Value == "Active").Select(field => field.Key[4..]).ToList();
        var isDenied = live[Denied] == "true" && (live[Inline] == DenyAll || (live[Attached] == "true" && live[Managed] == DenyAll));
        if (isDenied && active.Count == 0)
        {
            throw new CannotPlanException($"{user} is quarantined already: everything is denied to it, and no key is active.");
        }

        PlannedStep[] steps = [.. isDenied ? [] : await DenyAsync(user, target, live, account, cancellationToken), .. active.Select(key => Deactivate(user, target, key))];
        return NewPlan(target, $"Quarantine the user {user}", live, steps, approvals: 2) with
        {
            Impact =
            [
                $"The person or workload behind {user} is stopped completely: console, access keys and the sessions made from them with GetSessionToken or GetFederationToken.",
                .. await UsesAsync(active, account, cancellationToken),
                await RecentUse.OfLastDayAsync("Username", user, [], account, cancellationToken),
            ],
            Notes =
            [
                "It does not end sessions of roles that the user has assumed already: look for AssumeRole in CloudTrail's event history and revoke the sessions of those roles.",
                await account.Iam.GetLoginProfileAsync(user, cancellationToken) is null ? "The user has no console password." : $"Its console password stays, and opens a console in which everything is denied; fix disable-console-access {user} removes it.",
                await DevicesAsync(user, account, cancellationToken),
                "Undoing takes the denial away and activates exactly the keys that this deactivates. Do that only when the leak is closed: a leaked key works again.",
            ],
            Subjects = [target.Resource],
            UndoHours = 7 * 24,
        };
    }

    private static async Task<PlannedStep[]> DenyAsync(string user, Target target, LiveState live, AwsAccount account, CancellationToken cancellationToken)
    {
        var policies = await account.Iam.GetUserPoliciesAsync(user, cancellationToken);
        var taken = policies.Where(policy => policy.PolicyName != PolicyName).Sum(policy => policy.Document.Count(c => !char.IsWhiteSpace(c)));
        if (taken + DenyAll.Length <= InlineCharacters)
        {
            return [Put(user, target, live)];
        }

        if ((await account.Iam.ListAttachedUserPoliciesAsync(user, cancellationToken)).Count >= MostAttached)
        {
            throw new CannotPlanException(
                $"{user} has no room for another policy: its inline policies take {taken} of {InlineCharacters} characters and {MostAttached} managed ones are attached. Deactivate its keys (fix deactivate-access-key) and remove its console password (fix disable-console-access), or detach a policy and ask again.");
        }

        if (live[Managed] is { } other && other != DenyAll)
        {
            throw new CannotPlanException($"The account has a policy {ManagedName} that is not ChatGuard's: delete or rename it, or detach one of the user's inline policies, and ask again.");
        }

        return Attach(user, target, live, ManagedArn(target, account));
    }

    private static PlannedStep Put(string user, Target target, LiveState live)
    {
        PlannedStep Step(string title, string operation, JsonObject input, FieldChange[] changes) =>
            new(title, new AwsCall("iam", operation, null, input), changes, [new Permission($"iam:{operation}", [target.Resource])]);

        JsonObject Document(string document) => new() { ["UserName"] = user, ["PolicyName"] = PolicyName, ["PolicyDocument"] = document };
        var back = live[Inline] is { } former
            ? Step($"Put the former policy {PolicyName} back", "PutUserPolicy", Document(former), Changes(live, Inline, DenyAll, back: true))
            : Step($"Delete the policy {PolicyName}", "DeleteUserPolicy", new JsonObject { ["UserName"] = user, ["PolicyName"] = PolicyName }, Changes(live, Inline, DenyAll, back: true)) with { AlreadyDoneErrors = ["NoSuchEntity"] };
        return Step($"Deny everything to {user}", "PutUserPolicy", Document(DenyAll), Changes(live, Inline, DenyAll, back: false)) with { Undo = back };
    }

    private static PlannedStep[] Attach(string user, Target target, LiveState live, string arn)
    {
        PlannedStep Step(string title, string operation, FieldChange[] changes) => new(
            title, new AwsCall("iam", operation, null, new JsonObject { ["UserName"] = user, ["PolicyArn"] = arn }), changes, [new Permission($"iam:{operation}", [target.Resource])]);

        var attach = Step($"Deny everything to {user} by {ManagedName}", "AttachUserPolicy", Changes(live, Attached, "true", back: false)) with
        {
            NotYetErrors = ["NoSuchEntity"],
            Undo = Step($"Detach {ManagedName} from {user}", "DetachUserPolicy", Changes(live, Attached, "true", back: true)) with { AlreadyDoneErrors = ["NoSuchEntity"] },
        };
        var create = new PlannedStep(
            $"Make the policy {ManagedName}, which stays",
            new AwsCall("iam", "CreatePolicy", null, new JsonObject { ["PolicyName"] = ManagedName, ["PolicyDocument"] = DenyAll, ["Description"] = "Denies everything to a user that ChatGuard quarantined" }),
            [new FieldChange(Managed, null, DenyAll)],
            [new Permission("iam:CreatePolicy", [arn])]);
        return live[Managed] is null ? [create, attach] : [attach];
    }

    /// <summary>The policy's own field, and what IAM's simulator makes of it: that is what counts.</summary>
    private static FieldChange[] Changes(LiveState live, string field, string after, bool back)
    {
        FieldChange[] forth = [new(field, live[field], after), .. live[Denied] == "true" ? Array.Empty<FieldChange>() : [new FieldChange(Denied, "false", "true")]];
        return back ? [.. forth.Select(change => new FieldChange(change.Field, change.After, change.Before))] : forth;
    }

    private static PlannedStep Deactivate(string user, Target target, string key)
    {
        PlannedStep Step(string verb, string status, FieldChange change) => new(
            $"{verb} access key {key}",
            new AwsCall("iam", "UpdateAccessKey", null, new JsonObject { ["UserName"] = user, ["AccessKeyId"] = key, ["Status"] = status }),
            [change],
            [new Permission("iam:UpdateAccessKey", [target.Resource])]);

        return Step("Deactivate", "Inactive", new FieldChange(Key(key), "Active", "Inactive")) with { Undo = Step("Activate", "Active", new FieldChange(Key(key), "Inactive", "Active")) };
    }

    private static async Task<IReadOnlyList<string>> UsesAsync(IReadOnlyList<string> keys, AwsAccount account, CancellationToken cancellationToken)
    {
        var sentences = new List<string>();
        foreach (var key in keys)
        {
            sentences.Add(RecentUse.OfKey($"The key {key}", await account.Iam.GetAccessKeyLastUsedAsync(key, cancellationToken), account.Clock.GetUtcNow()));
        }

        return sentences;
    }

    /// <summary>An intruder adds an MFA device of their own to come back.</summary>
    private static async Task<string> DevicesAsync(string user, AwsAccount account, CancellationToken cancellationToken)
    {
        try
        {
            var devices = await account.Iam.ListMFADeviceDatesAsync(user, cancellationToken);
            var young = devices.Where(device => account.Clock.GetUtcNow() - device.Enabled <= TimeSpan.FromDays(7)).Select(device => device.Serial).ToList();
            return young.Count > 0
                ? $"MFA devices that were added in the last 7 days, perhaps by the intruder: {string.Join(", ", young)}. Ask the person, and deactivate those nobody knows."
                : $"No MFA device was added in the last 7 days ({devices.Count} in all).";
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && Section.Reason(error) is { } reason)
        {
            return $"The user's MFA devices could not be read (iam:ListMFADevices: {reason.Code}).";
        }
    }

    private static string ManagedArn(Target target, AwsAccount account) => $"arn:{account.Partition}:iam::{target.Account}:policy/{ManagedName}";

    private static string Key(string keyId) => $"Key {keyId}";
}
