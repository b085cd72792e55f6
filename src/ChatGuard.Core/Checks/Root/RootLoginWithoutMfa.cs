namespace ChatGuard.Core.Checks.Root;

/// <summary>No successful root sign-in of the last 90 days went without MFA, unless somebody answered for it.</summary>
public sealed class RootLoginWithoutMfa() : Check("root-login-without-mfa", Severity.Critical, "Every root sign-in used MFA")
{
    public override Guidance Guidance => new(
        "A root sign-in without MFA needs nothing but the password, so it may well have been somebody else.",
        [
            "Ask the people who hold the root password whether the sign-in, with its time and address, was theirs.",
            "If nobody says yes, treat it as an intrusion: change the root password, then look for new keys, users and stopped trails since that time.",
            "Give root an MFA device (check root-mfa-enabled).",
            "When it is explained, acknowledge the event with the ticket.",
        ]);

    protected override IEnumerable<Finding> Evaluate(Evidence evidence) => evidence.Open(evidence.Snapshot.RootEvents, events => OrPass(
        events
            .Where(record => RootUser.IsSuccessfulSignIn(record) && record.MfaUsed != true && !RootUser.IsAcknowledged(evidence, record))
            .Select(record => Fail(record.EventId, $"root signed in without MFA on {RootUser.When(record)}", record.Region)),
        evidence,
        "no root sign-in without MFA in CloudTrail's 90 days"));
}
