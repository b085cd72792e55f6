using ChatGuard.Sandbox.Services;

namespace ChatGuard.Sandbox.Seed;

/// <summary>The two organizations: one that only pays bills, one with units, a policy and a security member.</summary>
internal static class OrganizationSeed
{
    private const string AllowAll = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""";

    private const string DenyRoot =
        """{"Version":"2012-10-17","Statement":[{"Sid":"DenyRootUser","Effect":"Deny","Action":"*","Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:*:iam::*:root"}}}]}""";

    public static void Fill(Story story)
    {
        story.Organization.Organizations.Clear();
        story.Organization.Organizations.AddRange([Legacy(story), Core(story)]);
    }

    private static OrganizationState Legacy(Story story)
    {
        var organization = new OrganizationState
        {
            Id = SandboxSeed.LegacyOrganizationId,
            ManagementAccountId = SandboxSeed.LegacyId,
            RootId = "r-leg1",
            StartsWithEmptyPage = true,
        };
        organization.Members.Add(new OrganizationMember(SandboxSeed.LegacyId, "INVITED", story.DaysAgo(1650), organization.RootId));
        organization.Members.Add(new OrganizationMember(SandboxSeed.AtticId, "CREATED", story.DaysAgo(1400), organization.RootId));
        organization.Members.AddRange(story.Branches.Select(account => new OrganizationMember(account.Id, "CREATED", story.DaysAgo(300), organization.RootId)));
        organization.Policies.Add(FullAccess(organization.RootId));
        return organization;
    }

    private static OrganizationState Core(Story story)
    {
        var organization = new OrganizationState
        {
            Id = SandboxSeed.CoreOrganizationId,
            ManagementAccountId = SandboxSeed.CoreId,
            RootId = "r-cor1",
        };
        organization.Units.Add(new OrganizationalUnit("ou-cor1-security", "Security"));
        organization.Members.Add(new OrganizationMember(SandboxSeed.CoreId, "INVITED", story.DaysAgo(700), organization.RootId));
        organization.Members.Add(new OrganizationMember(SandboxSeed.LabId, "CREATED", story.DaysAgo(650), "ou-cor1-security"));
        organization.Policies.Add(FullAccess(organization.RootId, "ou-cor1-security"));
        organization.Policies.Add(new OrganizationPolicy("p-denyroot1", "deny-root", "Members' root users may do nothing", DenyRoot) { Targets = { "ou-cor1-security" } });
        organization.DelegatedAdministrators.AddRange(
        [
            new DelegatedAdministrator(SandboxSeed.LabId, "guardduty.amazonaws.com", story.DaysAgo(640)),
            new DelegatedAdministrator(SandboxSeed.LabId, "access-analyzer.amazonaws.com", story.DaysAgo(640)),
            new DelegatedAdministrator(SandboxSeed.LabId, "iam.amazonaws.com", story.DaysAgo(400)),
        ]);
        return organization;
    }

    private static OrganizationPolicy FullAccess(params string[] targets)
    {
        var policy = new OrganizationPolicy("p-FullAWSAccess", "FullAWSAccess", "Allows access to every operation", AllowAll) { AwsManaged = true };
        policy.Targets.AddRange(targets);
        return policy;
    }
}
