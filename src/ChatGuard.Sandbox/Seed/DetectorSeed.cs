using System.Text.Json.Nodes;
using ChatGuard.Sandbox.Services;

namespace ChatGuard.Sandbox.Seed;

/// <summary>GuardDuty detectors: gaps in the legacy account, two forgotten ones in the attic, all regions elsewhere.</summary>
internal static class DetectorSeed
{
    public static void Fill(Story story)
    {
        Legacy(story);
        foreach (var region in (string[])["us-east-1", "eu-west-1"])
        {
            Add(story.Attic, region, story.DaysAgo(900), "SIX_HOURS").Features.ExceptWith(["S3_DATA_EVENTS", "RUNTIME_MONITORING"]);
        }

        foreach (var (account, age) in (IEnumerable<(SandboxAccount, int)>)[(story.Core, 690), (story.Lab, 640), .. story.Branches.Select(branch => (branch, 280))])
        {
            foreach (var region in account.Regions)
            {
                Add(account, region, story.DaysAgo(age), "FIFTEEN_MINUTES");
            }
        }

        Delegate(story);
    }

    /// <summary>No detector in sa-east-1, a suspended one in ap-northeast-1, S3 protection off, a filter that hides everything minor.</summary>
    private static void Legacy(Story story)
    {
        var account = story.Legacy;
        foreach (var region in account.Regions.Where(region => region != "sa-east-1"))
        {
            var detector = Add(account, region, story.DaysAgo(800), "SIX_HOURS");
            detector.Features.Remove("S3_DATA_EVENTS");
            detector.Enabled = region != "ap-northeast-1";
        }

        var written = story.DaysAgo(400).ToString("yyyy-MM-dd");
        account.GuardDuty.Detectors["us-east-1"].Filters.Add(new FindingFilter(
            "ignore-all",
            $"Too noisy, hide it. Written {written}, never looked at since.",
            "ARCHIVE",
            new JsonObject { ["severity"] = new JsonObject { ["lessThan"] = 2 } }));
    }

    /// <summary>The lab administers GuardDuty for the second organization; the first has no administrator.</summary>
    private static void Delegate(Story story)
    {
        story.Core.GuardDuty.OrganizationAdminAccountId = SandboxSeed.LabId;
        story.Core.GuardDuty.AdministratorAccountId = SandboxSeed.LabId;
        story.Lab.GuardDuty.Members.Add(SandboxSeed.CoreId);
        story.Lab.GuardDuty.AutoEnableOrganizationMembers = "ALL";
    }

    private static Detector Add(SandboxAccount account, string region, DateTimeOffset created, string frequency)
    {
        var detector = new Detector(Story.DetectorId(account.Id, region), created) { FindingPublishingFrequency = frequency };
        account.GuardDuty.Detectors[region] = detector;
        return detector;
    }
}
