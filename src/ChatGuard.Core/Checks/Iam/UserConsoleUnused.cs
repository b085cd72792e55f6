using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.Iam;

/// <summary>CIS: console passwords unused for 45 days or more are removed. One never used counts from two weeks after it was set.</summary>
public sealed class UserConsoleUnused() : Check("user-console-unused", Severity.Medium, "Console passwords are in use", Fix.Automatic)
{
    public override Guidance Guidance => new(
        "The password of somebody who went can be guessed for years without anyone noticing.",
        [
            "Ask the person, or their manager, whether the access is still needed.",
            "Remove the console password; ChatGuard can do it once approved.",
            "Keep a break-glass user on purpose: accept it here until a day, with the reason.",
        ],
        "The old password cannot be brought back; the person needs a new one.");

    protected override IEnumerable<Finding> Evaluate(Evidence evidence) => evidence.Open(evidence.Snapshot.Credentials, report =>
        OrPass(report.Users.Where(user => user.PasswordEnabled == true).Select(user => Judge(evidence, user)).OfType<Finding>(), evidence, "every console password is in use"));

    private static Finding? Judge(Evidence evidence, UserCredentials user)
    {
        var (limit, grace) = (evidence.Thresholds.UnusedCredential, evidence.Thresholds.NeverUsedCredential);
        return (user.PasswordLastUsed, user.PasswordLastChanged ?? user.Created) switch
        {
            ({ } used, _) when evidence.Age(used) >= limit => Fail(user.Arn, $"last console sign-in {evidence.Ago(used)} (unused from {limit} d on)"),
            (not null, _) => null,
            (null, { } set) when evidence.Age(set) >= grace => Fail(user.Arn, $"never signed in, password set {evidence.Ago(set)} (allowed: fewer than {grace})"),
            (null, not null) => null,
            _ => Unknown(user.Arn, "never signed in; AWS did not say when the password was set"),
        };
    }
}
