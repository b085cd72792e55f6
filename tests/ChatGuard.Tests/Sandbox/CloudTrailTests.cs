using System.Text.Json.Nodes;
using ChatGuard.Sandbox.Protocols;
using ChatGuard.Sandbox.Services;
using Xunit;

namespace ChatGuard.Tests.Sandbox;

public sealed class CloudTrailTests
{
    private readonly SandboxScene scene = new();

    [Fact]
    public void AMultiRegionTrailShowsAsAShadowInEveryRegion()
    {
        Assert.Equal("core-trail", (string?)Ask(SandboxScene.Core, "ap-south-1", "DescribeTrails")["trailList"]![0]!["Name"]);
        Assert.Empty(Ask(SandboxScene.Core, "ap-south-1", "DescribeTrails", """{"includeShadowTrails":false}""")["trailList"]!.AsArray());
    }

    [Fact]
    public void ASingleRegionTrailShowsAtHomeOnly()
    {
        Assert.Equal(["legacy-trail"], Names(Ask(SandboxScene.Legacy, "eu-west-1", "DescribeTrails")));
        Assert.Equal(["old-trail"], Names(Ask(SandboxScene.Legacy, "us-east-1", "DescribeTrails")));
        Assert.Empty(Names(Ask(SandboxScene.Legacy, "eu-central-1", "DescribeTrails")));
    }

    [Fact]
    public void TheLegacyTrailWasStoppedTwoDaysAgo()
    {
        var status = Ask(SandboxScene.Legacy, "eu-west-1", "GetTrailStatus", """{"Name":"legacy-trail"}""");
        Assert.False((bool)status["IsLogging"]!);
        Assert.Equal("AuthorizationError", (string?)status["LatestNotificationError"]);
        Assert.Equal(SandboxScene.Start.AddHours(-49).AddMinutes(-40).ToUnixTimeSeconds(), (double)status["StopLoggingTime"]!);
    }

    [Fact]
    public void StatusOutsideTheHomeRegionIsNotFound() =>
        Fails("TrailNotFoundException", () => Ask(SandboxScene.Core, "us-east-1", "GetTrailStatus", """{"Name":"core-trail"}"""));

    [Fact]
    public void AForeignArnIsInvalid() =>
        Fails("CloudTrailARNInvalidException", () => Ask(SandboxScene.Core, "us-east-1", "GetTrail", """{"Name":"arn:aws:s3:::x"}"""));

    [Fact]
    public void ATrailThatWasStartedDeliversAfterSomeMinutes()
    {
        Ask(SandboxScene.Legacy, "eu-west-1", "StartLogging", """{"Name":"legacy-trail"}""");
        var atOnce = Ask(SandboxScene.Legacy, "eu-west-1", "GetTrailStatus", """{"Name":"legacy-trail"}""");
        scene.Now += TimeSpan.FromMinutes(30);
        var later = Ask(SandboxScene.Legacy, "eu-west-1", "GetTrailStatus", """{"Name":"legacy-trail"}""");
        Assert.True((bool)atOnce["IsLogging"]!);
        Assert.True((double)atOnce["LatestDeliveryTime"]! < SandboxScene.Start.AddDays(-2).ToUnixTimeSeconds());
        Assert.Equal(scene.Now.AddMinutes(-6).ToUnixTimeSeconds(), (double)later["LatestDeliveryTime"]!);
    }

    [Fact]
    public void LoggingIsStartedInTheHomeRegionOnly() =>
        Fails("InvalidHomeRegionException", () => Ask(SandboxScene.Core, "us-east-1", "StopLogging", """{"Name":"arn:aws:cloudtrail:eu-west-1:444455556666:trail/core-trail"}"""));

    [Fact]
    public void SelectorsAreReplacedByTheOtherKind()
    {
        var before = Ask(SandboxScene.Legacy, "eu-west-1", "GetEventSelectors", """{"TrailName":"legacy-trail"}""");
        Assert.Equal("WriteOnly", (string?)before["EventSelectors"]![0]!["ReadWriteType"]);
        Ask(SandboxScene.Legacy, "eu-west-1", "PutEventSelectors", """{"TrailName":"legacy-trail","AdvancedEventSelectors":[{"Name":"all","FieldSelectors":[{"Field":"eventCategory","Equals":["Management"]}]}]}""");
        var after = Ask(SandboxScene.Legacy, "eu-west-1", "GetEventSelectors", """{"TrailName":"legacy-trail"}""");
        Assert.Null(after["EventSelectors"]);
        Assert.Equal("all", (string?)after["AdvancedEventSelectors"]![0]!["Name"]);
    }

    [Fact]
    public void BothKindsOfSelectorsAtOnceAreRefused() => Fails(
        "InvalidEventSelectorsException",
        () => Ask(SandboxScene.Legacy, "eu-west-1", "PutEventSelectors", """{"TrailName":"legacy-trail","EventSelectors":[{}],"AdvancedEventSelectors":[{"FieldSelectors":[]}]}"""));

    [Fact]
    public void InsightsAreOnInOneAccountAndOffInTheOther()
    {
        Assert.Equal(2, Ask(SandboxScene.Core, "eu-west-1", "GetInsightSelectors", """{"TrailName":"core-trail"}""")["InsightSelectors"]!.AsArray().Count);
        Fails("InsightNotEnabledException", () => Ask(SandboxScene.Legacy, "eu-west-1", "GetInsightSelectors", """{"TrailName":"legacy-trail"}"""));
    }

    [Fact]
    public void ATrailNeedsABucketWithTheRightPolicy()
    {
        Fails("S3BucketDoesNotExistException", () => Create("no-such-bucket"));
        Fails("InsufficientS3BucketPolicyException", () => Create("northwind-ci"));
        Assert.Equal("new-trail", (string?)Create("northwind-legacy-logs")["Name"]);
        Fails("TrailAlreadyExistsException", () => Create("northwind-legacy-logs"));
        Assert.False((bool)Ask(SandboxScene.Legacy, "eu-west-1", "GetTrailStatus", """{"Name":"new-trail"}""")["IsLogging"]!);
        Ask(SandboxScene.Legacy, "eu-west-1", "DeleteTrail", """{"Name":"new-trail"}""");
        Assert.Equal(2, Ask(SandboxScene.Legacy, "eu-west-1", "ListTrails")["Trails"]!.AsArray().Count);
    }

    [Fact]
    public void AnUpdateChangesOnlyWhatItNames()
    {
        Ask(SandboxScene.Legacy, "eu-west-1", "UpdateTrail", """{"Name":"legacy-trail","EnableLogFileValidation":true}""");
        var trail = Ask(SandboxScene.Legacy, "eu-west-1", "GetTrail", """{"Name":"legacy-trail"}""")["Trail"]!;
        Assert.True((bool)trail["LogFileValidationEnabled"]!);
        Assert.False((bool)trail["IsMultiRegionTrail"]!);
        Assert.Equal("northwind-legacy-logs", (string?)trail["S3BucketName"]);
    }

    [Fact]
    public void AKeyWhosePolicyLeavesCloudTrailOutIsRefused() => Fails(
        "InsufficientEncryptionPolicyException",
        () => Ask(SandboxScene.Legacy, "eu-west-1", "UpdateTrail", """{"Name":"legacy-trail","KmsKeyId":"alias/app-data"}"""));

    [Fact]
    public void LookupPagesNewestFirst()
    {
        var first = Ask(SandboxScene.Legacy, "us-east-1", "LookupEvents", """{"MaxResults":10}""");
        var second = Ask(SandboxScene.Legacy, "us-east-1", "LookupEvents", $$"""{"MaxResults":10,"NextToken":"{{first["NextToken"]}}"}""");
        double[] times = [.. Events(first).Concat(Events(second)).Select(e => (double)e!["EventTime"]!)];
        Assert.Equal(20, times.Length);
        Assert.Equal(times.OrderDescending(), times);
    }

    [Fact]
    public void LookupKnowsTheRootUserByName()
    {
        var events = Events(Ask(SandboxScene.Legacy, "us-east-1", "LookupEvents", """{"LookupAttributes":[{"AttributeKey":"Username","AttributeValue":"root"}]}"""));
        Assert.Equal(8, events.Count);
        var record = JsonNode.Parse((string)events[0]!["CloudTrailEvent"]!)!;
        Assert.Equal("CreateGrant", (string?)record["eventName"]);
        Assert.Equal(SandboxScene.Start.AddHours(-27).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"), (string?)record["eventTime"]);
    }

    [Fact]
    public void EventsOlderThanNinetyDaysAreForgotten()
    {
        Assert.Contains(scene.Account(SandboxScene.Core).CloudTrail.Events, e => e.Time < SandboxScene.Start.AddDays(-90));
        var root = Events(Ask(SandboxScene.Core, "us-east-1", "LookupEvents", """{"LookupAttributes":[{"AttributeKey":"Username","AttributeValue":"root"}]}"""));
        Assert.Equal(["PasswordUpdated", "ConsoleLogin"], root.Select(e => (string)e!["EventName"]!));
    }

    [Fact]
    public void LookupTakesOneAttributeAndASensibleRange()
    {
        const string Attribute = """{"AttributeKey":"Username","AttributeValue":"root"}""";
        Fails("InvalidLookupAttributesException", () => Ask(SandboxScene.Legacy, "us-east-1", "LookupEvents", $$"""{"LookupAttributes":[{{Attribute}},{{Attribute}}]}"""));
        Fails("InvalidTimeRangeException", () => Ask(SandboxScene.Legacy, "us-east-1", "LookupEvents", """{"StartTime":20,"EndTime":10}"""));
        Fails("InvalidMaxResultsException", () => Ask(SandboxScene.Legacy, "us-east-1", "LookupEvents", """{"MaxResults":51}"""));
        Fails("InvalidNextTokenException", () => Ask(SandboxScene.Legacy, "us-east-1", "LookupEvents", """{"NextToken":"nonsense"}"""));
    }

    [Fact]
    public void AThirdLookupWithinASecondIsThrottledInThatRegionOnly()
    {
        scene.Account(SandboxScene.Core).CloudTrail.EnforceLookupRate = true;
        Ask(SandboxScene.Core, "us-east-1", "LookupEvents");
        Ask(SandboxScene.Core, "us-east-1", "LookupEvents");
        Fails("ThrottlingException", () => Ask(SandboxScene.Core, "us-east-1", "LookupEvents"));
        Assert.Empty(Events(Ask(SandboxScene.Core, "eu-west-2", "LookupEvents")));
    }

    private JsonObject Create(string bucket) => Ask(SandboxScene.Legacy, "eu-west-1", "CreateTrail", $$"""{"Name":"new-trail","S3BucketName":"{{bucket}}"}""");

    private JsonObject Ask(string account, string region, string operation, string input = "{}") => scene.Json(CloudTrail.Operations, account, region, operation, input);

    private static JsonArray Events(JsonObject answer) => answer["Events"]!.AsArray();

    private static IEnumerable<string> Names(JsonObject answer) => answer["trailList"]!.AsArray().Select(trail => (string)trail!["Name"]!);

    private static void Fails(string code, Action act) => Assert.Equal(code, Assert.Throws<AwsError>(act).Code);
}
