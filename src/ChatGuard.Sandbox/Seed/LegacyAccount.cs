using ChatGuard.Sandbox.Services.Iam;

namespace ChatGuard.Sandbox.Seed;

/// <summary>northwind-legacy: management account of its organization, kept like a stand-alone one; almost everything is wrong.</summary>
internal static class LegacyAccount
{
    private const int Roles = 930;

    public static void Fill(IamSeed seed, int users)
    {
        var iam = seed.Iam;
        seed.Root(
            1700,
            new LoginProfile(seed.Ago(1700), Changed: null, seed.Ago(2, 6)),
            new AccessKey("AKIAQ4RT7NWLGEXAMPLE", Active: true, seed.Ago(1650), new KeyUse(seed.Ago(31), "iam", "us-east-1")));
        iam.ManagedOrganizationId = SandboxSeed.LegacyOrganizationId;
        iam.Aliases = ["northwind-legacy"];
        iam.UnassignedMfa = [seed.Arn("mfa/old-phone")];
        iam.ServerCertificates = [new ServerCertificate("www-2024", seed.Id("ASCA", "www-2024"), seed.Arn("server-certificate/www-2024"), seed.Ago(900), seed.Ago(170))];
        FillGroups(seed);
        UserTable.Fill(seed);
        GeneratedUsers.Fill(seed, users - iam.Users.Count);
        seed.Change("ivan.petrov", user => user with
        {
            SshKeys = [new SshKey("APKA" + Ids.Derive(seed.Seed, "ssh/ivan", 16), Active: true, seed.Ago(700, 5))],
            ServiceCredentials = [new ServiceCredential("ACCA" + Ids.Derive(seed.Seed, "service/ivan", 17), "codecommit.amazonaws.com", $"ivan.petrov-at-{seed.AccountId}", Active: true, seed.Ago(690, 5))],
        });
        FillRoles(seed);
    }

    private static void FillGroups(IamSeed seed)
    {
        seed.Group("admins", AwsManagedPolicies.Arn("AdministratorAccess"));
        seed.Group("developers", AwsManagedPolicies.Arn("PowerUserAccess"), AwsManagedPolicies.Arn("AWSCloudShellFullAccess"));
        seed.Change("developers", (IamGroup group) => group with { Inline = group.Inline.Add("iam-while-we-migrate", AwsManagedPolicies.Allow("iam:*")) });
        seed.Group("auditors", AwsManagedPolicies.Arn("SecurityAudit"));
        seed.Group("automation", AwsManagedPolicies.Arn("AmazonS3FullAccess"));
        seed.Group("billing", AwsManagedPolicies.Arn("job-function/Billing"));
    }

    private static void FillRoles(IamSeed seed)
    {
        var legacyOps = seed.Policy("LegacyOps", AwsManagedPolicies.Allow("*"), "Everything, for the move of 2022");
        seed.ChatGuardRoles();
        seed.Role("legacy-ops", Trust.Service("ec2.amazonaws.com"), [legacyOps], usedDaysAgo: 12);
        seed.Role("partner-sync", Trust.Principals(["arn:aws:iam::999988887777:root"]), [AwsManagedPolicies.Arn("AmazonS3ReadOnlyAccess")], usedDaysAgo: 3);
        seed.Role("app-server", Trust.Service("ec2.amazonaws.com"), [AwsManagedPolicies.Arn("AmazonS3ReadOnlyAccess")], instanceProfile: true);
        seed.Role("miner", Trust.Service("ec2.amazonaws.com"), [AwsManagedPolicies.Arn("CloudWatchAgentServerPolicy")], instanceProfile: true);
        seed.ServiceLinkedRole("AWSServiceRoleForSupport", "support.amazonaws.com");
        seed.ServiceLinkedRole("AWSServiceRoleForTrustedAdvisor", "trustedadvisor.amazonaws.com");
        seed.ServiceLinkedRole("AWSServiceRoleForOrganizations", "organizations.amazonaws.com");
        seed.ServiceLinkedRole("AWSServiceRoleForAmazonGuardDuty", "guardduty.amazonaws.com");
        GeneratedRoles.Fill(seed, Roles - seed.Iam.Roles.Count);
    }
}
