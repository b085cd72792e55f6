using ChatGuard.Sandbox.Services.Iam;

namespace ChatGuard.Sandbox.Seed;

/// <summary>The member accounts: the attic, the lab, and any number of branches.</summary>
internal static class MemberAccounts
{
    /// <summary>Nobody works here; root still has a key and a certificate, and the password policy can lock people out.</summary>
    public static void FillAttic(IamSeed seed)
    {
        seed.Root(
            1200,
            new LoginProfile(seed.Ago(1200), Changed: null, seed.Ago(700)),
            new AccessKey("AKIAJ7D2VATTCEXAMPLE", Active: true, seed.Ago(1100), new KeyUse(seed.Ago(400), "s3", null)),
            new SigningCertificate(Ids.Derive(seed.Seed, "attic/certificate", 32), Active: true, seed.Ago(1100)));
        seed.Iam.MemberOfOrganizationId = SandboxSeed.LegacyOrganizationId;
        seed.Iam.PasswordPolicy = new PasswordPolicy { MinimumLength = 8, Numbers = true, Lowercase = true, MaxAge = 60, HardExpiry = true };
        Basics(seed);
    }

    /// <summary>People come through Identity Center, none of them as administrator; root has no credentials.</summary>
    public static void FillLab(IamSeed seed)
    {
        seed.Root(240);
        seed.Iam.MemberOfOrganizationId = SandboxSeed.CoreOrganizationId;
        seed.Iam.PasswordPolicy = CoreAccount.PasswordRules;
        Basics(seed);
        var provider = seed.Arn("saml-provider/AWSSSO_5e1f0c7d2b9a4a36_DO_NOT_DELETE");
        foreach (var (name, policy) in ((string, string)[])[("ReadOnly", "ReadOnlyAccess"), ("LabEngineer", "AmazonEC2ReadOnlyAccess")])
        {
            seed.Role($"AWSReservedSSO_{name}_1f2e3d4c5b6a7988", Trust.Federated(provider), [AwsManagedPolicies.Arn(policy)], "/aws-reserved/sso.amazonaws.com/eu-west-1/");
        }
    }

    /// <summary>A modest, well kept member of the first organization.</summary>
    public static void FillBranch(IamSeed seed)
    {
        seed.Root(400);
        seed.Iam.MemberOfOrganizationId = SandboxSeed.LegacyOrganizationId;
        seed.Iam.PasswordPolicy = CoreAccount.PasswordRules;
        seed.Group("admins", AwsManagedPolicies.Arn("AdministratorAccess"));
        seed.Group("developers", AwsManagedPolicies.Arn("AmazonEC2ReadOnlyAccess"));
        GeneratedUsers.Fill(seed, 5);
        seed.Change(seed.Iam.Users.Keys.First(), (IamUser user) => user with { Groups = ["admins"] });
        Basics(seed);
    }

    private static void Basics(IamSeed seed)
    {
        seed.ChatGuardRoles();
        seed.ServiceLinkedRole("AWSServiceRoleForSupport", "support.amazonaws.com");
        seed.ServiceLinkedRole("AWSServiceRoleForTrustedAdvisor", "trustedadvisor.amazonaws.com");
        seed.ServiceLinkedRole("AWSServiceRoleForOrganizations", "organizations.amazonaws.com");
    }
}
