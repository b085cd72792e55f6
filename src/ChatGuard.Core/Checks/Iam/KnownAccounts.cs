using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.Iam;

/// <summary>The accounts a role may be trusted to: this one, its organization's, and those the owners configured.</summary>
internal sealed class KnownAccounts
{
    private readonly HashSet<string> accounts;
    private readonly string? organizationId;

    public KnownAccounts(Evidence evidence)
    {
        var snapshot = evidence.Snapshot;
        accounts = new HashSet<string>(evidence.Policy.TrustedAccounts, StringComparer.Ordinal) { snapshot.AccountId };
        var (organization, standsAlone) = snapshot.Organization.Match<(Organization?, bool)>((value, _) => (value, value is null), _ => (null, false));
        if (organization is not null)
        {
            organizationId = organization.Id;
            accounts.Add(organization.ManagementAccountId);
        }

        accounts.UnionWith(snapshot.OrganizationAccounts.Match((members, _) => members, _ => []).Select(member => member.Id));
        Doubt = standsAlone ? null : Words(snapshot.OrganizationAccounts.Reasons);
        OrganizationDoubt = Words(snapshot.Organization.Reasons);
    }

    /// <summary>Why an account that is not known may still be of the organization; null where that is ruled out.</summary>
    public string? Doubt { get; }

    /// <summary>Why the organization's id is not known; null where it is, or where there is no organization.</summary>
    public string? OrganizationDoubt { get; }

    public bool Contains(string accountId) => accounts.Contains(accountId);

    /// <summary>Whether a condition lets in nobody but principals of this account's organization.</summary>
    public bool IsOurOrganization(PolicyCondition condition) => organizationId is not null
        && condition.Values.Count > 0
        && condition.Operator is "StringEquals" or "StringLike" or "ForAnyValue:StringEquals" or "ForAnyValue:StringLike"
        && ((condition.Tests("aws:PrincipalOrgID") && condition.Values.All(value => value == organizationId))
            || (condition.Tests("aws:PrincipalOrgPaths") && condition.Values.All(value => value.StartsWith(organizationId + "/", StringComparison.Ordinal))));

    private static string? Words(IReadOnlyList<Unreadable> reasons) => reasons.Count == 0 ? null : string.Join("; ", reasons.Select(reason => reason.Summary));
}
