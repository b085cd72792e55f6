using ChatGuard.Sandbox.Services.Iam;

namespace ChatGuard.Sandbox.Seed;

/// <summary>northwind-core: management account of its own organization; well kept, with one late key and one new starter without MFA.</summary>
internal static class CoreAccount
{
    private const int Roles = 41;

    // Bool, not BoolIfExists: a plain access key carries no MFA context, and the automation must go on working.
    private const string RequireMfa = """
        {"Version":"2012-10-17","Statement":[{"Sid":"DenyWithoutMfa","Effect":"Deny","NotAction":["iam:CreateVirtualMFADevice","iam:EnableMFADevice","iam:GetUser","iam:GetMFADevice","iam:ListMFADevices","iam:ListVirtualMFADevices","iam:ResyncMFADevice","iam:ChangePassword","iam:GetAccountPasswordPolicy","sts:GetSessionToken"],"Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"}}}]}
        """;

    public static void Fill(IamSeed seed)
    {
        var iam = seed.Iam;
        seed.Root(
            610,
            new LoginProfile(seed.Ago(610), seed.Ago(200), seed.Ago(200)),
            mfa: new MfaDevice(seed.Arn("u2f/root-account/kestrel-vault-key"), seed.Ago(609)));
        iam.ManagedOrganizationId = SandboxSeed.CoreOrganizationId;
        iam.OrganizationFeatures = ["RootCredentialsManagement", "RootSessions"];
        iam.Aliases = ["northwind-core"];
        iam.PasswordPolicy = PasswordRules;
        FillGroups(seed);
        UserTable.Fill(seed);
        var boundary = seed.Policy("DeveloperBoundary", AwsManagedPolicies.Allow("ec2:*", "ecr:*", "lambda:*", "logs:*", "s3:*", "sqs:*"), "The most a developer may ever have");
        foreach (var user in iam.Users.Values.Where(user => user.Groups.Contains("developers")))
        {
            seed.Change(user.Name, (IamUser developer) => developer with { Boundary = boundary });
        }

        seed.Change("kurt.stein", (IamUser user) => user with { Password = user.Password! with { ResetRequired = true } });
        FillRoles(seed);
    }

    /// <summary>The policy that the catalogue's password checks ask for.</summary>
    public static PasswordPolicy PasswordRules { get; } = new()
    {
        MinimumLength = 14,
        Symbols = true,
        Numbers = true,
        Uppercase = true,
        Lowercase = true,
        SelfService = true,
        MaxAge = 90,
        ReusePrevention = 24,
        HardExpiry = false,
    };

    private static void FillGroups(IamSeed seed)
    {
        var requireMfa = seed.Policy("RequireMfa", RequireMfa.Trim(), "Nothing without MFA except setting it up");
        var developer = seed.Policy("NorthwindDeveloper", AwsManagedPolicies.Allow("ec2:Describe*", "ecr:*", "lambda:*", "logs:*"));
        var export = seed.Policy("NorthwindAutomation", AwsManagedPolicies.Allow("s3:GetObject", "s3:PutObject", "sqs:SendMessage"));
        seed.Group("admins", AwsManagedPolicies.Arn("AdministratorAccess"), requireMfa);
        seed.Group("developers", developer, requireMfa);
        seed.Group("auditors", requireMfa);
        seed.Group("billing", AwsManagedPolicies.Arn("job-function/Billing"), requireMfa);
        seed.Group("automation", export, requireMfa);
    }

    private static void FillRoles(IamSeed seed)
    {
        seed.ChatGuardRoles();
        seed.Role(
            "SupportAccess",
            Trust.Principals([seed.Arn("root")], """{"Bool":{"aws:MultiFactorAuthPresent":"true"}}"""),
            [AwsManagedPolicies.Arn("AWSSupportAccess")],
            usedDaysAgo: 60);
        seed.Role("web", Trust.Service("ec2.amazonaws.com"), [AwsManagedPolicies.Arn("AmazonSSMManagedInstanceCore")], instanceProfile: true);
        seed.ServiceLinkedRole("AWSServiceRoleForSupport", "support.amazonaws.com");
        seed.ServiceLinkedRole("AWSServiceRoleForTrustedAdvisor", "trustedadvisor.amazonaws.com");
        seed.ServiceLinkedRole("AWSServiceRoleForOrganizations", "organizations.amazonaws.com");
        seed.ServiceLinkedRole("AWSServiceRoleForAmazonGuardDuty", "guardduty.amazonaws.com");
        seed.ServiceLinkedRole("AWSServiceRoleForCloudTrail", "cloudtrail.amazonaws.com");
        GeneratedRoles.Fill(seed, Roles - seed.Iam.Roles.Count);
    }
}
