using System.Text.Json.Nodes;
using ChatGuard.Sandbox.Protocols;
using ChatGuard.Sandbox.Services;
using Xunit;

namespace ChatGuard.Tests.Sandbox;

public sealed class GuardDutyTests
{
    private const string LegacyDetector = "12abc34d567e8fa901bc2d34e56789f0";
    private readonly SandboxScene scene = new();

    [Fact]
    public void TheLegacyAccountLacksOneRegionAndSleepsInAnother()
    {
        Assert.Empty(Ask(SandboxScene.Legacy, "sa-east-1", "ListDetectors")["detectorIds"]!.AsArray());
        var id = (string)Ask(SandboxScene.Legacy, "ap-northeast-1", "ListDetectors")["detectorIds"]![0]!;
        Assert.Equal("DISABLED", (string?)Ask(SandboxScene.Legacy, "ap-northeast-1", "GetDetector", id)["status"]);
    }

    [Fact]
    public void ADetectorTellsItsFeaturesAndFrequency()
    {
        var detector = Ask(SandboxScene.Legacy, "us-east-1", "GetDetector", LegacyDetector);
        Assert.Equal("SIX_HOURS", (string?)detector["findingPublishingFrequency"]);
        Assert.Equal("DISABLED", (string?)detector["features"]!.AsArray().Single(f => (string?)f!["name"] == "S3_DATA_EVENTS")!["status"]);
    }

    [Fact]
    public void ADetectorIsMadeOnceChangedAndDeleted()
    {
        var id = (string)Send("sa-east-1", "CreateDetector", [], """{"enable":true,"findingPublishingFrequency":"FIFTEEN_MINUTES"}""")["detectorId"]!;
        Fails(() => Send("sa-east-1", "CreateDetector", [], """{"enable":true}"""));
        Send("sa-east-1", "UpdateDetector", [id], """{"enable":false,"features":[{"name":"S3_DATA_EVENTS","status":"DISABLED"}]}""");
        var detector = Ask(SandboxScene.Legacy, "sa-east-1", "GetDetector", id);
        Assert.Equal("DISABLED", (string?)detector["status"]);
        Assert.Equal("FIFTEEN_MINUTES", (string?)detector["findingPublishingFrequency"]);
        Send("sa-east-1", "DeleteDetector", [id]);
        Fails(() => Ask(SandboxScene.Legacy, "sa-east-1", "GetDetector", id));
    }

    [Theory]
    [InlineData("""{"severity":{"greaterThanOrEqual":7},"service.archived":{"equals":["false"]}}""", 3)]
    [InlineData("""{"severity":{"greaterThanOrEqual":9}}""", 1)]
    [InlineData("""{"severity":{"lessThan":4}}""", 2)]
    [InlineData("""{"type":{"equals":["Policy:IAMUser/RootCredentialUsage"]}}""", 1)]
    [InlineData("""{"type":{"notEquals":["Policy:IAMUser/RootCredentialUsage"]}}""", 5)]
    [InlineData("""{"accountId":{"equals":["444455556666"]}}""", 0)]
    [InlineData("""{"region":{"equals":["us-east-1"]}}""", 6)]
    [InlineData("{}", 6)]
    public void FindingsAreListedByCriteria(string criterion, int count) => Assert.Equal(count, List(criterion).Count);

    [Fact]
    public void FindingsAreListedByTheTimeOfTheirUpdateInMilliseconds()
    {
        var since = SandboxScene.Start.AddDays(-3).ToUnixTimeMilliseconds();
        Assert.Equal(5, List($$"""{"updatedAt":{"greaterThanOrEqual":{{since}} } }""").Count);
    }

    [Fact]
    public void FindingsAreSortedAndPaged()
    {
        JsonObject Next(string token) => Send("us-east-1", "ListFindings", [LegacyDetector], $$"""
            {"sortCriteria":{"attributeName":"severity","orderBy":"DESC"},"maxResults":4,"nextToken":"{{token}}"}
            """);
        var first = Next("");
        var second = Next((string)first["nextToken"]!);
        Assert.Equal("cd3c2332f1d0f806fd4de5b1b301b66e", (string?)first["findingIds"]![0]);
        Assert.Equal(4, first["findingIds"]!.AsArray().Count);
        Assert.Equal(2, second["findingIds"]!.AsArray().Count);
        Assert.Equal("", (string?)second["nextToken"]);
    }

    [Fact]
    public void AnUnknownCriterionIsRefused() => Fails(() => List("""{"sevrity":{"equals":["8"]}}"""));

    [Fact]
    public void MoreThanFiftyIdsAreRefused() =>
        Fails(() => Send("us-east-1", "GetFindings", [LegacyDetector], $$"""{"findingIds":[{{string.Join(',', Enumerable.Repeat("\"a\"", 51))}}]}"""));

    [Fact]
    public void TheAttackSequenceNamesItsActorInTheSequence()
    {
        var finding = Get("cd3c2332f1d0f806fd4de5b1b301b66e");
        var actor = finding["service"]!["detection"]!["sequence"]!["actors"]![0]!;
        Assert.Equal("rosa.jimenez", (string?)actor["user"]!["name"]);
        Assert.Null(finding["resource"]!["accessKeyDetails"]);
        Assert.Equal(9.0, (double)finding["severity"]!);
    }

    [Fact]
    public void AFindingTellsWhoCalledFromWhere()
    {
        var finding = Get("09694b4601f09aa585c0291b8c68da18");
        var action = finding["service"]!["action"]!["awsApiCallAction"]!;
        Assert.Equal("203.0.113.24", (string?)action["remoteIpDetails"]!["ipAddressV4"]);
        Assert.Equal(41, (int)finding["service"]!["count"]!);
        Assert.Equal("app-server", (string?)finding["resource"]!["accessKeyDetails"]!["userName"]);
    }

    [Fact]
    public void AnArchivedFindingIsListedAsSuchAndComesBack()
    {
        const string Ids = """{"findingIds":["b696ab0ccff930fb20ee4bf4d9327953"]}""";
        Send("us-east-1", "ArchiveFindings", [LegacyDetector], Ids);
        Assert.Single(List("""{"service.archived":{"equals":["true"]}}"""));
        Send("us-east-1", "UpdateFindingsFeedback", [LegacyDetector], """{"findingIds":["b696ab0ccff930fb20ee4bf4d9327953"],"feedback":"USEFUL"}""");
        Assert.Equal("USEFUL", (string?)Get("b696ab0ccff930fb20ee4bf4d9327953")["service"]!["userFeedback"]);
        Send("us-east-1", "UnarchiveFindings", [LegacyDetector], Ids);
        Assert.Empty(List("""{"service.archived":{"equals":["true"]}}"""));
    }

    [Fact]
    public void OneUnknownIdArchivesNothing()
    {
        Fails(() => Send("us-east-1", "ArchiveFindings", [LegacyDetector], """{"findingIds":["b696ab0ccff930fb20ee4bf4d9327953","none"]}"""));
        Assert.Empty(List("""{"service.archived":{"equals":["true"]}}"""));
    }

    [Fact]
    public void AMemberCannotArchiveWhatItsAdministratorSees()
    {
        const string Ids = """{"findingIds":["92514cab1053d8621db393b9a88e2a3f"]}""";
        var lab = (string)Ask(SandboxScene.Lab, "eu-west-1", "ListDetectors")["detectorIds"]![0]!;
        Fails(() => Send("eu-west-1", "UnarchiveFindings", ["98fed76c543b2a109fed8c76b54321a0"], Ids, SandboxScene.Core));
        Send("eu-west-1", "UnarchiveFindings", [lab], Ids, SandboxScene.Lab);
        var seen = Send("eu-west-1", "GetFindings", ["98fed76c543b2a109fed8c76b54321a0"], Ids, SandboxScene.Core);
        Assert.False((bool)seen["findings"]![0]!["service"]!["archived"]!);
    }

    [Fact]
    public void SampleFindingsSayThatTheyAreSamples()
    {
        Send("us-east-1", "CreateSampleFindings", [LegacyDetector], """{"findingTypes":["Recon:EC2/Portscan"]}""");
        var id = List("""{"type":{"equals":["Recon:EC2/Portscan"]}}""")[0];
        var finding = Get((string)id!);
        Assert.StartsWith("[SAMPLE]", (string?)finding["title"], StringComparison.Ordinal);
        Assert.Equal("""{"sample":true}""", (string?)finding["service"]!["additionalInfo"]!["value"]);
    }

    [Fact]
    public void TheForgottenFilterArchives()
    {
        Assert.Equal("ignore-all", (string?)Ask(SandboxScene.Legacy, "us-east-1", "ListFilters", LegacyDetector)["filterNames"]![0]);
        Assert.Equal("ARCHIVE", (string?)Ask(SandboxScene.Legacy, "us-east-1", "GetFilter", LegacyDetector, "ignore-all")["action"]);
        Fails(() => Ask(SandboxScene.Legacy, "us-east-1", "GetFilter", LegacyDetector, "none"));
    }

    [Fact]
    public void OnlyTheSecondOrganizationHasADelegatedAdministrator()
    {
        var lab = (string)Ask(SandboxScene.Lab, "eu-west-1", "ListDetectors")["detectorIds"]![0]!;
        Assert.Empty(Ask(SandboxScene.Legacy, "us-east-1", "ListOrganizationAdminAccounts")["adminAccounts"]!.AsArray());
        Assert.Equal(SandboxScene.Lab, (string?)Ask(SandboxScene.Core, "eu-west-1", "ListOrganizationAdminAccounts")["adminAccounts"]![0]!["adminAccountId"]);
        Assert.Equal("ALL", (string?)Ask(SandboxScene.Lab, "eu-west-1", "DescribeOrganizationConfiguration", lab)["autoEnableOrganizationMembers"]);
        Assert.Equal("Enabled", (string?)Ask(SandboxScene.Lab, "eu-west-1", "ListMembers", lab)["members"]![0]!["relationshipStatus"]);
        Assert.Equal(SandboxScene.Lab, (string?)Ask(SandboxScene.Core, "eu-west-1", "GetAdministratorAccount", "98fed76c543b2a109fed8c76b54321a0")["administrator"]!["accountId"]);
        Assert.Null(Ask(SandboxScene.Legacy, "us-east-1", "GetAdministratorAccount", LegacyDetector)["administrator"]);
        Fails(() => Ask(SandboxScene.Legacy, "us-east-1", "DescribeOrganizationConfiguration", LegacyDetector));
        Fails(() => Ask(SandboxScene.Attic, "us-east-1", "ListOrganizationAdminAccounts"));
    }

    private JsonObject Ask(string account, string region, string operation, params string[] path) => scene.Rest(GuardDuty.Routes, account, region, operation, path).Json!.AsObject();

    private JsonObject Send(string region, string operation, string[] path, string body = "", string account = SandboxScene.Legacy) =>
        scene.Rest(GuardDuty.Routes, account, region, operation, path, body).Json!.AsObject();

    private JsonArray List(string criterion) => Send("us-east-1", "ListFindings", [LegacyDetector], "{\"findingCriteria\":{\"criterion\":" + criterion + "}}")["findingIds"]!.AsArray();

    private JsonNode Get(string id) => Send("us-east-1", "GetFindings", [LegacyDetector], $$"""{"findingIds":["{{id}}"]}""")["findings"]![0]!;

    private static void Fails(Action act) => Assert.Equal("BadRequestException", Assert.Throws<AwsError>(act).Code);
}
