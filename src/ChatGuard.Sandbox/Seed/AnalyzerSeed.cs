using ChatGuard.Sandbox.Protocols;
using ChatGuard.Sandbox.Services;

namespace ChatGuard.Sandbox.Seed;

/// <summary>Access Analyzer: one analyzer of unused access with fourteen findings in the legacy account; clean ones in every region of the kept accounts.</summary>
internal static class AnalyzerSeed
{
    /// <summary>What nobody used for ninety days, and since when it is known; five roles left by teams come on top.</summary>
    private static readonly (string Type, string Resource, int DaysAgo)[] Unused =
    [
        ("UnusedIAMUserPassword", "user/eve.lindqvist", 110),
        ("UnusedIAMUserPassword", "user/olga.smirnova", 300),
        ("UnusedIAMUserPassword", "user/jana.novak", 20),
        ("UnusedIAMUserAccessKey", "user/olga.smirnova", 290),
        ("UnusedIAMUserAccessKey", "user/kofi.mensah", 1),
        ("UnusedPermission", "user/terraform", 15),
        ("UnusedPermission", "user/farid.haddad", 90),
        ("UnusedPermission", "user/bob.tanaka", 300),
        ("UnusedPermission", "role/app-server", 200),
    ];

    public static void Fill(Story story)
    {
        var analyzer = Add(story.Legacy, "us-east-1", "unused-access", "ACCOUNT_UNUSED_ACCESS", story.DaysAgo(400));
        analyzer.Findings.AddRange(Unused.Concat(ForgottenRoles(story)).Select(row => new AnalyzerFinding(
            Wire.Uuid($"{row.Type}/{row.Resource}"),
            row.Type,
            row.Resource.StartsWith("role/", StringComparison.Ordinal) ? "AWS::IAM::Role" : "AWS::IAM::User",
            $"arn:aws:iam::{SandboxSeed.LegacyId}:{row.Resource}",
            "ACTIVE",
            story.DaysAgo(row.DaysAgo))));

        foreach (var account in (SandboxAccount[])[story.Core, story.Lab, .. story.Branches])
        {
            Add(account, "eu-west-1", "unused-access", "ACCOUNT_UNUSED_ACCESS", story.DaysAgo(270));
            foreach (var region in account.Regions)
            {
                Add(account, region, "external-access", "ACCOUNT", story.DaysAgo(270));
            }
        }
    }

    private static IEnumerable<(string Type, string Resource, int DaysAgo)> ForgottenRoles(Story story) => story.Legacy.Iam.Roles.Values
        .Where(role => role.LastUsed is null && role.Created < story.DaysAgo(300))
        .OrderBy(role => role.Name, StringComparer.Ordinal)
        .Take(5)
        .Select(role => ("UnusedIAMRole", "role/" + role.Name, 180));

    private static Analyzer Add(SandboxAccount account, string region, string name, string type, DateTimeOffset created)
    {
        var analyzer = new Analyzer(name, $"arn:aws:access-analyzer:{region}:{account.Id}:analyzer/{name}", type, created);
        account.AccessAnalyzer.Analyzers.Add(analyzer);
        return analyzer;
    }
}
