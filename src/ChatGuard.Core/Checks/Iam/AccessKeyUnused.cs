using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.Iam;

/// <summary>CIS: a key unused for 45 days or more is switched off. A key never used since it was made two weeks ago counts as unused too.</summary>
public sealed class AccessKeyUnused() : Check("access-key-unused", Severity.Medium, "Active access keys are in use", Fix.Automatic)
{
    public override Guidance Guidance => new(
        "Nobody misses a key that nobody uses, so nobody notices when a stranger does.",
        [
            "Look at the service and region of its last use and ask the owner whether a rare job, such as a quarterly one, needs it.",
            "Deactivate the key; ChatGuard can do it once approved, and undo it.",
            "Give a rare job a role instead of a key.",
            "Delete the key after some weeks without complaint.",
        ],
        "A job that runs less often than every 45 days fails at its next run.");

    protected override IEnumerable<Finding> Evaluate(Evidence evidence) => evidence.Open(evidence.Snapshot.Credentials, report =>
        OrPass(report.Users.SelectMany(user => user.ActiveKeys().Select(key => Judge(evidence, user, key)).OfType<Finding>()), evidence, "every active key is in use"));

    private static Finding? Judge(Evidence evidence, UserCredentials user, AccessKey key)
    {
        var (limit, grace) = (evidence.Thresholds.UnusedCredential, evidence.Thresholds.NeverUsedCredential);
        return (key.LastUsed, key.LastRotated) switch
        {
            ({ } used, _) when evidence.Age(used) >= limit => Fail(user.Arn, $"{key.Label()} {evidence.LastUse(key)} (unused from {limit} d on)"),
            (not null, _) => null,
            (null, { } made) when evidence.Age(made) >= grace => Fail(user.Arn, $"{key.Label()} was never used in {evidence.Age(made)} d (allowed: fewer than {grace})"),
            (null, not null) => null,
            _ => Unknown(user.Arn, $"{key.Label()} was never used and AWS did not say when it was made"),
        };
    }
}
