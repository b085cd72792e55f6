using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.Iam;

/// <summary>
/// Keys switched off are deleted after 90 days. Where CloudTrail no longer tells when a key was switched off, the key is taken
/// to have been off since it was last used or last changed, whichever is later: it was certainly on before.
/// </summary>
public sealed class AccessKeyInactiveOld() : Check("access-key-inactive-old", Severity.Low, "Inactive access keys are deleted after 90 days", Fix.Automatic)
{
    public override Guidance Guidance => new(
        "An inactive key is one click away from working again, for an intruder too.",
        [
            "Ask the owner whether anything was missed since it was switched off.",
            "Make sure nothing is configured with it: search deployment settings for its last four characters.",
            "Delete the key; ChatGuard can do it with two approvals.",
        ],
        "Deleting cannot be undone: a new key has another id and secret.");

    protected override IEnumerable<Finding> Evaluate(Evidence evidence) => evidence.Open(evidence.Snapshot.Credentials, report =>
        OrPass(
            report.Users.SelectMany(user => user.AccessKeys.Where(key => !key.Active).Select(key => Judge(evidence, user, key))),
            evidence,
            "no inactive keys"));

    private static Finding Judge(Evidence evidence, UserCredentials user, AccessKey key)
    {
        if (KeyVerdict.InactiveSince(key) is not { } since)
        {
            return Unknown(user.Arn, $"{key.Label()} is inactive; neither the report nor CloudTrail says since when");
        }

        var age = evidence.Age(since);
        var limit = evidence.Thresholds.InactiveKeyMaxAge;
        var how = key.DeactivatedAt is null ? "by its last use or change" : "by CloudTrail";
        return age > limit
            ? Fail(user.Arn, $"{key.Label()} is inactive for {age} d {how} (delete after {limit})")
            : Pass(user.Arn, $"{key.Label()} is inactive for {age} d {how}: delete after {limit}");
    }
}
