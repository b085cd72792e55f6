namespace ChatGuard.Core.Checks.Iam;

/// <summary>CIS: people come by a SAML or OIDC provider or Identity Center; console passwords remain for break-glass alone.</summary>
public sealed class FederationUsed() : Check("iam-federation-used", Severity.Low, "People come through federation or Identity Center")
{
    public override Guidance Guidance => new(
        "An IAM user outlives the employment of its person; an identity at the company's provider does not.",
        [
            "Enable IAM Identity Center in the organization's management account and connect it to the company's directory.",
            "Make permission sets that match the groups of today.",
            "Let people sign in there for some weeks.",
            "Remove their IAM console passwords, save for one or two break-glass users.",
        ],
        "Somebody left out of the directory cannot sign in.");

    protected override IEnumerable<Finding> Evaluate(Evidence evidence) => evidence.Open(
        evidence.Snapshot.Credentials.And(evidence.Snapshot.FederationProviders).And(evidence.Snapshot.Authorization),
        all =>
        {
            var ((report, providers), details) = all;
            var console = report.Users.Count(user => user.PasswordEnabled == true);
            var federated = providers.Any(Federation.IsOfPeople) || details.Roles.Any(Federation.IsIdentityCenter);
            var limit = evidence.Thresholds.BreakGlassUsers;
            return (federated, console) switch
            {
                (false, 0) => [NotApplicable(evidence.Account, "nobody signs in to the console here")],
                (false, _) => [Fail(evidence.Account, $"no identity provider, {console} console users")],
                (true, _) when console > limit => [Fail(evidence.Account, $"{console} console users beside the identity provider (at most {limit} for break-glass)")],
                _ => [Pass(evidence.Account, $"identity provider, {console} console users")],
            };
        });
}
