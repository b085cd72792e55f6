using System.Text.Json.Nodes;
using System.Xml.Linq;
using ChatGuard.Sandbox.Protocols;
using ChatGuard.Sandbox.Services;
using Xunit;

namespace ChatGuard.Tests.Sandbox;

/// <summary>KMS, EC2 and Access Analyzer.</summary>
public sealed class SmallServicesTests
{
    private readonly SandboxScene scene = new();

    [Fact]
    public void AKeyIsFoundByIdArnAndAlias()
    {
        var arn = (string)Kms("DescribeKey", """{"KeyId":"alias/trail"}""")["KeyMetadata"]!["Arn"]!;
        Assert.Equal(arn, (string?)Kms("DescribeKey", $$"""{"KeyId":"{{arn}}"}""")["KeyMetadata"]!["Arn"]);
        Assert.Equal(arn, (string?)Kms("DescribeKey", $$"""{"KeyId":"{{arn.Split('/')[1]}}"}""")["KeyMetadata"]!["Arn"]);
        Assert.Equal("NotFoundException", Assert.Throws<AwsError>(() => Kms("DescribeKey", """{"KeyId":"alias/none"}""")).Code);
        Assert.Equal("NotFoundException", Assert.Throws<AwsError>(() => Kms("DescribeKey", $$"""{"KeyId":"{{arn}}"}""", region: "us-east-1")).Code);
    }

    [Fact]
    public void KeysArePagedAndTellTheirRotation()
    {
        var first = Kms("ListKeys", """{"Limit":1}""");
        Assert.True((bool)first["Truncated"]!);
        Assert.False((bool)Kms("ListKeys", $$"""{"Limit":1,"Marker":"{{first["NextMarker"]}}"}""")["Truncated"]!);
        Assert.True((bool)Kms("GetKeyRotationStatus", """{"KeyId":"alias/trail"}""")["KeyRotationEnabled"]!);
        Assert.False((bool)Kms("GetKeyRotationStatus", """{"KeyId":"alias/app-data"}""", SandboxScene.Legacy)["KeyRotationEnabled"]!);
    }

    [Fact]
    public void RegionsTellWhichWereOptedInTo()
    {
        var usual = Regions(SandboxScene.Core);
        var all = Regions(SandboxScene.Legacy, ("AllRegions", "true"));
        Assert.Equal(17, usual.Count);
        Assert.Equal(18, Regions(SandboxScene.Legacy).Count);
        Assert.Equal("opted-in", all["me-south-1"]);
        Assert.Equal("not-opted-in", all["af-south-1"]);
        Assert.Equal("opt-in-not-required", all["us-east-1"]);
    }

    [Fact]
    public void RegionsAreFilteredAndNamed()
    {
        Assert.Equal(["me-south-1"], Regions(SandboxScene.Legacy, ("Filter.1.Name", "opt-in-status"), ("Filter.1.Value.1", "opted-in")).Keys);
        Assert.Equal(["eu-west-1"], Regions(SandboxScene.Legacy, ("RegionName.1", "eu-west-1")).Keys);
        Assert.Equal("InvalidParameterValue", Assert.Throws<AwsError>(() => Regions(SandboxScene.Legacy, ("RegionName.1", "mars-1"))).Code);
    }

    [Fact]
    public void InstancesTellTheirProfileAndMetadataOptions()
    {
        var instances = Instances("eu-west-1").ToDictionary(i => i.Element("instanceId")!.Value);
        Assert.Equal("optional", instances["i-0a1b2c3d4e5f60002"].Element("metadataOptions")!.Element("httpTokens")!.Value);
        Assert.Null(instances["i-0a1b2c3d4e5f60003"].Element("iamInstanceProfile"));
        Assert.Equal("arn:aws:iam::111122223333:instance-profile/batch-worker", instances["i-0a1b2c3d4e5f60002"].Element("iamInstanceProfile")!.Element("arn")!.Value);
    }

    [Fact]
    public void InstancesAreFilteredAndPaged()
    {
        Assert.Single(Instances("eu-west-1", ("Filter.1.Name", "tag:Name"), ("Filter.1.Value.1", "bastion")));
        Assert.Empty(Instances("eu-west-1", ("Filter.1.Name", "instance-state-name"), ("Filter.1.Value.1", "stopped")));
        scene.Account(SandboxScene.Legacy).Ec2.Instances.AddRange(Enumerable.Range(0, 6).Select(n => new Instance($"i-{n}", "us-west-2", "n", SandboxScene.Start)));
        var first = scene.Query(Ec2.Operations, SandboxScene.Legacy, "us-west-2", "DescribeInstances", ("MaxResults", "5")).ToList();
        Assert.Single(Instances("us-west-2", ("MaxResults", "5"), ("NextToken", first.Single(e => e.Name == "nextToken").Value)));
        Assert.Equal("InvalidInstanceID.NotFound", Assert.Throws<AwsError>(() => Instances("eu-west-1", ("InstanceId.1", "i-none"))).Code);
        Assert.Equal("InvalidParameterValue", Assert.Throws<AwsError>(() => Instances("eu-west-1", ("MaxResults", "4"))).Code);
    }

    [Fact]
    public void UnusedAccessIsFoundInTheLegacyAccountOnly()
    {
        var arn = Analyzer(SandboxScene.Legacy, "us-east-1");
        Assert.Equal(14, Findings(SandboxScene.Legacy, "us-east-1", arn, "").Count);
        Assert.Equal(3, Findings(SandboxScene.Legacy, "us-east-1", arn, ""","filter":{"findingType":{"eq":["UnusedIAMUserPassword"]},"status":{"eq":["ACTIVE"]}}""").Count);
        Assert.Equal(5, Findings(SandboxScene.Legacy, "us-east-1", arn, ""","maxResults":5""").Count);
        Assert.Empty(Findings(SandboxScene.Core, "eu-west-1", Analyzer(SandboxScene.Core, "eu-west-1"), ""));
        Assert.Equal("ResourceNotFoundException", Assert.Throws<AwsError>(() => Findings(SandboxScene.Legacy, "eu-west-1", arn, "")).Code);
        Assert.Equal("ValidationException", Assert.Throws<AwsError>(() => Findings(SandboxScene.Legacy, "us-east-1", arn, ""","filter":{"colour":{"eq":["red"]}}""")).Code);
    }

    [Fact]
    public void ExternalAccessIsAnalysedInEveryRegionOfTheCoreAccount() => Assert.All(
        scene.Account(SandboxScene.Core).Regions,
        region => Assert.Single(scene.Rest(AccessAnalyzer.Routes, SandboxScene.Core, region, "ListAnalyzers", [], query: "type=ACCOUNT").Json!["analyzers"]!.AsArray()));

    private JsonObject Kms(string operation, string input, string account = SandboxScene.Core, string region = "eu-west-1") =>
        scene.Json(ChatGuard.Sandbox.Services.Kms.Operations, account, region, operation, input);

    private Dictionary<string, string> Regions(string account, params (string, string)[] form) =>
        scene.Query(Ec2.Operations, account, "us-east-1", "DescribeRegions", form).Single().Elements("item").ToDictionary(i => i.Element("regionName")!.Value, i => i.Element("optInStatus")!.Value);

    private List<XElement> Instances(string region, params (string, string)[] form) =>
        [.. scene.Query(Ec2.Operations, SandboxScene.Legacy, region, "DescribeInstances", form).First().Descendants("instancesSet").Elements("item")];

    private string Analyzer(string account, string region) =>
        (string)scene.Rest(AccessAnalyzer.Routes, account, region, "ListAnalyzers", [], query: "type=ACCOUNT_UNUSED_ACCESS").Json!["analyzers"]!.AsArray().Single()!["arn"]!;

    private JsonArray Findings(string account, string region, string arn, string more) =>
        scene.Rest(AccessAnalyzer.Routes, account, region, "ListFindingsV2", [], "{\"analyzerArn\":\"" + arn + "\"" + more + "}").Json!["findings"]!.AsArray();
}
