namespace ChatGuard.Core.Checks.Iam;

/// <summary>CIS: every user with a console password has an MFA device.</summary>
public sealed class UserMfaEnabled() : Check("user-mfa-enabled", Severity.High, "Console users have MFA", Fix.Automatic)
{
    public override Guidance Guidance => new(
        "Without MFA a guessed or phished password is all it takes to sign in.",
        [
            "Ask the person to add a security key or an authenticator under Security credentials in the console.",
            "Give them a day or two, and remind them.",
            "Add the user to a group that denies everything until MFA is set up; ChatGuard can do it once approved.",
            "Remove the console password of somebody who does not answer; ChatGuard can do that too.",
        ],
        "A person without their password cannot use the console until they get a new one.");

    protected override IEnumerable<Finding> Evaluate(Evidence evidence) => evidence.Open(evidence.Snapshot.Credentials, report =>
        report.Users.All(user => user.PasswordEnabled != true)
            ? [NotApplicable(evidence.Account, "no user has a console password")]
            : OrPass(
                report.Users.Where(user => user is { PasswordEnabled: true, MfaActive: false })
                    .Select(user => Fail(user.Arn, user.PasswordLastUsed is { } used
                        ? $"console password without MFA, last sign-in {evidence.Ago(used)}"
                        : "console password without MFA, never signed in")),
                evidence,
                "every console user has MFA"));
}
