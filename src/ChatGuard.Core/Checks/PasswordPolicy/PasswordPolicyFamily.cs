using Policy = ChatGuard.Core.Snapshots.PasswordPolicy;

namespace ChatGuard.Core.Checks.PasswordPolicy;

/// <summary>
/// The account's password policy, one check a rule. Without a custom policy AWS's default applies: at least 8 characters of three kinds, no expiry, no memory of
/// former passwords. An account in which nobody has a console password is not concerned, except by a policy that is worse than AWS's default:
/// it would lock the next console user out.
/// </summary>
public sealed class PasswordPolicyFamily : CheckFamily
{
    public override IEnumerable<Check> Checks =>
    [
        new Rule("exists", Severity.Medium, "A custom password policy exists", "Without a policy of your own the AWS default of eight characters holds.",
            (_, _) => true, (_, _) => "a custom policy is set", "AWS default applies"),
        new Rule("min-length", Severity.Medium, "Passwords have at least 14 characters", "Short passwords are guessed quickly.",
            (policy, limits) => policy.MinimumPasswordLength >= limits.MinimumPasswordLength,
            (policy, limits) => $"minimum length {policy.MinimumPasswordLength}, expected at least {limits.MinimumPasswordLength}", "minimum length 8"),
        new Rule("uppercase", Severity.Low, "Passwords need an upper-case letter", "Passwords of few kinds of character are guessed sooner.",
            (policy, _) => policy.RequireUppercaseCharacters, (policy, _) => Required("upper-case letter", policy.RequireUppercaseCharacters), "no upper-case letter required"),
        new Rule("lowercase", Severity.Low, "Passwords need a lower-case letter", "Passwords of few kinds of character are guessed sooner.",
            (policy, _) => policy.RequireLowercaseCharacters, (policy, _) => Required("lower-case letter", policy.RequireLowercaseCharacters), "no lower-case letter required"),
        new Rule("number", Severity.Low, "Passwords need a digit", "Passwords of few kinds of character are guessed sooner.",
            (policy, _) => policy.RequireNumbers, (policy, _) => Required("digit", policy.RequireNumbers), "no digit required"),
        new Rule("symbol", Severity.Low, "Passwords need a symbol", "Passwords of few kinds of character are guessed sooner.",
            (policy, _) => policy.RequireSymbols, (policy, _) => Required("symbol", policy.RequireSymbols), "no symbol required"),
        new Rule("max-age", Severity.Low, "Passwords expire after at most 90 days", "A stolen password works until it is changed.",
            (policy, limits) => policy.ExpirePasswords && policy.MaxPasswordAge >= 1 && policy.MaxPasswordAge <= limits.PasswordMaxAge,
            (policy, limits) => policy.ExpirePasswords
                ? $"passwords expire after {policy.MaxPasswordAge} days, expected 1 to {limits.PasswordMaxAge}"
                : $"passwords never expire, expected 1 to {limits.PasswordMaxAge} days", "passwords never expire"),
        new Rule("self-service", Severity.Low, "Users may change their own password", "A person who fears that a password leaked must not have to wait for an administrator.",
            (policy, _) => policy.AllowUsersToChangePassword,
            (policy, _) => policy.AllowUsersToChangePassword ? "users may change their own password" : "users may not change their own password, expected that they may",
            "users may not change their own password"),
        new Rule("reuse", Severity.Medium, "The last 24 passwords cannot be used again", "People return to a former password that may have leaked.",
            (policy, limits) => policy.PasswordReusePrevention >= limits.PasswordReusePrevention,
            (policy, limits) => $"{policy.PasswordReusePrevention} former passwords refused, expected at least {limits.PasswordReusePrevention}", "former passwords are allowed"),
        new Rule("no-hard-expiry", Severity.Info, "An expired password can be renewed by its user", "With hard expiry a user who misses the date is locked out until an administrator helps.",
            (policy, _) => !policy.HardExpiry,
            (policy, _) => policy.HardExpiry ? "hard expiry is on, expected off" : "hard expiry is off", withoutPolicy: null),
    ];

    private static string Required(string what, bool required) => required ? $"a {what} is required" : $"a {what} is not required, expected that it is";

    /// <summary>One row of the table.</summary>
    /// <param name="why">One sentence: what goes wrong without the rule.</param>
    /// <param name="meets">Whether a custom policy meets the rule.</param>
    /// <param name="says">What is observed and expected.</param>
    /// <param name="withoutPolicy">What AWS's default fails by; null where the default meets the rule.</param>
    private sealed class Rule(
        string name,
        Severity severity,
        string title,
        string why,
        Func<Policy, Thresholds, bool> meets,
        Func<Policy, Thresholds, string> says,
        string? withoutPolicy) : Check($"password-policy-{name}", severity, title, Fix.Automatic)
    {
        public override Guidance Guidance => new(
            why,
            [
                "Tell the people with a console password what will change and when.",
                "In the console open IAM, Account settings, Password policy, and choose Edit.",
                "Or run: aws iam update-account-password-policy --minimum-password-length 14 --require-uppercase-characters --require-lowercase-characters --require-numbers --require-symbols --allow-users-to-change-password --max-password-age 90 --password-reuse-prevention 24 --no-hard-expiry.",
                "Pass every option: the command resets those left out to their defaults.",
            ],
            "Users must choose a new password at the next expiry; with hard expiry those who miss it are locked out.");

        protected override IEnumerable<Finding> Evaluate(Evidence evidence)
        {
            var nobodySignsIn = evidence.Snapshot.Credentials.Match((report, _) => report.Users.All(user => user.PasswordEnabled != true), _ => false);
            var worseThanDefault = withoutPolicy is null && evidence.Snapshot.PasswordPolicy.Match((policy, _) => policy is not null && !meets(policy, evidence.Thresholds), _ => false);
            return nobodySignsIn && !worseThanDefault
                ? [NotApplicable(evidence.Account, "no IAM user has a console password")]
                : evidence.Open(evidence.Snapshot.PasswordPolicy, policy => [policy is null ? Default(evidence) : Judge(evidence, policy)]);
        }

        private Finding Default(Evidence evidence) => withoutPolicy is null
            ? Pass(evidence.Account, "no custom policy; the AWS default has no hard expiry")
            : Fail(evidence.Account, $"no custom policy: {withoutPolicy}");

        private Finding Judge(Evidence evidence, Policy policy)
        {
            var detail = says(policy, evidence.Thresholds);
            return meets(policy, evidence.Thresholds) ? Pass(evidence.Account, detail) : Fail(evidence.Account, detail);
        }
    }
}
