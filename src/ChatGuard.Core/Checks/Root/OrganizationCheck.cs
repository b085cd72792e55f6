using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.Root;

/// <summary>A check of something only the organization's management account, or a delegated administrator, may read.</summary>
public abstract class OrganizationCheck(string id, Severity severity, string title) : Check(id, severity, title)
{
    /// <summary>
    /// Judges the section where it is readable. A member account to which AWS refuses it is not concerned: the management account's own result tells.
    /// Any other failure is unknown.
    /// </summary>
    protected static IEnumerable<Finding> OfOrganization<T>(Evidence evidence, Observed<T> section, Func<T, IEnumerable<Finding>> judge, Finding standAlone) =>
        evidence.Open(evidence.Snapshot.Organization, organization => organization switch
        {
            null => [standAlone],
            _ when !organization.IsManagement(evidence.Account) && IsRefused(section) =>
                [NotApplicable(evidence.Account, $"judged in the management account {organization.ManagementAccountId}")],
            _ => evidence.Open(section, judge),
        });

    private static bool IsRefused<T>(Observed<T> section) => section.Reasons.Count > 0 && section.Reasons.All(reason =>
        reason.Error == Unreadable.MemberAccount
        || reason.Error.Contains("AccessDenied", StringComparison.Ordinal)
        || reason.Error.Contains("Unauthorized", StringComparison.Ordinal)
        || reason.Error.Contains("NotManagementOrDelegatedAdministrator", StringComparison.Ordinal));
}
