namespace ChatGuard.Core.Checks.Iam;

/// <summary>Trusted Advisor's "IAM use": there are users, or people come by federation.</summary>
public sealed class UsersExist() : Check("iam-users-exist", Severity.Medium, "Identities for daily work exist")
{
    public override Guidance Guidance => new(
        "Where nobody else exists, everybody works as root.",
        [
            "Connect the account to IAM Identity Center, or add a SAML provider.",
            "Give each person an identity of their own there.",
            "Without federation make an IAM user with MFA for each person.",
        ]);

    protected override IEnumerable<Finding> Evaluate(Evidence evidence) => evidence.Open(evidence.Snapshot.Summary, summary => summary["Users"] switch
    {
        > 0 and var users => [Pass(evidence.Account, $"{users} IAM users")],
        var none => evidence.Open(evidence.Snapshot.FederationProviders.And(evidence.Snapshot.Authorization), both =>
            both.First.Any(Federation.IsOfPeople) || both.Second.Roles.Any(Federation.IsIdentityCenter) ? [Pass(evidence.Account, "people come by federation")]
            : none is null ? [Unknown(evidence.Account, "iam:GetAccountSummary did not say how many users there are")]
            : [Fail(evidence.Account, "no IAM user, no identity provider, no Identity Center role")]),
    });
}
