namespace ChatGuard.Sandbox.Seed;

/// <summary>Builds the organisation of the story: four accounts in two organizations, and more members on request.</summary>
internal static class SandboxSeed
{
    public const string LegacyOrganizationId = "o-legacy0001";
    public const string CoreOrganizationId = "o-core00001";
    public const string LegacyId = "111122223333";
    public const string CoreId = "444455556666";
    public const string AtticId = "222233334444";
    public const string LabId = "777788889999";

    private const int StoryAccounts = 4;

    public static SandboxOrganization Build(SandboxOptions options)
    {
        var organization = new SandboxOrganization(options.Seed);
        var start = options.Clock.GetUtcNow();
        var seed = (SandboxAccount account) =>
        {
            organization.Accounts.Add(account);
            return new IamSeed(account, options.Seed, start);
        };
        LegacyAccount.Fill(seed(new SandboxAccount(LegacyId, "northwind-legacy", "aws@northwind-legacy.example")), options.Users);
        CoreAccount.Fill(seed(new SandboxAccount(CoreId, "northwind-core", "x7-cloud-kestrel@northwind-core.example")));
        MemberAccounts.FillAttic(seed(new SandboxAccount(AtticId, "northwind-attic", "northwind.attic@freemail.example")));
        MemberAccounts.FillLab(seed(new SandboxAccount(LabId, "northwind-lab", "q3-harbour-lab@northwind-core.example")));
        for (var n = 1; n <= options.Accounts - StoryAccounts; n++)
        {
            MemberAccounts.FillBranch(seed(new SandboxAccount($"9000000{n:D5}", $"northwind-branch-{n:D2}", $"branch-{n:D2}@northwind-legacy.example")));
        }

        InfrastructureSeed.Fill(organization, options, start);
        return organization;
    }
}
