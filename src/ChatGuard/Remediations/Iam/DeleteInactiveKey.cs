using System.Text.Json.Nodes;
using Amazon.Runtime;
using ChatGuard.Aws;
using ChatGuard.Aws.Reading;
using ChatGuard.Core.Proposals;

namespace ChatGuard.Remediations.Iam;

/// <summary>R15: deletes an access key that has been inactive for long. Nothing brings it back.</summary>
internal sealed class DeleteInactiveKey() : Remediation("R15", "delete-inactive-key", Risk.High, Reversibility.Irreversible)
{
    private const string Status = "Status";

    /// <summary>Pages of 50 changes of any key in 90 days; at AWS's 2 requests a second 40 take 20 seconds.</summary>
    private const int MostPages = 40;

    public override IReadOnlyList<string> Checks => ["access-key-inactive-old"];

    public override IReadOnlyList<string> Actions => ["iam:DeleteAccessKey"];

    public override Task<IReadOnlyList<Target>> TargetsAsync(string check, Target found, AwsAccount account, CancellationToken cancellationToken) =>
        IamTargets.KeysAsync(check, found, active: false, account, cancellationToken);

    /// <summary>A key that is not there has no status: that is what is to be reached.</summary>
    public override async Task<LiveState> ReadAsync(Target target, AwsAccount account, CancellationToken cancellationToken)
    {
        var key = await FindAsync(target, account, cancellationToken);
        return new LiveState(key is { Active: var active } ? new Dictionary<string, string> { [Status] = active ? "Active" : "Inactive" } : new Dictionary<string, string>());
    }

    protected override async Task<Plan> MakePlanAsync(Target target, LiveState live, AwsAccount account, CancellationToken cancellationToken)
    {
        var (user, arn, id) = IamTargets.KeyOf(target);
        if (live[Status] is null || await FindAsync(target, account, cancellationToken) is not { } key)
        {
            throw new CannotPlanException($"There is no access key {id} of {user} any more; nothing is to be done.");
        }

        if (live[Status] == "Active")
        {
            throw new CannotPlanException($"The access key {id} of {user} is active: deactivate it first (fix deactivate-access-key {id}), and delete it when nobody has missed it for {account.Thresholds.InactiveKeyMaxAge} days.");
        }

        var (now, use) = (account.Clock.GetUtcNow(), await account.Iam.GetAccessKeyLastUsedAsync(id, cancellationToken));
        var (since, how) = await InactiveSinceAsync(id, key.Created, use?.Last, account, cancellationToken);
        var days = (int)(now - since).TotalDays;
        if (days <= account.Thresholds.InactiveKeyMaxAge)
        {
            throw new CannotPlanException($"The access key {id} of {user} is inactive for {days} days {how}; it is deleted after more than {account.Thresholds.InactiveKeyMaxAge}.");
        }

        var delete = new PlannedStep(
            $"Delete access key {id}",
            new AwsCall("iam", "DeleteAccessKey", null, new JsonObject { ["UserName"] = user, ["AccessKeyId"] = id }),
            [new FieldChange(Status, "Inactive", null)],
            [new Permission("iam:DeleteAccessKey", [arn])])
        {
            AlreadyDoneErrors = ["NoSuchEntity"],
        };
        var owner = (await account.Iam.ListUserTagsAsync(user, cancellationToken)).GetValueOrDefault("owner");
        return NewPlan(target, $"Delete the inactive access key {IamTargets.Short(id)} of {user}", live, [delete], approvals: 2) with
        {
            Impact =
            [
                $"It is inactive for {days} days {how}, so nothing that works uses it. {(use?.Last is { } last ? $"Last use: {RecentUse.Ago(last, now)}{(use.Service is { } service ? $" by {service}" : "")}." : "It was never used, as far as IAM knows.")}",
                "It cannot be undone: a new key has another id and another secret.",
            ],
            Notes =
            [
                $"For the record: created {RecentUse.At(key.Created)}, owner {owner ?? "not tagged"}.",
                "Approve only when its owner was asked twice and nobody missed it.",
            ],
            Subjects = [arn],
            UndoHours = 0,
        };
    }

    private static async Task<(DateTimeOffset Created, bool Active)?> FindAsync(Target target, AwsAccount account, CancellationToken cancellationToken)
    {
        var (user, _, id) = IamTargets.KeyOf(target);
        try
        {
            return (await account.Iam.ListAccessKeysAsync(user, cancellationToken)).Where(each => each.KeyId == id).Select(each => ((DateTimeOffset, bool)?)(each.Created, each.Active)).FirstOrDefault();
        }
        catch (AmazonServiceException error) when (error.ErrorCode == "NoSuchEntity")
        {
            return null;
        }
    }

    /// <summary>CloudTrail's word; where its 90 days do not hold it, the last moment at which the key was certainly active.</summary>
    private static async Task<(DateTimeOffset Since, string How)> InactiveSinceAsync(string id, DateTimeOffset created, DateTimeOffset? lastUsed, AwsAccount account, CancellationToken cancellationToken)
    {
        var known = lastUsed > created ? lastUsed.Value : created;
        try
        {
            var events = await account.CloudTrail(account.GlobalRegion).LookupEventsAsync("EventName", "UpdateAccessKey", account.Clock.GetUtcNow() - CloudTrailReader.History, MostPages, cancellationToken);
            var off = events.Where(each => each.TargetKey == id && each.TargetStatus == "Inactive" && each.ErrorMessage is null).Select(each => (DateTimeOffset?)each.Time).Max();
            return off is { } time && time > known ? (time, "by CloudTrail") : (known, "by its last use or change");
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && Section.Reason(error) is { } reason)
        {
            throw new CannotPlanException($"Since when the access key {id} is inactive could not be read (cloudtrail:LookupEvents: {reason.Code}), and deleting cannot be undone. Try again, or let the read role have the action.");
        }
    }
}
