using ChatGuard.Sandbox.Services;

namespace ChatGuard.Sandbox.Seed;

/// <summary>EC2 instances and the KMS keys of applications.</summary>
internal static class ComputeSeed
{
    /// <summary>One row an instance; a profile of null means it has no role.</summary>
    public sealed record Row(
        string Account, string Id, string Region, string Name, string? Profile, string GroupId, string GroupName,
        string PrivateIp, string? PublicIp, int LaunchedDaysAgo, string HttpTokens = "required", string State = "running");

    public static readonly IReadOnlyList<Row> Instances =
    [
        new(SandboxSeed.LegacyId, "i-0a1b2c3d4e5f60001", "us-east-1", "app-server", "app-server", "sg-0a1b2c3d4e5f60004", "web", "10.0.1.11", "198.51.100.101", 410),
        new(SandboxSeed.LegacyId, "i-0a1b2c3d4e5f60002", "eu-west-1", "miner", "batch-worker", "sg-0a1b2c3d4e5f60004", "web", "10.1.1.12", "198.51.100.102", 620, HttpTokens: "optional"),
        new(SandboxSeed.LegacyId, "i-0a1b2c3d4e5f60003", "eu-west-1", "bastion", null, "sg-0a1b2c3d4e5f60001", "bastion", "10.1.1.13", "198.51.100.103", 1100),
        new(SandboxSeed.LegacyId, "i-0a1b2c3d4e5f60004", "ap-southeast-1", "sg-test", "app-server", "sg-0a1b2c3d4e5f60003", "all-open", "10.2.1.14", "198.51.100.104", 95),
        new(SandboxSeed.CoreId, "i-0b1b2c3d4e5f60001", "eu-west-1", "web", "web", "sg-0b1b2c3d4e5f60001", "web", "10.8.1.11", "192.0.2.101", 40),
        new(SandboxSeed.AtticId, "i-0c1b2c3d4e5f60001", "us-east-1", "wiki-2019", null, "sg-0c1b2c3d4e5f60001", "default", "172.31.4.5", null, 1380, State: "stopped"),
    ];

    public static string ProfileArn(string account, string profile) => $"arn:aws:iam::{account}:instance-profile/{profile}";

    public static void Fill(Story story)
    {
        foreach (var row in Instances)
        {
            story.Organization.Find(row.Account)!.Ec2.Instances.Add(new Instance(row.Id, row.Region, row.Name, story.DaysAgo(row.LaunchedDaysAgo))
            {
                ProfileArn = row.Profile is null ? null : ProfileArn(row.Account, row.Profile),
                HttpTokens = row.HttpTokens,
                State = row.State,
                PrivateIp = row.PrivateIp,
                PublicIp = row.PublicIp,
                SecurityGroups = [(row.GroupId, row.GroupName)],
            });
        }

        story.Legacy.Kms.Keys.Add(Story.Key(story.Legacy, "eu-west-1", "app-data", story.DaysAgo(1190)) with { Description = "Application data" });
        story.Core.Kms.Keys.Add(Story.Key(story.Core, "eu-west-1", "core-data", story.DaysAgo(680)) with { Description = "Application data", RotationEnabled = true });
    }
}
