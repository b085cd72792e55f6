using System.Globalization;
using System.Text.Json.Nodes;
using ChatGuard.Sandbox.Protocols;
using ChatGuard.Sandbox.Services;
using ChatGuard.Sandbox.Services.Iam;

namespace ChatGuard.Sandbox.Seed;

/// <summary>The event history: what the root users did, who signed in with or without MFA, and the calls made with a leaked key.</summary>
internal static class EventSeed
{
    public static void Fill(Story story)
    {
        RootEvents(story);
        foreach (var account in (SandboxAccount[])[story.Legacy, story.Core])
        {
            SignIns(story, account);
        }

        Deactivation(story, story.Legacy, "alice.keller", "tina.bauer", "AKIAETEBXRXKXEXAMPLE", 30);
        Deactivation(story, story.Core, "anna.berg", "igor.babic", "AKIALLXV6YF7IEXAMPLE", 10);
        foreach (var (minutes, source, name, readOnly, error) in CallsWithLeakedKey)
        {
            Add(story, SandboxSeed.LegacyId, CallRecord(story, minutes, source, name, readOnly, error), "rosa.jimenez");
        }
    }

    /// <summary>The last sign-in of everybody in the story who came within ninety days; IAM knows when, and whether MFA was there to be used.</summary>
    private static void SignIns(Story story, SandboxAccount account)
    {
        var network = account.Id == SandboxSeed.LegacyId ? "198.51.100" : "192.0.2";
        foreach (var (n, name) in UserTable.Names(account.Id).Index())
        {
            var user = account.Iam.Users[name];
            if (user.Password?.LastUsed is not { } last || last < story.DaysAgo(90))
            {
                continue;
            }

            // One login for several people: Germany first, then twice from Viet Nam, all within the hour.
            (int Minutes, string Ip, string Region)[] times = name == "dev"
                ? [(-50, "192.0.2.81", "eu-central-1"), (-15, "203.0.113.150", "eu-central-1"), (0, "203.0.113.151", "eu-central-1")]
                : [(0, $"{network}.{20 + n}", "us-east-1")];
            foreach (var (minutes, ip, region) in times)
            {
                Add(story, account.Id, SignInRecord(account.Id, user, last.AddMinutes(minutes), ip, region), name);
            }
        }
    }

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

    private static JsonObject SignInRecord(string account, IamUser user, DateTimeOffset time, string ip, string region)
    {
        var record = Record(time, account, user, "", "signin.amazonaws.com", "ConsoleLogin", region, ip);
        record["userAgent"] = "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/128.0";
        record["responseElements"] = new JsonObject { ["ConsoleLogin"] = "Success" };
        var details = new JsonObject { ["LoginTo"] = "https://console.aws.amazon.com/console/home", ["MobileVersion"] = "No", ["MFAUsed"] = user.Mfa.Count > 0 ? "Yes" : "No" };
        if (user.Mfa.Count > 0)
        {
            details["MFAIdentifier"] = user.Mfa[0].Serial;
        }

        record["additionalEventData"] = details;
        record["eventType"] = "AwsConsoleSignIn";
        return record;
    }

    private static JsonObject CallRecord(Story story, int minutes, string source, string name, bool readOnly, string? error)
    {
        var record = Record(story.At("2026-11-20T03:00:00Z").AddMinutes(minutes), SandboxSeed.LegacyId, story.Legacy.Iam.Users["rosa.jimenez"], "AKIASVM3L7256EXAMPLE", source, name, "us-east-1", "203.0.113.24");
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

    private static void Deactivation(Story story, SandboxAccount account, string by, string of, string key, int daysAgo)
    {
        var record = Record(story.DaysAgo(daysAgo), account.Id, account.Iam.Users[by], "", "iam.amazonaws.com", "UpdateAccessKey", "us-east-1", "192.0.2.50");
        record["requestParameters"] = new JsonObject { ["userName"] = of, ["accessKeyId"] = key, ["status"] = "Inactive" };
        record["responseElements"] = null;
        record["readOnly"] = false;
        record["eventType"] = "AwsApiCall";
        Add(story, account.Id, record, by);
    }

    private static JsonObject Record(DateTimeOffset time, string account, IamUser user, string accessKey, string source, string name, string region, string ip) => new()
    {
        ["eventVersion"] = "1.08",
        ["userIdentity"] = new JsonObject
        {
            ["type"] = "IAMUser",
            ["principalId"] = user.Id,
            ["arn"] = user.Arn,
            ["accountId"] = account,
            ["accessKeyId"] = accessKey,
            ["userName"] = user.Name,
        },
        ["eventTime"] = Seconds(time),
        ["eventSource"] = source,
        ["eventName"] = name,
        ["awsRegion"] = region,
        ["sourceIPAddress"] = ip,
        ["eventID"] = Wire.Uuid($"event/{account}/{user.Name}/{name}/{ip}/{Seconds(time)}"),
        ["recipientAccountId"] = account,
    };

    /// <summary>CloudTrail writes whole seconds.</summary>
    private static string Seconds(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
