using System.Globalization;
using System.Text.Json.Nodes;
using ChatGuard.Sandbox.Protocols;
using ChatGuard.Sandbox.Services;

namespace ChatGuard.Sandbox.Seed;

/// <summary>The event history: what the root users did, who signed in with or without MFA, and the calls made with a leaked key.</summary>
internal static class EventSeed
{
    public static void Fill(Story story)
    {
        RootEvents(story);
        foreach (var signIn in SignIns)
        {
            Add(story, signIn.Account, SignInRecord(story, signIn), signIn.User);
        }

        foreach (var (minutes, source, name, readOnly, error) in CallsWithLeakedKey)
        {
            Add(story, SandboxSeed.LegacyId, CallRecord(story, minutes, source, name, readOnly, error), "rosa.jimenez");
        }
    }

    /// <summary>One row a sign-in. Days ago are whole days; everybody signs in two hours before the clock's time of day.</summary>
    private sealed record SignIn(string Account, string User, bool Mfa, int DaysAgo, string Ip, string Region = "us-east-1", int MinutesBefore = 120);

    private static readonly SignIn[] SignIns =
    [
        new(SandboxSeed.LegacyId, "admin", false, 7, "198.51.100.20"),
        new(SandboxSeed.LegacyId, "alice.keller", true, 1, "198.51.100.21"),
        new(SandboxSeed.LegacyId, "bob.tanaka", false, 3, "198.51.100.22"),
        new(SandboxSeed.LegacyId, "carla.mendes", true, 2, "198.51.100.23"),
        // One login for several people: Germany first, then twice from Viet Nam, all within the hour.
        new(SandboxSeed.LegacyId, "dev", false, 0, "192.0.2.81", "eu-central-1", MinutesBefore: 170),
        new(SandboxSeed.LegacyId, "dev", false, 0, "203.0.113.150", "eu-central-1", MinutesBefore: 135),
        new(SandboxSeed.LegacyId, "dev", false, 0, "203.0.113.151", "eu-central-1"),
        new(SandboxSeed.LegacyId, "dmitri.volkov", true, 1, "198.51.100.24"),
        new(SandboxSeed.LegacyId, "farid.haddad", true, 5, "198.51.100.25"),
        new(SandboxSeed.LegacyId, "grace.oduya", true, 6, "198.51.100.26"),
        new(SandboxSeed.LegacyId, "hiro.sato", true, 1, "198.51.100.27"),
        new(SandboxSeed.LegacyId, "ivan.petrov", true, 12, "198.51.100.28"),
        new(SandboxSeed.LegacyId, "kofi.mensah", true, 0, "198.51.100.29"),
        new(SandboxSeed.LegacyId, "lena.fischer", true, 2, "198.51.100.30"),
        new(SandboxSeed.LegacyId, "marco.rossi", true, 20, "198.51.100.31"),
        new(SandboxSeed.LegacyId, "nadia.khan", true, 20, "198.51.100.32"),
        new(SandboxSeed.LegacyId, "paul.dubois", false, 10, "198.51.100.33"),
        new(SandboxSeed.LegacyId, "quinn.baker", true, 3, "198.51.100.34"),
        new(SandboxSeed.LegacyId, "rosa.jimenez", true, 0, "198.51.100.35"),
        new(SandboxSeed.LegacyId, "sam.okafor", true, 2, "198.51.100.36"),
        new(SandboxSeed.LegacyId, "tina.bauer", true, 1, "198.51.100.37"),
        new(SandboxSeed.LegacyId, "uma.reddy", true, 4, "198.51.100.38"),
        new(SandboxSeed.CoreId, "anna.berg", true, 0, "192.0.2.10"),
        new(SandboxSeed.CoreId, "ben.cole", true, 1, "192.0.2.11"),
        new(SandboxSeed.CoreId, "chen.wei", true, 1, "192.0.2.12"),
        new(SandboxSeed.CoreId, "dora.varga", true, 2, "192.0.2.13"),
        new(SandboxSeed.CoreId, "emil.lund", true, 1, "192.0.2.14"),
        new(SandboxSeed.CoreId, "faith.njoku", true, 3, "192.0.2.15"),
        new(SandboxSeed.CoreId, "gus.moreno", true, 5, "192.0.2.16"),
        new(SandboxSeed.CoreId, "hana.kim", true, 2, "192.0.2.17"),
        new(SandboxSeed.CoreId, "igor.babic", true, 1, "192.0.2.18"),
        new(SandboxSeed.CoreId, "julia.weiss", true, 1, "192.0.2.19"),
        new(SandboxSeed.CoreId, "kurt.stein", false, 1, "192.0.2.20"),
    ];

    /// <summary>What was tried with the key of rosa.jimenez, minutes past three in the morning of the story's last day.</summary>
    private static readonly (int Minutes, string Source, string Name, bool ReadOnly, string? Error)[] CallsWithLeakedKey =
    [
        (0, "sts.amazonaws.com", "GetCallerIdentity", true, null),
        (4, "iam.amazonaws.com", "ListUsers", true, null),
        (9, "iam.amazonaws.com", "GetAccountAuthorizationDetails", true, "AccessDenied"),
        (31, "s3.amazonaws.com", "ListBuckets", true, null),
        (58, "iam.amazonaws.com", "CreateUser", false, "AccessDenied"),
        (240, "sts.amazonaws.com", "GetCallerIdentity", true, null),
    ];

    private static void RootEvents(Story story)
    {
        using var stream = typeof(EventSeed).Assembly.GetManifestResourceStream("ChatGuard.Sandbox.Seed.root-events.json")!;
        foreach (var record in JsonNode.Parse(stream)!.AsArray().OfType<JsonObject>())
        {
            var account = (string)record["recipientAccountId"]!;
            record["eventTime"] = Seconds(story.At((string)record["eventTime"]!));
            if (record["userIdentity"]?["sessionContext"]?["attributes"] is JsonObject session)
            {
                session["creationDate"] = Seconds(story.At((string)session["creationDate"]!));
            }

            Add(story, account, record.DeepClone().AsObject(), (string?)record["userIdentity"]!["type"] == "Root" ? "root" : null);
        }
    }

    private static void Add(Story story, string account, JsonObject record, string? username)
    {
        var time = DateTimeOffset.Parse((string)record["eventTime"]!, CultureInfo.InvariantCulture);
        var target = (string?)record["requestParameters"]?["userName"];
        story.Organization.Find(account)!.CloudTrail.Events.Add(new TrailEvent((string)record["awsRegion"]!, time, username, record)
        {
            Resources = target is null ? [] : [("AWS::IAM::User", target)],
        });
    }

    private static JsonObject SignInRecord(Story story, SignIn signIn)
    {
        var record = Record(story.DaysAgo(signIn.DaysAgo).AddMinutes(-signIn.MinutesBefore), signIn.Account, signIn.User, "", "signin.amazonaws.com", "ConsoleLogin", signIn.Region, signIn.Ip);
        record["userAgent"] = "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/128.0";
        record["responseElements"] = new JsonObject { ["ConsoleLogin"] = "Success" };
        var details = new JsonObject { ["LoginTo"] = "https://console.aws.amazon.com/console/home", ["MobileVersion"] = "No", ["MFAUsed"] = signIn.Mfa ? "Yes" : "No" };
        if (signIn.Mfa)
        {
            details["MFAIdentifier"] = $"arn:aws:iam::{signIn.Account}:mfa/{signIn.User}";
        }

        record["additionalEventData"] = details;
        record["eventType"] = "AwsConsoleSignIn";
        return record;
    }

    private static JsonObject CallRecord(Story story, int minutes, string source, string name, bool readOnly, string? error)
    {
        var record = Record(story.At("2026-11-20T03:00:00Z").AddMinutes(minutes), SandboxSeed.LegacyId, "rosa.jimenez", "AKIASVM3L7256EXAMPLE", source, name, "us-east-1", "203.0.113.24");
        record["userAgent"] = "aws-cli/2.15.30 Python/3.11.8 Linux/6.1";
        record["requestParameters"] = name == "CreateUser" ? new JsonObject { ["userName"] = "svc-helper" } : null;
        record["responseElements"] = null;
        record["readOnly"] = readOnly;
        if (error is not null)
        {
            record["errorCode"] = error;
            record["errorMessage"] = $"User: arn:aws:iam::{SandboxSeed.LegacyId}:user/rosa.jimenez is not authorized to perform: {source.Split('.')[0]}:{name}";
        }

        record["eventType"] = "AwsApiCall";
        return record;
    }

    private static JsonObject Record(DateTimeOffset time, string account, string user, string accessKey, string source, string name, string region, string ip) => new()
    {
        ["eventVersion"] = "1.08",
        ["userIdentity"] = new JsonObject
        {
            ["type"] = "IAMUser",
            ["principalId"] = "AIDA" + Wire.Hex($"{account}/{user}", 16).ToUpperInvariant(),
            ["arn"] = $"arn:aws:iam::{account}:user/{user}",
            ["accountId"] = account,
            ["accessKeyId"] = accessKey,
            ["userName"] = user,
        },
        ["eventTime"] = Seconds(time),
        ["eventSource"] = source,
        ["eventName"] = name,
        ["awsRegion"] = region,
        ["sourceIPAddress"] = ip,
        ["eventID"] = Wire.Uuid($"event/{account}/{user}/{name}/{ip}/{Seconds(time)}"),
        ["recipientAccountId"] = account,
    };

    /// <summary>CloudTrail writes whole seconds.</summary>
    private static string Seconds(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
