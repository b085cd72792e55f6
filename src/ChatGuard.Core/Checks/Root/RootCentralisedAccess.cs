namespace ChatGuard.Core.Checks.Root;

/// <summary>iam:ListOrganizationsFeatures must list RootCredentialsManagement and RootSessions.</summary>
public sealed class RootCentralisedAccess() : OrganizationCheck("root-centralised-access", Severity.Medium, "The organization manages its members' root credentials")
{
    private static readonly string[] Features = ["RootCredentialsManagement", "RootSessions"];

    public override Guidance Guidance => new(
        "Without it every member account has a root password of its own to guard, and nobody can remove forgotten root keys centrally.",
        [
            "In the management account run: aws organizations enable-aws-service-access --service-principal iam.amazonaws.com.",
            "Run: aws iam enable-organizations-root-credentials-management.",
            "Run: aws iam enable-organizations-root-sessions.",
            "Then review each member account under IAM, Root access management, and delete root credentials nobody needs.",
        ]);

    protected override IEnumerable<Finding> Evaluate(Evidence evidence) => OfOrganization(
        evidence,
        evidence.Snapshot.RootAccessFeatures,
        enabled => [Judge(evidence, enabled)],
        NotApplicable(evidence.Account, "the account is in no organization"));

    private static Finding Judge(Evidence evidence, IReadOnlyList<string>? enabled)
    {
        var missing = Features.Except(enabled ?? [], StringComparer.Ordinal).ToList();
        return (enabled, missing.Count) switch
        {
            (null, _) => Fail(evidence.Account, "trusted access for IAM is off in the organization; expected root credentials management and root sessions"),
            (_, 0) => Pass(evidence.Account, "root credentials management and root sessions are on"),
            _ => Fail(evidence.Account, $"{string.Join(" and ", missing)} not enabled; expected both features"),
        };
    }
}
