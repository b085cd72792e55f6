using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.Iam;

/// <summary>CIS: active keys are rotated every 90 days or less. The key of an administrator weighs more; root's has its own check.</summary>
public sealed class AccessKeyAge() : Check("access-key-age", Severity.Medium, "Active access keys are rotated within 90 days", Fix.Automatic)
{
    public override Guidance Guidance => new(
        "A long-lived key has had more chances to leak, and whoever found it may still be using it.",
        [
            "Ask the owner to create a second key and to move the workload to it, or better to a role.",
            "Wait until the old key has not been used for seven days.",
            "Deactivate the old key; ChatGuard can do it once approved, and undo it.",
            "Delete the old key when nothing has complained.",
        ],
        "A workload that still signs with the old key stops working when it is deactivated.");

    protected override IEnumerable<Finding> Evaluate(Evidence evidence) => evidence.Open(evidence.Snapshot.Credentials, report =>
    {
        var administrators = evidence.Snapshot.Authorization.Match<Administrators?>((details, _) => Administrators.In(details), _ => null);
        return OrPass(report.Users.SelectMany(user => user.ActiveKeys().Select(key => Judge(evidence, user, key, administrators)).OfType<Finding>()), evidence, "no active key is near its limit");
    });

    private static Finding? Judge(Evidence evidence, UserCredentials user, AccessKey key, Administrators? administrators)
    {
        if (key.LastRotated is not { } rotated)
        {
            return Unknown(user.Arn, $"{key.Label()}: AWS did not say when it was made");
        }

        var age = evidence.Age(rotated);
        var limit = evidence.Thresholds.AccessKeyMaxAge;
        if (age > limit)
        {
            var isAdministrator = administrators?.Include(user.UserName) == true;
            return Fail(
                user.Arn,
                $"{key.Label()} is {age} d old (at most {limit}){(isAdministrator ? ", an administrator's" : "")}; {evidence.LastUse(key)}",
                severity: isAdministrator ? Severity.High : null);
        }

        return age >= evidence.Thresholds.AccessKeyWarnAge ? Pass(user.Arn, $"{key.Label()} is {age} d old: rotate soon, the limit is {limit}") : null;
    }
}
