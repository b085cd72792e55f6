using System.Text.Encodings.Web;
using ChatGuard.Sandbox;
using Xunit;

namespace ChatGuard.Tests.Sandbox;

/// <summary>The reads of CloudTrail, GuardDuty, S3, S3 Control, KMS, EC2, Organizations and Access Analyzer, each through the real client.</summary>
public sealed class ServicesReadTests(ServicesReadTests.Running running) : IClassFixture<ServicesReadTests.Running>
{
    private const string UsDetector = "--detector-id 12abc34d567e8fa901bc2d34e56789f0";
    private const string EuDetector = "--region eu-west-1 --detector-id 98fed76c543b2a109fed8c76b54321a0";

    [Theory]
    [InlineData("cloudtrail describe-trails --region eu-west-1", "\"Name\": \"legacy-trail\"")]
    [InlineData("cloudtrail describe-trails --trail-name-list old-trail", "northwind-old-trail-logs")]
    [InlineData("cloudtrail list-trails", "legacy-trail")]
    [InlineData("cloudtrail get-trail --name legacy-trail --region eu-west-1", "\"IsMultiRegionTrail\": false")]
    [InlineData("cloudtrail get-trail-status --name legacy-trail --region eu-west-1", "\"IsLogging\": false")]
    [InlineData("cloudtrail get-trail-status --name old-trail", "\"LatestDeliveryError\": \"NoSuchBucket\"")]
    [InlineData("cloudtrail get-event-selectors --trail-name legacy-trail --region eu-west-1", "\"kms.amazonaws.com\"")]
    [InlineData("cloudtrail lookup-events --region eu-central-1 --lookup-attributes AttributeKey=Username,AttributeValue=dev", "203.0.113.151")]
    [InlineData("guardduty list-detectors --region us-east-1", "12abc34d567e8fa901bc2d34e56789f0")]
    [InlineData("guardduty get-detector " + UsDetector, "\"FindingPublishingFrequency\": \"SIX_HOURS\"")]
    [InlineData("guardduty list-findings " + UsDetector + " --finding-criteria {\"Criterion\":{\"severity\":{\"GreaterThanOrEqual\":9}}}", "cd3c2332f1d0f806fd4de5b1b301b66e")]
    [InlineData("guardduty list-findings " + UsDetector + " --finding-criteria {\"Criterion\":{\"service.archived\":{\"Equals\":[\"false\"]}}} --sort-criteria AttributeName=severity,OrderBy=ASC", "b696ab0ccff930fb20ee4bf4d9327953")]
    [InlineData("guardduty get-findings " + UsDetector + " --finding-ids cd3c2332f1d0f806fd4de5b1b301b66e", "\"CredentialUid\": \"AKIASVM3L7256EXAMPLE\"")]
    [InlineData("guardduty get-findings " + UsDetector + " --finding-ids 09694b4601f09aa585c0291b8c68da18", "\"IpAddressV4\": \"203.0.113.24\"")]
    [InlineData("guardduty list-filters " + UsDetector, "ignore-all")]
    [InlineData("guardduty get-filter " + UsDetector + " --filter-name ignore-all", "\"Action\": \"ARCHIVE\"")]
    [InlineData("guardduty list-organization-admin-accounts", "\"AdminAccounts\": []")]
    [InlineData("guardduty list-members " + UsDetector, "\"Members\": []")]
    [InlineData("s3api list-buckets", "northwind-press-kit")]
    [InlineData("s3api list-buckets --page-size 2", "northwind-press-kit")]
    [InlineData("s3api get-bucket-location --bucket northwind-backups", "\"LocationConstraint\": \"eu-central-1\"")]
    [InlineData("s3api get-bucket-location --bucket northwind-ci", "\"LocationConstraint\": null")]
    [InlineData("s3api head-bucket --bucket northwind-legacy-logs --region eu-west-1", "\"BucketRegion\": \"eu-west-1\"")]
    [InlineData("s3api get-public-access-block --bucket northwind-app-data --region eu-west-1", "\"RestrictPublicBuckets\": true")]
    [InlineData("s3api get-bucket-policy-status --bucket northwind-press-kit", "\"IsPublic\": true")]
    [InlineData("s3api get-bucket-policy --bucket northwind-press-kit", "PublicRead")]
    [InlineData("s3api get-bucket-acl --bucket northwind-legacy-logs --region eu-west-1", "global/AllUsers")]
    [InlineData("s3api get-bucket-logging --bucket northwind-ci", "{}")]
    [InlineData("s3api get-bucket-versioning --bucket northwind-ci", "{}")]
    [InlineData("s3api get-bucket-encryption --bucket northwind-ci", "\"SSEAlgorithm\": \"AES256\"")]
    [InlineData("s3api get-bucket-ownership-controls --bucket northwind-ci", "BucketOwnerEnforced")]
    [InlineData("s3api get-bucket-acl --bucket northwind-backups", "FULL_CONTROL")]
    [InlineData("kms list-keys --region eu-west-1", "arn:aws:kms:eu-west-1:111122223333:key/")]
    [InlineData("kms describe-key --key-id alias/app-data --region eu-west-1", "\"KeyManager\": \"CUSTOMER\"")]
    [InlineData("kms get-key-rotation-status --key-id alias/app-data --region eu-west-1", "\"KeyRotationEnabled\": false")]
    [InlineData("ec2 describe-regions", "\"OptInStatus\": \"opted-in\"")]
    [InlineData("ec2 describe-regions --all-regions", "\"OptInStatus\": \"not-opted-in\"")]
    [InlineData("ec2 describe-instances --region eu-west-1", "\"HttpTokens\": \"optional\"")]
    [InlineData("ec2 describe-instances --filters Name=tag:Name,Values=app-server", "arn:aws:iam::111122223333:instance-profile/app-server")]
    [InlineData("organizations describe-organization", "\"MasterAccountEmail\": \"aws@northwind-legacy.example\"")]
    [InlineData("organizations list-accounts", "northwind.attic@freemail.example")]
    [InlineData("organizations describe-account --account-id 222233334444", "\"JoinedMethod\": \"CREATED\"")]
    [InlineData("organizations list-roots", "SERVICE_CONTROL_POLICY")]
    [InlineData("organizations list-policies --filter SERVICE_CONTROL_POLICY", "FullAWSAccess")]
    [InlineData("organizations list-delegated-administrators", "\"DelegatedAdministrators\": []")]
    [InlineData("accessanalyzer list-analyzers", "\"unusedAccessAge\": 90")]
    [InlineData("accessanalyzer list-findings-v2 --analyzer-arn arn:aws:access-analyzer:us-east-1:111122223333:analyzer/unused-access --filter {\"findingType\":{\"eq\":[\"UnusedIAMRole\"]}}", "AWS::IAM::Role")]
    public async Task TheLegacyAccountShowsItsStory(string command, string expected) =>
        Assert.Contains(expected, await running.AsAsync(SandboxScene.Legacy, command), StringComparison.Ordinal);

    [Theory]
    [InlineData("cloudtrail describe-trails --region ap-south-1", "\"LogFileValidationEnabled\": true")]
    [InlineData("cloudtrail get-insight-selectors --trail-name core-trail --region eu-west-1", "ApiErrorRateInsight")]
    [InlineData("cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=PasswordUpdated", "\"Username\": \"root\"")]
    [InlineData("guardduty list-organization-admin-accounts --region eu-west-1", "777788889999")]
    [InlineData("guardduty get-administrator-account " + EuDetector, "777788889999")]
    [InlineData("s3api get-object-lock-configuration --bucket northwind-core-trail --region eu-west-1", "\"ObjectLockEnabled\": \"Enabled\"")]
    [InlineData("s3api get-bucket-tagging --bucket northwind-core-trail --region eu-west-1", "cloudtrail")]
    [InlineData("s3api get-bucket-logging --bucket northwind-core-trail --region eu-west-1", "northwind-core-data")]
    [InlineData("s3api get-bucket-versioning --bucket northwind-core-trail --region eu-west-1", "\"MFADelete\": \"Enabled\"")]
    [InlineData("s3control get-public-access-block --account-id 444455556666", "\"BlockPublicAcls\": true")]
    [InlineData("organizations describe-policy --policy-id p-denyroot1", "aws:PrincipalArn")]
    [InlineData("organizations list-targets-for-policy --policy-id p-denyroot1", "ORGANIZATIONAL_UNIT")]
    [InlineData("organizations list-policies-for-target --filter SERVICE_CONTROL_POLICY --target-id ou-cor1-security", "deny-root")]
    [InlineData("organizations list-delegated-administrators --service-principal guardduty.amazonaws.com", "777788889999")]
    public async Task TheCoreAccountShowsItsStory(string command, string expected) =>
        Assert.Contains(expected, await running.AsAsync(SandboxScene.Core, command), StringComparison.Ordinal);

    [Fact]
    public async Task TheLabAdministersGuardDuty()
    {
        var detector = running.Server.Organization.Find(SandboxScene.Lab)!.GuardDuty.Detectors["eu-west-1"].Id;
        Assert.Contains("\"AutoEnableOrganizationMembers\": \"ALL\"", await running.AsAsync(SandboxScene.Lab, $"guardduty describe-organization-configuration --region eu-west-1 --detector-id {detector}"), StringComparison.Ordinal);
        Assert.Contains("\"RelationshipStatus\": \"Enabled\"", await running.AsAsync(SandboxScene.Lab, $"guardduty list-members --region eu-west-1 --detector-id {detector}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cloudtrail get-trail-status --name legacy-trail", "TrailNotFoundException")]
    [InlineData("cloudtrail get-insight-selectors --trail-name legacy-trail --region eu-west-1", "InsightNotEnabledException")]
    [InlineData("cloudtrail describe-trails --region af-south-1", "UnrecognizedClientException")]
    [InlineData("guardduty get-detector --detector-id none", "BadRequestException")]
    [InlineData("s3api get-public-access-block --bucket northwind-press-kit", "NoSuchPublicAccessBlockConfiguration")]
    [InlineData("s3api get-object-lock-configuration --bucket northwind-ci", "ObjectLockConfigurationNotFoundError")]
    [InlineData("s3api head-bucket --bucket northwind-old-trail-logs", "404")]
    [InlineData("s3api head-bucket --bucket northwind-ci --expected-bucket-owner 444455556666", "403")]
    [InlineData("s3api get-bucket-acl --bucket northwind-core-data", "AccessDenied")]
    [InlineData("s3api get-bucket-tagging --bucket northwind-ci", "NoSuchTagSet")]
    [InlineData("s3control get-public-access-block --account-id 111122223333", "NoSuchPublicAccessBlockConfiguration")]
    [InlineData("kms describe-key --key-id alias/none", "NotFoundException")]
    [InlineData("ec2 describe-instances --instance-ids i-none", "InvalidInstanceID.NotFound")]
    [InlineData("organizations describe-account --account-id 444455556666", "AccountNotFoundException")]
    [InlineData("accessanalyzer list-findings-v2 --analyzer-arn arn:aws:access-analyzer:us-east-1:111122223333:analyzer/none", "ResourceNotFoundException")]
    public async Task ARefusalComesInTheClientsOwnWords(string command, string expected)
    {
        var error = await new AwsCli(running.Server).FailAsync(command, TestContext.Current.CancellationToken);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AMemberMayNotListAccounts()
    {
        var cli = new AwsCli(running.Server, running.Server.CredentialsFor(SandboxScene.Attic));
        Assert.Contains("AccessDeniedException", await cli.FailAsync("organizations list-accounts", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    /// <summary>One server for all reads.</summary>
    public sealed class Running : IAsyncLifetime
    {
        private static readonly System.Text.Json.JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

        public SandboxServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Server = await SandboxServer.StartAsync(new SandboxOptions(), TestContext.Current.CancellationToken);
            foreach (var account in Server.Organization.Accounts)
            {
                account.CloudTrail.EnforceLookupRate = false;
            }
        }

        public ValueTask DisposeAsync() => Server.DisposeAsync();

        public async Task<string> AsAsync(string account, string command) =>
            (await new AwsCli(Server, Server.CredentialsFor(account)).RunAsync(command, TestContext.Current.CancellationToken)).ToJsonString(Readable);
    }
}
