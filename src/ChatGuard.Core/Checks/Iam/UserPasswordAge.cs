using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.Iam;

/// <summary>Console passwords are at most 90 days old, whether or not the account's password policy makes them expire.</summary>
public sealed class UserPasswordAge() : Check("user-password-age", Severity.Low, "Console passwords are changed within 90 days")
{
    public override Guidance Guidance => new(
        "An old password has been typed, stored and perhaps leaked in more places than anyone remembers.",
        [
            "Ask the person to change it under Security credentials in the console.",
            "Set an expiry in the account's password policy so that it happens by itself.",
            "Consider signing in by Identity Center: then there is no IAM password to age.",
        ]);

    protected override IEnumerable<Finding> Evaluate(Evidence evidence) => evidence.Open(evidence.Snapshot.Credentials, report =>
        report.Users.All(user => user.PasswordEnabled != true)
            ? [NotApplicable(evidence.Account, "no user has a console password")]
            : OrPass(report.Users.Where(user => user.PasswordEnabled == true).Select(user => Judge(evidence, user)).OfType<Finding>(), evidence, "every console password is young enough"));

    private static Finding? Judge(Evidence evidence, UserCredentials user)
    {
        var limit = evidence.Thresholds.PasswordMaxAge;
        return user.PasswordLastChanged switch
        {
            null => Unknown(user.Arn, "AWS did not say when the password was set"),
            { } changed when evidence.Age(changed) > limit => Fail(user.Arn, $"password is {evidence.Age(changed)} d old (at most {limit})"),
            _ => null,
        };
    }
}
