using ChatGuard.Aws.Clients;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Aws.Reading;

/// <summary>Reads what an account may see of its organization.</summary>
internal sealed class OrganizationReader(OrganizationsClient organizations, Section section)
{
    public Task<Observed<Organization?>> ReadOrganizationAsync() =>
        section.ReadAsync("organization", "organizations:DescribeOrganization", null, organizations.DescribeOrganizationAsync);

    public Task<Observed<IReadOnlyList<OrganizationAccount>>> ReadAccountsAsync() => section.ReadAsync<IReadOnlyList<OrganizationAccount>>(
        "organization-accounts", "organizations:ListAccounts", null, async ct => await organizations.ListAccountsAsync(ct));

    /// <summary>The organization's own service control policies with documents and targets.</summary>
    public async Task<Observed<IReadOnlyList<ServiceControlPolicy>>> ReadPoliciesAsync()
    {
        var listed = await section.ReadAsync("service-control-policies", "organizations:ListPolicies", null, organizations.ListServiceControlPoliciesAsync);
        return await listed.Match(
            async (policies, _) => await section.ReadAsync<IReadOnlyList<ServiceControlPolicy>>("service-control-policies", "organizations:DescribePolicy", null, async ct =>
                await Task.WhenAll(policies.Select(async policy => new ServiceControlPolicy(
                    policy.Id, policy.Name, await organizations.DescribePolicyAsync(policy.Id, ct), await organizations.ListTargetsForPolicyAsync(policy.Id, ct))))),
            reasons => Task.FromResult(Observed<IReadOnlyList<ServiceControlPolicy>>.Unreadable(reasons)));
    }
}
