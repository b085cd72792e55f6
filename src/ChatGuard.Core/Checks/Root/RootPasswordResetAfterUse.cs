using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.Root;

/// <summary>In throw-away mode each root sign-in is followed by a new password (PasswordUpdated of type Root) within 24 hours.</summary>
public sealed class RootPasswordResetAfterUse() : Check("root-password-reset-after-use", Severity.Medium, "The throw-away root password is replaced after each use")
{
    private static readonly TimeSpan Deadline = TimeSpan.FromHours(24);

    public override Guidance Guidance => new(
        "Throw-away mode only protects while nobody knows the password; after a sign-in somebody does.",
        [
            "Sign in as root, open Security credentials and choose Change password.",
            "Let a generator make a new random password and store it nowhere.",
            "Make sure that the mailbox for recovery has MFA and two people can reach it.",
        ]);

    protected override IEnumerable<Finding> Evaluate(Evidence evidence)
    {
        if (!evidence.Policy.ThrowawayRootPassword)
        {
            return [NotApplicable(RootUser.Arn(evidence), "this account does not use a throw-away root password")];
        }

        return evidence.Open(evidence.Snapshot.RootEvents, events => OrPass(
            events.Where(RootUser.IsSuccessfulSignIn).Select(signIn => Judge(evidence, signIn, events)),
            evidence,
            "no root sign-in in CloudTrail's 90 days"));
    }

    private static Finding Judge(Evidence evidence, CloudTrailEvent signIn, IReadOnlyList<CloudTrailEvent> events)
    {
        var replaced = events.Any(record => record is { IdentityType: "Root", Name: "PasswordUpdated", Outcome: not "Failure" }
            && record.Time >= signIn.Time && record.Time - signIn.Time <= Deadline);
        var when = RootUser.When(signIn);
        if (replaced)
        {
            return Pass(signIn.EventId, $"root signed in on {when}; the password was replaced within 24 hours");
        }

        return evidence.Snapshot.TakenAt - signIn.Time <= Deadline
            ? Pass(signIn.EventId, $"root signed in on {when}; the password is to be replaced within 24 hours")
            : Fail(signIn.EventId, $"root signed in on {when}; expected a new password within 24 hours, found none", signIn.Region);
    }
}
