using System.Text.Json.Nodes;
using ChatGuard.Sandbox;
using Xunit;

namespace ChatGuard.Tests.Sandbox;

/// <summary>The writes that remediations make, each through the real client and read back.</summary>
public sealed class ServicesWriteTests : IAsyncLifetime
{
    private const string Detector = "--detector-id 12abc34d567e8fa901bc2d34e56789f0";
    private SandboxServer server = null!;

    public async ValueTask InitializeAsync() => server = await SandboxServer.StartAsync(new SandboxOptions(), TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task ATrailIsMadeFromItsBucketToItsLogging()
    {
        const string Policy = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:*","Resource":"*"}]}""";
        await Run("s3api create-bucket --bucket chatguard-trail-1 --region eu-west-1 --create-bucket-configuration LocationConstraint=eu-west-1");
        await Run("s3api put-public-access-block --bucket chatguard-trail-1 --region eu-west-1 --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true");
        await Run("s3api put-bucket-versioning --bucket chatguard-trail-1 --region eu-west-1 --versioning-configuration Status=Enabled");
        await Run("s3api put-bucket-encryption --bucket chatguard-trail-1 --region eu-west-1 --server-side-encryption-configuration {\"Rules\":[{\"ApplyServerSideEncryptionByDefault\":{\"SSEAlgorithm\":\"aws:kms\"}}]}");
        await Run("s3api put-bucket-policy --bucket chatguard-trail-1 --region eu-west-1 --policy " + Policy);
        await Run("cloudtrail create-trail --name chatguard-trail --region eu-west-1 --s3-bucket-name chatguard-trail-1 --is-multi-region-trail --enable-log-file-validation");
        await Run("cloudtrail start-logging --name chatguard-trail --region eu-west-1");
        await Run("cloudtrail put-event-selectors --trail-name chatguard-trail --region eu-west-1 --event-selectors [{\"ReadWriteType\":\"WriteOnly\",\"IncludeManagementEvents\":true}]");

        Assert.Equal("Enabled", (string?)(await Run("s3api get-bucket-versioning --bucket chatguard-trail-1 --region eu-west-1"))["Status"]);
        Assert.Equal("chatguard-trail", (string?)(await Run("cloudtrail describe-trails --region sa-east-1"))["trailList"]![0]!["Name"]);
        Assert.True((bool)(await Run("cloudtrail get-trail-status --name chatguard-trail --region eu-west-1"))["IsLogging"]!);
        Assert.Equal("WriteOnly", (string?)(await Run("cloudtrail get-event-selectors --trail-name chatguard-trail --region eu-west-1"))["EventSelectors"]![0]!["ReadWriteType"]);
    }

    [Fact]
    public async Task TheStoppedTrailIsStartedHardenedStoppedAndDeleted()
    {
        const string Arn = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/legacy-trail --region eu-west-1";
        await Run("cloudtrail start-logging --name " + Arn);
        await Run("cloudtrail update-trail --enable-log-file-validation --is-multi-region-trail --name " + Arn);
        Assert.True((bool)(await Run("cloudtrail get-trail-status --name " + Arn))["IsLogging"]!);
        Assert.True((bool)(await Run("cloudtrail get-trail --name " + Arn))["Trail"]!["IsMultiRegionTrail"]!);
        await Run("cloudtrail stop-logging --name " + Arn);
        Assert.False((bool)(await Run("cloudtrail get-trail-status --name " + Arn))["IsLogging"]!);
        await Run("cloudtrail delete-trail --name " + Arn);
        Assert.Empty((await Run("cloudtrail describe-trails --region eu-west-1"))["trailList"]!.AsArray());
    }

    [Fact]
    public async Task ABucketIsClosedAndPutBack()
    {
        const string Logs = "--bucket northwind-legacy-logs --region eu-west-1";
        await Run("s3api put-public-access-block --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true " + Logs);
        Assert.False((bool)(await Run("s3api get-public-access-block " + Logs))["PublicAccessBlockConfiguration"]!["BlockPublicPolicy"]!);
        await Run("s3api delete-public-access-block " + Logs);
        await Run("s3api put-bucket-acl --acl private " + Logs);
        Assert.Single((await Run("s3api get-bucket-acl " + Logs))["Grants"]!.AsArray());
        await Run("s3api put-bucket-logging --bucket-logging-status {\"LoggingEnabled\":{\"TargetBucket\":\"northwind-app-data\",\"TargetPrefix\":\"logs/\"}} " + Logs);
        Assert.Equal("logs/", (string?)(await Run("s3api get-bucket-logging " + Logs))["LoggingEnabled"]!["TargetPrefix"]);
        await Run("s3api delete-bucket-policy --bucket northwind-press-kit");
        Assert.Contains("NoSuchBucketPolicy", await Refused("s3api get-bucket-policy --bucket northwind-press-kit"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAccessControlListIsWrittenInFull()
    {
        const string Logs = "--bucket northwind-legacy-logs --region eu-west-1";
        var saved = await Run("s3api get-bucket-acl " + Logs);
        await Run("s3api put-bucket-acl --acl private " + Logs);
        await Run("s3api put-bucket-acl " + Logs + " --access-control-policy " + saved.ToJsonString().Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(saved.ToJsonString(), (await Run("s3api get-bucket-acl " + Logs)).ToJsonString());
    }

    [Fact]
    public async Task TheAccountsBlockIsSetAndRemoved()
    {
        const string Account = "--account-id 111122223333";
        await Run("s3control put-public-access-block --public-access-block-configuration RestrictPublicBuckets=true " + Account);
        Assert.True((bool)(await Run("s3control get-public-access-block " + Account))["PublicAccessBlockConfiguration"]!["RestrictPublicBuckets"]!);
        await Run("s3control delete-public-access-block " + Account);
        Assert.Contains("NoSuchPublicAccessBlockConfiguration", await Refused("s3control get-public-access-block " + Account), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GuardDutyIsSwitchedOnSuspendedAndDeleted()
    {
        var id = (string)(await Run("guardduty create-detector --enable --region sa-east-1 --finding-publishing-frequency FIFTEEN_MINUTES"))["DetectorId"]!;
        await Run($"guardduty update-detector --region sa-east-1 --no-enable --detector-id {id} --features [{{\"Name\":\"S3_DATA_EVENTS\",\"Status\":\"DISABLED\"}}]");
        var detector = await Run($"guardduty get-detector --region sa-east-1 --detector-id {id}");
        Assert.Equal("DISABLED", (string?)detector["Status"]);
        await Run($"guardduty delete-detector --region sa-east-1 --detector-id {id}");
        Assert.Empty((await Run("guardduty list-detectors --region sa-east-1"))["DetectorIds"]!.AsArray());
    }

    [Fact]
    public async Task FindingsAreArchivedJudgedAndBroughtBack()
    {
        const string Finding = Detector + " --finding-ids b696ab0ccff930fb20ee4bf4d9327953";
        await Run("guardduty archive-findings " + Finding);
        await Run("guardduty update-findings-feedback --feedback USEFUL --comments seen " + Finding);
        var service = (await Run("guardduty get-findings " + Finding))["Findings"]![0]!["Service"]!;
        Assert.True((bool)service["Archived"]!);
        Assert.Equal("USEFUL", (string?)service["UserFeedback"]);
        await Run("guardduty unarchive-findings " + Finding);
        Assert.False((bool)(await Run("guardduty get-findings " + Finding))["Findings"]![0]!["Service"]!["Archived"]!);
        await Run("guardduty create-sample-findings --finding-types Recon:EC2/Portscan " + Detector);
        Assert.Equal(7, (await Run("guardduty list-findings " + Detector))["FindingIds"]!.AsArray().Count);
    }

    private Task<JsonNode> Run(string command) => new AwsCli(server).RunAsync(command, TestContext.Current.CancellationToken);

    private Task<string> Refused(string command) => new AwsCli(server).FailAsync(command, TestContext.Current.CancellationToken);
}
