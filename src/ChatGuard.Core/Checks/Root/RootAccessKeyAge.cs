using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.Root;

/// <summary>Where the owners allow a root access key, each active one is at most 90 days old by the credential report.</summary>
public sealed class RootAccessKeyAge() : Check("root-access-key-age", Severity.High, "The root access key that is allowed as an exception is rotated")
{
    public override Guidance Guidance => new(
        "A long-lived root key gives whoever copied it unlimited access for as long as it exists.",
        [
            "Find out what still signs with the key: the credential report shows the last service and region.",
            "Try again to replace it by an IAM role; very few AWS operations truly need root.",
            "If it must stay, sign in as root and create a second key under Security credentials.",
            "Move the workload to the new key, watch that the old key's last use stops for seven days, then deactivate and delete the old key.",
        ],
        "Whatever still signs with the old key stops when it is deactivated.");

    protected override IEnumerable<Finding> Evaluate(Evidence evidence)
    {
        var root = RootUser.Arn(evidence);
        if (!evidence.Policy.RootAccessKeyException)
        {
            return [NotApplicable(root, "no exception allows a root access key here; root-no-access-keys judges it")];
        }

        return evidence.Open(evidence.Snapshot.Credentials, report => report.Root is { } row
            ? OrPass(row.AccessKeys.Where(key => key.Active).Select(key => Judge(evidence, root, key)), evidence, "root has no active access key")
            : [Unknown(root, "the credential report has no row for root")]);
    }

    private static Finding Judge(Evidence evidence, string root, AccessKey key)
    {
        var limit = evidence.Thresholds.AccessKeyMaxAge;
        if (key.LastRotated is not { } rotated)
        {
            return Unknown(root, $"root access key {key.Number}: the credential report does not say when it was rotated");
        }

        var age = evidence.Age(rotated);
        return age > limit
            ? Fail(root, $"root access key {key.Number} is {age} days old; expected at most {limit}")
            : Pass(root, $"root access key {key.Number} is {age} days old");
    }
}
