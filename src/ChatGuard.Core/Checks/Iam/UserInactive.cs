using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.Iam;

/// <summary>
/// A user with a password or an active key does something within 90 days. One that never did counts from its creation;
/// one without any credential cannot do anything and is left alone.
/// </summary>
public sealed class UserInactive() : Check("user-inactive", Severity.Medium, "Users are active", Fix.Automatic)
{
    public override Guidance Guidance => new(
        "A user whom nobody needs any more is an open door to the account.",
        [
            "Ask whether the person is still there, or the program still runs.",
            "Deactivate the keys and remove the console password; ChatGuard can do both once approved.",
            "Delete the user by hand some weeks later.",
        ],
        "A program that runs less often than every 90 days fails at its next run.");

    protected override IEnumerable<Finding> Evaluate(Evidence evidence) => evidence.Open(evidence.Snapshot.Credentials, report =>
        OrPass(
            report.Users.Where(user => user.PasswordEnabled == true || user.ActiveKeys().Any()).Select(user => Judge(evidence, user)).OfType<Finding>(),
            evidence,
            "every user with credentials is active"));

    private static Finding? Judge(Evidence evidence, UserCredentials user)
    {
        var limit = evidence.Thresholds.InactiveUser;
        var last = user.AccessKeys.Select(key => key.LastUsed).Append(user.PasswordLastUsed).Max();
        return (last ?? user.Created) switch
        {
            null => Unknown(user.Arn, "no activity known; AWS did not say when the user was made"),
            { } since when evidence.Age(since) >= limit => Fail(user.Arn, last is null
                ? $"no activity since the user was made {evidence.Ago(since)} (inactive from {limit} d on)"
                : $"last activity {evidence.Ago(since)} (inactive from {limit} d on)"),
            _ => null,
        };
    }
}
