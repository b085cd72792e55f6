using ChatGuard.Aws.Clients;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Aws.Reading;

/// <summary>Reads what an account may see of its organization: a member sees little, so it is not asked for the rest.</summary>
internal sealed class OrganizationReader(AwsAccount account, string accountId, Section section)
{
    private readonly OrganizationsClient organizations = account.Organizations;

    /// <summary>The five sections about the organization, put into a snapshot.</summary>
    public async Task<AccountSnapshot> ReadIntoAsync(AccountSnapshot snapshot)
    {
        var organization = await section.ReadAsync("organization", "organizations:DescribeOrganization", null, organizations.DescribeOrganizationAsync);
        snapshot = snapshot with { Organization = organization };
        return await organization.Match(
            (value, _) => value switch
            {
                null => Task.FromResult(StandAlone(snapshot)),
                _ when value.IsManagement(accountId) => ManagementAsync(snapshot),
                _ => Task.FromResult(Member(snapshot, value)),
            },
            _ => ManagementAsync(snapshot));
    }

    private AccountSnapshot StandAlone(AccountSnapshot snapshot) => snapshot with
    {
        OrganizationAccounts = Observed<IReadOnlyList<OrganizationAccount>>.Known([], section.Now),
        ServiceControlPolicies = Observed<IReadOnlyList<ServiceControlPolicy>>.Known([], section.Now),
        GuardDutyAdministrators = Observed<IReadOnlyList<string>>.Known([], section.Now),
        RootAccessFeatures = Observed<IReadOnlyList<string>?>.Known([], section.Now),
    };

    private static AccountSnapshot Member(AccountSnapshot snapshot, Organization organization)
    {
        return snapshot with
        {
            OrganizationAccounts = NotHere<IReadOnlyList<OrganizationAccount>>("organization-accounts", "organizations:ListAccounts"),
            ServiceControlPolicies = NotHere<IReadOnlyList<ServiceControlPolicy>>("service-control-policies", "organizations:ListPolicies"),
            GuardDutyAdministrators = NotHere<IReadOnlyList<string>>("guardduty-administrators", "guardduty:ListOrganizationAdminAccounts"),
            RootAccessFeatures = NotHere<IReadOnlyList<string>?>("root-access", "iam:ListOrganizationsFeatures"),
        };

        Observed<T> NotHere<T>(string part, string action) => Observed<T>.Unreadable(
            new Unreadable(part, action, null, Unreadable.MemberAccount, $"only the organization's management account {organization.ManagementAccountId} can show this"));
    }

    private async Task<AccountSnapshot> ManagementAsync(AccountSnapshot snapshot)
    {
        var accounts = ReadAccountsAsync();
        var policies = ReadPoliciesAsync();
        var administrators = section.ReadAsync<IReadOnlyList<string>>(
            "guardduty-administrators", "guardduty:ListOrganizationAdminAccounts", account.Region, async ct => await account.GuardDuty(account.Region).ListOrganizationAdminAccountsAsync(ct));
        var features = section.ReadAsync("root-access", "iam:ListOrganizationsFeatures", null, account.Iam.ListOrganizationsFeaturesAsync);
        return snapshot with
        {
            OrganizationAccounts = await accounts,
            ServiceControlPolicies = await policies,
            GuardDutyAdministrators = await administrators,
            RootAccessFeatures = await features,
        };
    }

    private Task<Observed<IReadOnlyList<OrganizationAccount>>> ReadAccountsAsync() => section.ReadAsync<IReadOnlyList<OrganizationAccount>>(
        "organization-accounts", "organizations:ListAccounts", null, async ct => await organizations.ListAccountsAsync(ct));

    /// <summary>The organization's own service control policies with documents and targets.</summary>
    private async Task<Observed<IReadOnlyList<ServiceControlPolicy>>> ReadPoliciesAsync()
    {
        var listed = await section.ReadAsync("service-control-policies", "organizations:ListPolicies", null, organizations.ListServiceControlPoliciesAsync);
        return await listed.Match(
            (policies, _) => ReadPoliciesAsync(policies),
            reasons => Task.FromResult(Observed<IReadOnlyList<ServiceControlPolicy>>.Unreadable(reasons)));
    }

    /// <summary>Only a policy whose document speaks of principals can deny root, so only its targets are asked for.</summary>
    private async Task<Observed<IReadOnlyList<ServiceControlPolicy>>> ReadPoliciesAsync(IReadOnlyList<(string Id, string Name)> policies)
    {
        var documents = await section.ReadAsync("service-control-policies", "organizations:DescribePolicy", null, ct =>
            Task.WhenAll(policies.Select(policy => organizations.DescribePolicyAsync(policy.Id, ct))));
        return await documents.Match(
            (found, _) => section.ReadAsync<IReadOnlyList<ServiceControlPolicy>>("service-control-policies", "organizations:ListTargetsForPolicy", null, async ct =>
                await Task.WhenAll(policies.Zip(found, async (policy, document) => new ServiceControlPolicy(
                    policy.Id,
                    policy.Name,
                    document,
                    document.Contains("PrincipalArn", StringComparison.OrdinalIgnoreCase) ? await organizations.ListTargetsForPolicyAsync(policy.Id, ct) : [])))),
            reasons => Task.FromResult(Observed<IReadOnlyList<ServiceControlPolicy>>.Unreadable(reasons)));
    }
}
