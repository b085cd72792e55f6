using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.GuardDuty;

/// <summary>
/// The organization's management account has named a delegated administrator, and where the account at hand is that administrator, every region enrols all
/// members by itself (autoEnableOrganizationMembers is ALL).
/// </summary>
public sealed class DelegatedAdministrator() : Check("guardduty-delegated-admin", Severity.Low, "GuardDuty is managed for the whole organization")
{
    public override Guidance Guidance => new(
        "Without an administrator for all, each account must switch GuardDuty on by itself and a new one is forgotten.",
        [
            "Choose a security account that runs no workloads.",
            "In the management account run for each region: aws guardduty enable-organization-admin-account --admin-account-id ACCOUNT --region REGION.",
            "In that account run for each region: aws guardduty update-organization-configuration --detector-id ID --auto-enable-organization-members ALL --region REGION.",
            "See that every account is listed under GuardDuty, Accounts, as enabled.",
        ],
        "Members that were not enrolled before start to cost money after their trial.");

    protected override IEnumerable<Finding> Evaluate(Evidence evidence) => evidence.Open(evidence.Snapshot.Organization, organization => organization switch
    {
        null => [NotApplicable(evidence.Account, "the account is in no organization")],
        _ when organization.IsManagement(evidence.Account) => evidence.Open(evidence.Snapshot.GuardDutyAdministrators, administrators => OfManagement(evidence, administrators)),
        _ => OfMember(evidence, organization),
    });

    private static IEnumerable<Finding> OfManagement(Evidence evidence, IReadOnlyList<string> administrators) => administrators switch
    {
        [] => [Fail(evidence.Account, "no delegated administrator for GuardDuty; expected one")],
        _ when administrators.Contains(evidence.Account) => [Pass(evidence.Account, "this account administers GuardDuty for the organization"), .. AutoEnable(evidence)],
        _ => [Pass(evidence.Account, $"{string.Join(", ", administrators)} administers GuardDuty for the organization")],
    };

    private static IEnumerable<Finding> OfMember(Evidence evidence, Organization organization)
    {
        // To a member that is not the delegated administrator, no region shows an organization configuration.
        var isAdministrator = evidence.Snapshot.GuardDuty.Any(part =>
            part.Section.Match((detector, _) => detector?.OrganizationAutoEnable.Match((value, _) => value is not null, _ => false) == true, _ => false));
        return isAdministrator ? AutoEnable(evidence) : [NotApplicable(evidence.Account, $"judged in the management account {organization.ManagementAccountId}")];
    }

    private static IEnumerable<Finding> AutoEnable(Evidence evidence) => evidence.Snapshot.GuardDuty
        .SelectMany(part => evidence.Open(
            part.Section,
            detector => detector is null
                ? [Fail(part.Region, $"no detector in {part.Region}, so members are not enrolled there", part.Region)]
                : evidence.Open(detector.OrganizationAutoEnable, value => [Judge(part.Region, value)], part.Region, part.Region),
            part.Region,
            part.Region));

    private static Finding Judge(string region, string? autoEnable) => autoEnable == "ALL"
        ? Pass(region, $"all members are enrolled by themselves in {region}", region)
        : Fail(region, $"auto-enable is {autoEnable ?? "not set"} in {region}; expected ALL", region);
}
