using System.Text.Json.Nodes;
using ChatGuard.Sandbox.Protocols;
using ChatGuard.Sandbox.Services;

namespace ChatGuard.Sandbox.Seed;

/// <summary>The GuardDuty findings of the story: ten open ones of the legacy account, two archived ones of the core account.</summary>
internal static class FindingSeed
{
    private const string Intruder = "203.0.113.24";

    public static void Fill(Story story)
    {
        Sequence(story);
        Credentials(story);
        Workloads(story);
        Core(story);
    }

    private static void Sequence(Story story) => Add(story, story.Legacy, "us-east-1", "AttackSequence:IAM/CompromisedCredentials", 9.0, 0, 6, "cd3c2332f1d0f806fd4de5b1b301b66e", finding => finding with
    {
        Title = "Seq. of unusual calls with rosa.jimenez credentials",
        Description = "A sequence of actions by rosa.jimenez from 203.0.113.24 matches the use of stolen credentials.",
        Resource = Wire.Object(("resourceType", "AttackSequence")),
        Role = "ACTOR",
        Sequence = AttackSequence.OfLeakedKey(story),
    });

    private static void Credentials(Story story)
    {
        var account = story.Legacy;
        Add(story, account, "us-east-1", "UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS", 8.0, 1, 41, "09694b4601f09aa585c0291b8c68da18", finding => finding with
        {
            Title = "Role session of i-0a1b2c3d4e5f60001 used from 203.0.113.24",
            Resource = FindingParts.Key("app-server", "AssumedRole", "ASIAAPPSERVEREXAMPLE", "AROAAPPSERVEREXAMPLE:i-0a1b2c3d4e5f60001"),
            Action = FindingParts.ApiCall("ListBuckets", "s3.amazonaws.com", Intruder, "NL"),
        });
        Add(story, account, "us-east-1", "Policy:S3/BucketAnonymousAccessGranted", 8.0, 9, 1, "e09143dc94625a7996667bb091dc618d", finding => finding with
        {
            Title = "northwind-press-kit made public",
            Resource = FindingParts.Bucket("northwind-press-kit", account.Id, "PUBLIC"),
            Action = FindingParts.ApiCall("PutBucketPolicy", "s3.amazonaws.com", "198.51.100.38", "DE"),
        });
        Add(story, account, "eu-central-1", "UnauthorizedAccess:IAMUser/ConsoleLoginSuccess.B", 5.0, 0, 2, "c4cf8835216f163380f7d66b3f2ab879", finding => finding with
        {
            Title = "dev logged in from DE and VN",
            Resource = FindingParts.Key("dev", "IAMUser", null, account.Iam.Users["dev"].Id),
            Action = FindingParts.ApiCall("ConsoleLogin", "signin.amazonaws.com", "203.0.113.150", "VN"),
        });
        Add(story, account, "us-east-1", "Persistence:IAMUser/AnomalousBehavior", 5.0, 2, 1, "3af81bd1f5cf7dd070f3724f40800aba", finding => finding with
        {
            Title = "CreateAccessKey by unusual identity",
            Resource = FindingParts.Key("root", "Root", "ASIAEXAMPLEROOT00001", account.Id),
            Action = FindingParts.ApiCall("CreateAccessKey", "iam.amazonaws.com", Intruder, "NL"),
        });
        Add(story, account, "us-east-1", "Policy:IAMUser/RootCredentialUsage", 2.0, 2, 4, "b696ab0ccff930fb20ee4bf4d9327953", finding => finding with
        {
            Title = "Root signed in",
            Resource = FindingParts.Key("root", "Root", "ASIAEXAMPLEROOT00001", account.Id),
            Action = FindingParts.ApiCall("StopLogging", "cloudtrail.amazonaws.com", Intruder, "NL"),
        });
        Add(story, account, "us-east-1", "Stealth:IAMUser/CloudTrailLoggingDisabled", 2.0, 2, 1, "512fefaa74f324a3789042b9bc066694", finding => finding with
        {
            Title = "legacy-trail stopped",
            Resource = FindingParts.Key("root", "Root", "ASIAEXAMPLEROOT00001", account.Id),
            Action = FindingParts.ApiCall("StopLogging", "cloudtrail.amazonaws.com", Intruder, "NL", ("AWS::CloudTrail::Trail", "legacy-trail")),
        });
    }

    private static void Workloads(Story story)
    {
        var account = story.Legacy;
        Add(story, account, "eu-west-1", "CryptoCurrency:EC2/BitcoinTool.B!DNS", 8.0, 3, 212, "0e36de715b211e8aa570abd4136430b8", finding => finding with
        {
            Title = "i-0a1b2c3d4e5f60002 resolves a mining pool domain",
            Resource = FindingParts.Instance(account, "i-0a1b2c3d4e5f60002"),
            Role = "ACTOR",
            Action = FindingParts.DnsRequest("pool.minerals.example"),
        });
        Add(story, account, "eu-west-1", "UnauthorizedAccess:EC2/SSHBruteForce", 2.0, 6, 1320, "6856d21748e80fff9fe4ee938575a34a", finding => finding with
        {
            Title = "Inbound SSH guesses on i-0a1b2c3d4e5f60003",
            Resource = FindingParts.Instance(account, "i-0a1b2c3d4e5f60003"),
            Action = FindingParts.Connection("INBOUND", 22, "SSH", 48_122, "192.0.2.201", "BR"),
        });
        Add(story, account, "ap-southeast-1", "Recon:EC2/Portscan", 5.0, 8, 77, "cbed4efdb0fbde250ba111bb2a397636", finding => finding with
        {
            Title = "i-0a1b2c3d4e5f60004 scans outside hosts",
            Resource = FindingParts.Instance(account, "i-0a1b2c3d4e5f60004"),
            Role = "ACTOR",
            Action = FindingParts.Connection("OUTBOUND", 51_034, "Unknown", 445, "198.51.100.200", "SG"),
        });
    }

    private static void Core(Story story)
    {
        Add(story, story.Core, "eu-west-1", "Discovery:S3/TorIPCaller", 5.0, 12, 1, "92514cab1053d8621db393b9a88e2a3f", finding => finding with
        {
            Title = "Listing of northwind-core-data from Tor",
            Archived = true,
            Feedback = "NOT_USEFUL",
            Resource = FindingParts.Bucket("northwind-core-data", SandboxSeed.CoreId, "NOT_PUBLIC"),
            Action = FindingParts.ApiCall("ListObjects", "s3.amazonaws.com", "192.0.2.166", "SE"),
        });
        Add(story, story.Core, "eu-west-1", "Recon:EC2/PortProbeUnprotectedPort", 2.0, 3, 18, "5c38bca0da11057cf319df6d9fd99648", finding => finding with
        {
            Title = "Port 443 of i-0b1b2c3d4e5f60001 probed",
            Archived = true,
            Resource = FindingParts.Instance(story.Core, "i-0b1b2c3d4e5f60001"),
            Action = FindingParts.PortProbe(443, "HTTPS", "192.0.2.77", "US"),
        });
        story.Core.GuardDuty.Detectors["eu-west-1"].Filters.Add(new FindingFilter(
            "public-web-probes",
            $"Probes of the public web port are expected; reviewed {story.DaysAgo(20):yyyy-MM-dd}.",
            "ARCHIVE",
            new JsonObject { ["type"] = new JsonObject { ["equals"] = new JsonArray("Recon:EC2/PortProbeUnprotectedPort") } }));
    }

    /// <summary>A finding made this many days ago, at three in the morning on the story's clock, and last seen at seven.</summary>
    private static void Add(Story story, SandboxAccount account, string region, string type, double severity, int daysAgo, int count, string id, Func<GuardDutyFinding, GuardDutyFinding> fill)
    {
        var detector = account.GuardDuty.Detectors[region];
        var created = story.DaysAgo(daysAgo).AddHours(-5);
        detector.Findings.Add(fill(new GuardDutyFinding(account.Id, region, detector.Id, type)
        {
            Id = id,
            Severity = severity,
            Title = type,
            Created = created,
            FirstSeen = created.AddMinutes(-12),
            LastSeen = story.DaysAgo(daysAgo).AddHours(-1),
            Count = count,
            Resource = [],
        }).ToJson());
    }
}
