using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.Root;

/// <summary>
/// Fails on three attempts to sign in as root within any 24 hours, or on one that a success from another address follows within 24 hours. Failed sign-ins and
/// password recovery requests are attempts; acknowledged ones do not count.
/// </summary>
public sealed class RootLoginFailures() : Check("root-login-failures", Severity.Medium, "Nobody is guessing the root password")
{
    private static readonly TimeSpan Window = TimeSpan.FromHours(24);

    public override Guidance Guidance => new(
        "Repeated failures mean that somebody knows the root address and tries passwords; a success from elsewhere may mean that they found it.",
        [
            "Ask the people who hold the root password whether the attempts were theirs.",
            "If a success follows from an address nobody knows, treat it as an intrusion at once.",
            "Otherwise change the root password to a new generated one and make sure that MFA is on.",
            "If the address is easy to guess, change it to a private alias.",
        ]);

    protected override IEnumerable<Finding> Evaluate(Evidence evidence) => evidence.Open(evidence.Snapshot.RootEvents, events =>
    {
        var attempts = events.Where(record => RootUser.IsAttempt(record) && !RootUser.IsAcknowledged(evidence, record)).OrderBy(record => record.Time).ToList();
        return OrPass([.. ManyAtOnce(evidence, attempts), .. ThenElsewhere(evidence, attempts, events)], evidence, "no run of failed root sign-ins in CloudTrail's 90 days");
    });

    private static IEnumerable<Finding> ManyAtOnce(Evidence evidence, List<CloudTrailEvent> attempts)
    {
        var runs = attempts.Select(first => attempts.Where(record => record.Time >= first.Time && record.Time - first.Time <= Window).ToList());
        var worst = runs.MaxBy(run => run.Count);
        if (worst?.Count >= evidence.Thresholds.RootLoginFailures)
        {
            yield return Fail(RootUser.Arn(evidence), $"{worst.Count} failed root sign-ins within 24 hours, last on {RootUser.When(worst[^1])}; expected fewer than {evidence.Thresholds.RootLoginFailures}");
        }
    }

    private static IEnumerable<Finding> ThenElsewhere(Evidence evidence, List<CloudTrailEvent> attempts, IReadOnlyList<CloudTrailEvent> events) => events
        .Where(record => RootUser.IsSuccessfulSignIn(record) && !RootUser.IsAcknowledged(evidence, record)
            && attempts.Exists(attempt => attempt.Time <= record.Time && record.Time - attempt.Time <= Window
                && attempt.SourceIp is { } from && record.SourceIp is { } to && from != to))
        .Select(record => Fail(record.EventId, $"a failed root sign-in was followed by a success on {RootUser.When(record)}, another address", record.Region));
}
