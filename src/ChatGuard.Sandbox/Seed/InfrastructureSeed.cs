namespace ChatGuard.Sandbox.Seed;

/// <summary>Fills every service but IAM with the story; the accounts must exist.</summary>
internal static class InfrastructureSeed
{
    /// <param name="organization">Holds the accounts, with their IAM already filled.</param>
    /// <param name="options">How many accounts there are is already decided; the story's infrastructure does not vary.</param>
    /// <param name="start">The first reading of the sandbox's clock.</param>
    public static void Fill(SandboxOrganization organization, SandboxOptions options, DateTimeOffset start)
    {
        var story = new Story(organization, start);
        Regions(story);
        OrganizationSeed.Fill(story);
        BucketSeed.Fill(story);
        TrailSeed.Fill(story);
        EventSeed.Fill(story);
        DetectorSeed.Fill(story);
        FindingSeed.Fill(story);
        ComputeSeed.Fill(story);
        AnalyzerSeed.Fill(story);
    }

    private static void Regions(Story story)
    {
        foreach (var account in story.Organization.Accounts)
        {
            account.Regions.Clear();
            account.Regions.AddRange(Story.DefaultRegions);
        }

        // Opted in to once and never used.
        story.Legacy.Regions.Add("me-south-1");
        story.Legacy.OptedIn.Add("me-south-1");
    }
}
