using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.Iam;

/// <summary>
/// Roles are assumed from this account, its organization and the accounts the owners trust. AWS services and identity providers
/// may be named freely; roles that AWS made are left alone.
/// </summary>
public sealed class RoleExternalTrust() : Check("iam-role-external-trust", Severity.High, "No role is trusted to unknown accounts")
{
    public override Guidance Guidance => new(
        "Whoever rules the other account can be whatever the role may do here, at any time.",
        [
            "Find out whose account it is and who agreed to it; see in CloudTrail when the role was last assumed from there.",
            "If nobody knows, take the account out of the role's trust policy and end its sessions.",
            "If it is a partner's, demand an external id by a condition on sts:ExternalId.",
            "Add an account that is meant to be trusted to ChatGuard's TrustedAccounts.",
        ],
        "The other side's integration stops when the trust is taken away.");

    protected override IEnumerable<Finding> Evaluate(Evidence evidence) => evidence.Open(evidence.Snapshot.Authorization, details =>
    {
        var known = new KnownAccounts(evidence);
        return OrPass(
            details.Roles.Where(role => !Federation.IsOfAws(role)).Select(role => Judge(role, known)).OfType<Finding>(),
            evidence,
            "roles trust this account, its organization and configured accounts alone");
    });

    private static Finding? Judge(IamRole role, KnownAccounts known)
    {
        if (!PolicyDocument.TryParse(role.AssumeRolePolicyDocument, out var trust, out var problem))
        {
            return Unknown(role.Arn, $"the trust policy could not be judged: {problem}");
        }

        var trusts = trust.Statements.Where(statement => statement.Allows && statement.Covers("sts:AssumeRole")).SelectMany(statement => TrustsOf(statement, known)).ToList();
        if (trusts.Find(party => party.Everyone) is { } everyone)
        {
            return JudgeEveryone(role, everyone.Condition, known);
        }

        var strangers = trusts.Select(party => party.AccountId).OfType<string>().Where(account => !known.Contains(account)).Distinct().ToList();
        return strangers.Count == 0 ? null
            : known.Doubt is { } doubt ? Unknown(role.Arn, $"trusts {string.Join(", ", strangers)}, which may be of the organization; {doubt}")
            : Fail(role.Arn, $"trusts {string.Join(", ", strangers)}: neither of the organization nor among TrustedAccounts");
    }

    private static Finding JudgeEveryone(IamRole role, string? condition, KnownAccounts known) => condition switch
    {
        null => Fail(role.Arn, "anyone in AWS may assume it", severity: Severity.Critical),
        _ when known.OrganizationDoubt is { } doubt && condition.Contains("aws:PrincipalOrg", StringComparison.OrdinalIgnoreCase) =>
            Unknown(role.Arn, $"any account may assume it that meets {condition}; {doubt}"),
        _ => Fail(role.Arn, $"any account may assume it; {condition} does not narrow that to known ones"),
    };

    private static IEnumerable<Trust> TrustsOf(PolicyStatement statement, KnownAccounts known)
    {
        if (statement.Conditions.Any(known.IsOurOrganization))
        {
            return [];
        }

        if (!statement.HasNotPrincipal && !statement.Principals.Any(principal => principal is { Kind: "AWS", Value: "*" }))
        {
            return statement.Principals.Select(principal => new Trust(principal.AccountId));
        }

        var accounts = statement.Conditions.Where(IsAccount).SelectMany(condition => condition.Values).ToList();
        return accounts.Count > 0
            ? accounts.Select(account => new Trust(account))
            : [new Trust(null, Everyone: true, statement.Conditions.Count == 0 ? null : string.Join(", ", statement.Conditions.Select(condition => condition.Key).Distinct()))];
    }

    private static bool IsAccount(PolicyCondition condition) =>
        condition.Operator == "StringEquals" && (condition.Tests("aws:PrincipalAccount") || condition.Tests("aws:SourceAccount"));

    /// <summary>Whom a statement lets in: an account, or everyone under the condition named.</summary>
    private sealed record Trust(string? AccountId, bool Everyone = false, string? Condition = null);
}
