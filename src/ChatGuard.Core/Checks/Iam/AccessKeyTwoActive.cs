using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.Iam;

/// <summary>One active key a user. Two are in order while a rotation is under way, which the age of the younger key tells.</summary>
public sealed class AccessKeyTwoActive() : Check("access-key-two-active", Severity.Low, "Users have one active access key", Fix.Automatic)
{
    public override Guidance Guidance => new(
        "Two active keys mean a rotation that never ended, and twice as much to leak.",
        [
            "See which of the two was used less recently.",
            "Ask the owner to move what is left to the newer key.",
            "Deactivate the older one; ChatGuard can do it once approved, and undo it.",
        ],
        "Whatever still signs with the deactivated key stops working.");

    protected override IEnumerable<Finding> Evaluate(Evidence evidence) => evidence.Open(evidence.Snapshot.Credentials, report =>
        OrPass(report.Users.Where(user => user.ActiveKeys().Skip(1).Any()).Select(user => Judge(evidence, user)), evidence, "no user has two active keys"));

    private static Finding Judge(Evidence evidence, UserCredentials user)
    {
        if (user.ActiveKeys().Any(key => key.LastRotated is null))
        {
            return Unknown(user.Arn, "two active keys; AWS did not say when they were made");
        }

        var overlap = evidence.Age(user.ActiveKeys().Max(key => key.LastRotated)!.Value);
        var window = evidence.Thresholds.KeyRotationWindow;
        var older = user.ActiveKeys().OrderBy(key => key.LastUsed ?? DateTimeOffset.MinValue).First();
        return overlap > window
            ? Fail(user.Arn, $"two active keys for {overlap} d (at most {window}); {older.Label()} {evidence.LastUse(older)}")
            : Pass(user.Arn, $"two active keys for {overlap} d: rotation under way, at most {window}");
    }
}
