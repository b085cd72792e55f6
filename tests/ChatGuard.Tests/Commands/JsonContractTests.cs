using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace ChatGuard.Tests.Commands;

/// <summary>The public contract of <c>ask --json</c>: members, kinds, enumerations and orders, for every command.</summary>
public sealed partial class JsonContractTests(DemoOrganization demo)
{
    private const string Check = "id:text title:text severity:critical|high|medium|low|info status:pass|fail|unknown|not-applicable|attested|attestation-expired|suppressed reason:text? dataAsOf:time cis:texts fix:automatic|guided|none resources:objects";

    /// <summary>Each account's own members by command, and the members of the entries in its list.</summary>
    private static readonly Dictionary<string, (string Account, string List, string Entry)> Shapes = new(StringComparer.Ordinal)
    {
        ["posture"] = ("score:number grade:A|B|C|D|F checks:objects", "checks", Check),
        ["users-without-mfa"] = ("users:objects", "users", "user:text arn:text admin:flag groups:texts lastSignIn:time? passwordAgeDays:number"),
        ["rotate-report"] = ("keys:objects", "keys", "user:text arn:text keyId:text? status:active|inactive ageDays:number created:time lastUsed:time? lastUsedService:text? lastUsedRegion:text? admin:flag owner:text? verdict:rotate|rotate-soon|unused|delete|ok why:text"),
        ["root-activity --days 30"] = ("events:objects", "events", "time:time name:text kind:console-login|failed-login|api|password|mfa|key mfa:flag? sourceIp:text? userAgent:text? region:text eventId:text"),
        ["findings --severity high"] = ("findings:objects", "findings", "id:text type:text severity:number band:high|critical title:text region:text resource:text count:number firstSeen:time lastSeen:time archived:flag"),
        ["accounts"] = ("score:number grade:A|B|C|D|F regions:texts users:number", "", ""),
        ["check access-key-age"] = ("check:object", "", ""),
        ["how access-key-age"] = ("check:object why:text steps:texts risk:text?", "", ""),
        ["help"] = ("", "", ""),
    };

    public static TheoryData<string> Commands => [.. Shapes.Keys];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task EveryAnswerHasExactlyTheMembersOfTheContract(string command)
    {
        var (account, list, entry) = Shapes[command];
        var answer = await demo.App.JsonAsync(command);

        Conform(answer, "schema:text command:text source:sandbox|aws accounts:objects title:text text:text");
        Assert.Equal(("chatguard.answer/v1", command.Split(' ')[0], "sandbox"), ((string?)answer["schema"], (string?)answer["command"], (string?)answer["source"]));
        Assert.Equal(command == "help" ? 0 : 4, answer["accounts"]!.AsArray().Count);
        foreach (var each in answer["accounts"]!.AsArray().Select(node => node!.AsObject()))
        {
            Conform(each, "id:text name:text asOf:time unreadable:objects " + account);
            Assert.Matches("^[0-9]{12}$", (string)each["id"]!);
            Entries(each, list).ForEach(item => Conform(item, entry));
        }
    }

    [Theory]
    [InlineData("posture", "checks")]
    [InlineData("check access-key-age", "check")]
    public async Task EveryCheckHasResourcesOfTheContract(string command, string member)
    {
        foreach (var account in Accounts(await demo.App.JsonAsync(command)))
        {
            var checks = account[member] is JsonArray all ? [.. all.Select(node => node!.AsObject())] : new List<JsonObject> { account[member]!.AsObject() };
            checks.ForEach(check => Conform(check, Check));
            Assert.All(checks.SelectMany(check => Entries(check, "resources")), resource => Conform(resource, "id:text region:text? status:pass|fail|unknown|not-applicable|attested|attestation-expired|suppressed detail:text"));
            Assert.All(checks.SelectMany(check => check["cis"]!.AsArray()), cis => Assert.Matches("^[0-9]\\.[0-9]:[0-9]+(\\.[0-9]+)*$", (string)cis!));
            Assert.All(checks, check => Assert.Equal((string)check["status"]! is "unknown" or "not-applicable", check["reason"] is not null));
        }
    }

    [Fact]
    public async Task AnUnreadablePartHasTheMembersOfTheContract()
    {
        await using var app = await App.StartAsync(new() { Faults = ["iam:GetAccountSummary=deny", "ec2:DescribeInstances@eu-west-1=deny"] });
        var reasons = Accounts(await app.JsonAsync($"accounts --account {App.Lab}")).SelectMany(account => Entries(account, "unreadable")).ToList();

        reasons.ForEach(reason => Conform(reason, "section:text action:text region:text? error:text message:text"));
        Assert.Equal([("account-summary", (string?)null), ("instances", "eu-west-1")], reasons.Select(reason => ((string)reason["section"]!, (string?)reason["region"])));
    }

    [Fact]
    public async Task FindingsAreWorstFirstAndRootEventsNewestFirst()
    {
        foreach (var account in Accounts(await demo.App.JsonAsync("findings")))
        {
            var severities = Entries(account, "findings").Select(finding => (double)finding["severity"]!).ToList();
            Assert.Equal(severities.OrderDescending(), severities);
        }

        foreach (var account in Accounts(await demo.App.JsonAsync("root-activity")))
        {
            var times = Entries(account, "events").Select(each => (string)each["time"]!).ToList();
            Assert.Equal(times.OrderDescending(StringComparer.Ordinal), times);
        }
    }

    [Fact]
    public async Task RootActivityCountsNeitherServicesNorAutomaticRotation()
    {
        var names = Entries(await demo.AccountAsync("root-activity --days 90", App.Legacy), "events").Select(each => $"{each["name"]} {each["kind"]}");

        Assert.Equal(
            ["StopLogging api", "CreateAccessKey key", "ConsoleLogin console-login", "ConsoleLogin failed-login", "ConsoleLogin failed-login", "ConsoleLogin failed-login", "ConsoleLogin console-login"],
            names);
    }

    [Theory]
    [InlineData("low", 10)]
    [InlineData("medium", 7)]
    [InlineData("high", 4)]
    [InlineData("critical", 1)]
    public async Task ASeverityMeansThatOrWorse(string severity, int count) =>
        Assert.Equal(count, Entries(await demo.AccountAsync($"findings --severity {severity}", App.Legacy), "findings").Count);

    private static IEnumerable<JsonObject> Accounts(JsonObject answer) => answer["accounts"]!.AsArray().Select(account => account!.AsObject());

    private static List<JsonObject> Entries(JsonObject of, string list) => list.Length == 0 ? [] : [.. of[list]!.AsArray().Select(entry => entry!.AsObject())];

    /// <summary>Compares an object with a shape: names in order, each with its kind; <c>?</c> allows null, anything else is an enumeration.</summary>
    private static void Conform(JsonObject actual, string shape)
    {
        var members = shape.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(member => member.Split(':', 2)).ToList();
        Assert.Equal(members.Select(member => member[0]), actual.Select(member => member.Key));
        foreach (var (value, member) in actual.Select(each => each.Value).Zip(members))
        {
            var kind = member[1].TrimEnd('?');
            Assert.True(value is null ? member[1].EndsWith('?') : Is(value, kind), $"{member[0]} is {value?.ToJsonString() ?? "null"}, which is not {member[1]}");
        }
    }

    private static bool Is(JsonNode value, string kind) => (kind, value.GetValueKind()) switch
    {
        ("text", JsonValueKind.String) => ((string)value!).Length > 0,
        ("time", JsonValueKind.String) => Iso().IsMatch((string)value!) && DateTimeOffset.TryParse((string)value!, CultureInfo.InvariantCulture, out _),
        ("number", JsonValueKind.Number) or ("flag", JsonValueKind.True or JsonValueKind.False) or ("object", JsonValueKind.Object) => true,
        ("texts", JsonValueKind.Array) => value.AsArray().All(item => item?.GetValueKind() == JsonValueKind.String),
        ("objects", JsonValueKind.Array) => value.AsArray().All(item => item is JsonObject),
        (_, JsonValueKind.String) => kind.Split('|').Contains((string)value!, StringComparer.Ordinal),
        _ => false,
    };

    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$", RegexOptions.None, 1000)]
    private static partial Regex Iso();
}
