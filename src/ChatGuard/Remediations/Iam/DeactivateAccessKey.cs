using System.Text.Json.Nodes;
using Amazon.Runtime;
using ChatGuard.Aws;
using ChatGuard.Core.Checks.Iam;
using ChatGuard.Core.Proposals;

namespace ChatGuard.Remediations.Iam;

/// <summary>R01: deactivates one access key of a user. Undone by activating it again, unless AWS quarantined the user meanwhile.</summary>
internal sealed class DeactivateAccessKey() : Remediation("R01", "deactivate-access-key", Risk.High, Reversibility.Reversible)
{
    private const string Status = "Status";
    private const string Quarantine = "Quarantined by AWS";

    /// <summary>A key used this lately takes two people; IAM's word on the last use can be hours old.</summary>
    private static readonly TimeSpan InUse = TimeSpan.FromDays(7);

    public override IReadOnlyList<string> Checks => ["access-key-age", "access-key-unused", "access-key-exposed", "access-key-two-active"];

    public override IReadOnlyList<string> Actions => ["iam:UpdateAccessKey"];

    public override Task<IReadOnlyList<Target>> TargetsAsync(string check, Target found, AwsAccount account, CancellationToken cancellationToken) =>
        IamTargets.KeysAsync(check, found, active: true, account, cancellationToken);

    public override async Task<LiveState> ReadAsync(Target target, AwsAccount account, CancellationToken cancellationToken)
    {
        var (user, arn, id) = IamTargets.KeyOf(target);
        try
        {
            var key = (await account.Iam.ListAccessKeysAsync(user, cancellationToken)).Where(each => each.KeyId == id).Select(each => (bool?)each.Active).FirstOrDefault()
                ?? throw new CannotPlanException($"There is no access key {id} of {user} any more, so there is nothing to deactivate.");
            var fields = new Dictionary<string, string>(StringComparer.Ordinal) { [Status] = key ? "Active" : "Inactive" };
            var quarantine = (await account.Iam.ListAttachedUserPoliciesAsync(user, cancellationToken)).Select(policy => policy.PolicyName).Where(AccessKeyExposed.IsQuarantine).Order(StringComparer.Ordinal).ToList();
            if (quarantine.Count > 0)
            {
                fields[Quarantine] = string.Join(' ', quarantine);
            }

            return new LiveState(fields);
        }
        catch (AmazonServiceException error) when (error.ErrorCode == "NoSuchEntity")
        {
            throw IamTargets.Gone(arn, target.Account);
        }
    }

    protected override async Task<Plan> MakePlanAsync(Target target, LiveState live, AwsAccount account, CancellationToken cancellationToken)
    {
        var (user, arn, id) = IamTargets.KeyOf(target);
        if (live[Status] != "Active")
        {
            throw new CannotPlanException($"The access key {id} of {user} is inactive already; nothing is to be done.");
        }

        var now = account.Clock.GetUtcNow();
        var use = await account.Iam.GetAccessKeyLastUsedAsync(id, cancellationToken);
        var others = (await account.Iam.ListAccessKeysAsync(user, cancellationToken)).Where(key => key.Active && key.KeyId != id).Select(key => key.KeyId).ToList();
        var used = now - use?.Last <= InUse;
        var (off, on) = (Step("Deactivate", "Inactive", user, arn, id), Step("Activate", "Active", user, arn, id));
        return NewPlan(target, $"Deactivate access key {IamTargets.Short(id)} of {user}", live, [off with { Undo = on }], approvals: used ? 2 : 1) with
        {
            Impact = [RecentUse.OfKey("The key", use, now), await RecentUse.OfLastDayAsync("AccessKeyId", id, [use?.Region], account, cancellationToken)],
            Notes =
            [
                "Temporary credentials that were made from the key before keep working until they expire, up to 36 hours.",
                others.Count > 0 ? $"{user} has another active key: {string.Join(", ", others)}." : $"{user} has no other active key.",
                .. live[Quarantine] is { } policies ? [$"AWS attached {policies}: the key was found in public. Deny everything to the user as well: fix quarantine-user {user}."] : Array.Empty<string>(),
                .. used ? ["It was used in the last 7 days, so two people have to approve."] : Array.Empty<string>(),
            ],
            Subjects = [arn],
            UndoHours = 7 * 24,
        };
    }

    private static PlannedStep Step(string verb, string status, string user, string arn, string id) => new(
        $"{verb} access key {id}",
        new AwsCall("iam", "UpdateAccessKey", null, new JsonObject { ["UserName"] = user, ["AccessKeyId"] = id, ["Status"] = status }),
        [new FieldChange(Status, status == "Active" ? "Inactive" : "Active", status)],
        [new Permission("iam:UpdateAccessKey", [arn])]);
}
