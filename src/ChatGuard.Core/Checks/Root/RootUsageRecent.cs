using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.Root;

/// <summary>
/// CIS: root is not used for daily work. A use within 30 days fails unless its CloudTrail event is acknowledged. Two sources are looked at: root's events in
/// us-east-1 and the credential report's last uses, which also show API calls in other regions. The report alone will do while it is at most 24 hours old.
/// </summary>
public sealed class RootUsageRecent() : Check("root-usage-recent", Severity.High, "Root is not used for daily work")
{
    private static readonly TimeSpan FreshReport = TimeSpan.FromHours(24);

    // The report rounds password use to 5 minutes and key use to 15, and a session makes more than one event.
    private static readonly TimeSpan SameUse = TimeSpan.FromHours(1);

    public override Guidance Guidance => new(
        "Nothing limits root and nobody can tell which person it was, so each use outside a few billing and recovery tasks is a danger.",
        [
            "Look at each use with the command root activity, and ask who it was.",
            "If somebody answers for it, acknowledge the event with the ticket.",
            "If nobody does, treat it as an intrusion: change the root password, remove root keys, look for what was created.",
            "Give the people who used root an administrator role of their own.",
            "Keep root for the tasks that only root can do, such as closing the account or restoring an IAM administrator.",
        ]);

    protected override IEnumerable<Finding> Evaluate(Evidence evidence)
    {
        var snapshot = evidence.Snapshot;
        var events = snapshot.RootEvents.Match<IReadOnlyList<CloudTrailEvent>?>((list, _) => list, _ => null);
        var reportIsFresh = snapshot.Credentials.Match((_, asOf) => snapshot.TakenAt - asOf <= FreshReport, _ => false);
        var reported = evidence.Open(snapshot.Credentials, report => report.Root is { } row
            ? FromReport(evidence, row, events ?? [])
            : [Unknown(RootUser.Arn(evidence), "the credential report has no row for root")]);
        var seen = events is null && reportIsFresh ? [] : evidence.Open(snapshot.RootEvents, list => FromEvents(evidence, list));
        return OrPass([.. seen, .. reported], evidence, $"root was not used within {evidence.Thresholds.RootUse} days, or somebody answered for it");
    }

    private static IEnumerable<Finding> FromEvents(Evidence evidence, IReadOnlyList<CloudTrailEvent> events)
    {
        var uses = events
            .Where(record => record.IsRootUse && !RootUser.IsAttempt(record) && IsRecent(evidence, record.Time) && !RootUser.IsAcknowledged(evidence, record))
            .OrderByDescending(record => record.Time)
            .ToList();
        if (uses.Count > 0)
        {
            yield return Fail(RootUser.Arn(evidence), $"root was used, {uses.Count} unacknowledged {(uses.Count == 1 ? "event" : "events")} within {evidence.Thresholds.RootUse} days; last {uses[0].Name} at {RootUser.When(uses[0])}");
        }
    }

    private static IEnumerable<Finding> FromReport(Evidence evidence, UserCredentials row, IReadOnlyList<CloudTrailEvent> events) => row.AccessKeys
        .Select(key => (What: $"access key {key.Number}", key.LastUsed))
        .Prepend((What: "the password", LastUsed: row.PasswordLastUsed))
        .Where(use => use.LastUsed is { } at && IsRecent(evidence, at) && !IsAnswered(evidence, events, at))
        .Select(use => Fail(RootUser.Arn(evidence), $"root used {use.What} {evidence.Age(use.LastUsed!.Value)} days ago by the credential report; expected no use within {evidence.Thresholds.RootUse} days"));

    private static bool IsRecent(Evidence evidence, DateTimeOffset at) => evidence.Age(at) <= evidence.Thresholds.RootUse;

    private static bool IsAnswered(Evidence evidence, IReadOnlyList<CloudTrailEvent> events, DateTimeOffset at) =>
        events.Any(record => record.IsRootUse && (record.Time - at).Duration() <= SameUse && RootUser.IsAcknowledged(evidence, record));
}
