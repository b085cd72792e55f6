using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using ChatGuard.Sandbox;
using Xunit;

namespace ChatGuard.Tests.Sandbox;

public sealed class StsTests : IAsyncLifetime
{
    private readonly ManualClock wall = new(TimeProvider.System.GetUtcNow());
    private SandboxServer server = null!;
    private AwsCli aws = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await SandboxServer.StartAsync(new SandboxOptions { SignatureClock = wall }, Cancel);
        aws = new AwsCli(server);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task AnAssumedRoleReadsAnotherAccount()
    {
        var assumed = await aws.RunAsync("sts assume-role --role-arn arn:aws:iam::444455556666:role/ChatGuardRead --role-session-name chatguard --external-id northwind-chatguard", Cancel);
        var core = aws.With(assumed);
        Assert.Equal("arn:aws:sts::444455556666:assumed-role/ChatGuardRead/chatguard", (string?)(await core.RunAsync("sts get-caller-identity", Cancel))["Arn"]);
        Assert.Equal(14, (await core.RunAsync("iam list-users", Cancel))["Users"]!.AsArray().Count);
        Assert.Equal(1, server.CountCalls("444455556666", "iam", "ListUsers", "us-east-1"));
    }

    [Fact]
    public async Task TheNetClientUnderstandsAnswersAndErrors()
    {
        using var sts = new AmazonSecurityTokenServiceClient(
            new BasicAWSCredentials(server.Credentials.AccessKeyId, server.Credentials.SecretAccessKey),
            new AmazonSecurityTokenServiceConfig { ServiceURL = server.Url.ToString(), AuthenticationRegion = "eu-west-1" });
        var role = new AssumeRoleRequest { RoleArn = "arn:aws:iam::777788889999:role/ChatGuardRead", RoleSessionName = "chatguard" };
        var refused = await Assert.ThrowsAsync<AmazonSecurityTokenServiceException>(() => sts.AssumeRoleAsync(role, Cancel));
        Assert.Equal("AccessDenied", refused.ErrorCode);
        role.ExternalId = "northwind-chatguard";
        Assert.Equal("arn:aws:sts::777788889999:assumed-role/ChatGuardRead/chatguard", (await sts.AssumeRoleAsync(role, Cancel)).AssumedRoleUser.Arn);
    }

    [Theory]
    [InlineData("444455556666:role/ChatGuardRead", "")]
    [InlineData("444455556666:role/ChatGuardRead", "--external-id guessed")]
    [InlineData("111122223333:role/partner-sync", "")]
    [InlineData("111122223333:role/nothing-here", "--external-id northwind-chatguard")]
    [InlineData("999988887777:role/ChatGuardRead", "--external-id northwind-chatguard")]
    public async Task ARoleThatDoesNotTrustTheCallerIsRefused(string role, string externalId)
    {
        var error = await aws.FailAsync($"sts assume-role --role-arn arn:aws:iam::{role} --role-session-name chatguard {externalId}", Cancel);
        Assert.Contains("(AccessDenied) when calling the AssumeRole operation", error, StringComparison.Ordinal);
        Assert.Contains($"User: arn:aws:sts::111122223333:assumed-role/ChatGuardHost/sandbox is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::{role}", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASessionEndsWithItsDuration()
    {
        var assumed = await aws.RunAsync("sts assume-role --role-arn arn:aws:iam::111122223333:role/ChatGuardRead --role-session-name short --external-id northwind-chatguard --duration-seconds 900", Cancel);
        var credentials = assumed["Credentials"]!;
        using var client = Client(credentials, (string?)credentials["SessionToken"]);
        Assert.Equal(System.Net.HttpStatusCode.OK, (await client.FormAsync("Action=GetCallerIdentity&Version=2011-06-15", Cancel)).Status);
        wall.Advance(TimeSpan.FromSeconds(901));
        var (status, body) = await client.FormAsync("Action=GetCallerIdentity&Version=2011-06-15", Cancel);
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, status);
        Assert.Contains("<Code>ExpiredToken</Code>", body, StringComparison.Ordinal);
        using var tokenless = Client(credentials, null);
        Assert.Contains("InvalidClientTokenId", (await tokenless.FormAsync("Action=GetCallerIdentity&Version=2011-06-15", Cancel)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASessionPolicyNarrowsTheSession()
    {
        const string Trail = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/legacy-trail";
        var assumed = await aws.RunAsync($$$"""sts assume-role --role-arn arn:aws:iam::111122223333:role/ChatGuardRemediate --role-session-name narrow --external-id northwind-chatguard --policy '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"cloudtrail:StartLogging","Resource":"{{{Trail}}}"}}'""", Cancel);
        var narrow = aws.With(assumed);
        await narrow.RunAsync($"cloudtrail start-logging --name {Trail} --region eu-west-1", Cancel);
        Assert.Contains("is not authorized to perform: cloudtrail:StopLogging", await narrow.FailAsync($"cloudtrail stop-logging --name {Trail} --region eu-west-1", Cancel), StringComparison.Ordinal);
        Assert.Contains("is not authorized to perform: cloudtrail:StartLogging", await narrow.FailAsync("cloudtrail start-logging --name arn:aws:cloudtrail:us-east-1:111122223333:trail/old-trail --region us-east-1", Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASessionCanDoNoMoreThanItsRole()
    {
        var reader = aws.With(await aws.RunAsync("sts assume-role --role-arn arn:aws:iam::111122223333:role/ChatGuardRead --role-session-name reader --external-id northwind-chatguard", Cancel));

        Assert.Contains("is not authorized to perform: cloudtrail:StartLogging", await reader.FailAsync("cloudtrail start-logging --name legacy-trail --region eu-west-1", Cancel), StringComparison.Ordinal);
        Assert.Contains("is not authorized to perform: iam:UpdateAccessKey", await reader.FailAsync("iam update-access-key --user-name olga.smirnova --access-key-id AKIA62USPARCSEXAMPLE --status Inactive", Cancel), StringComparison.Ordinal);
        await reader.RunAsync("cloudtrail get-trail-status --name legacy-trail --region eu-west-1", Cancel);
    }

    [Fact]
    public async Task ARoleThatTrustsNoSourceIdentityIsNotAssumedWithOne()
    {
        var error = await aws.FailAsync("sts assume-role --role-arn arn:aws:iam::111122223333:role/ChatGuardRead --role-session-name reader --external-id northwind-chatguard --source-identity somebody", Cancel);

        Assert.Contains("is not authorized to perform: sts:SetSourceIdentity on resource: arn:aws:iam::111122223333:role/ChatGuardRead", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RootOfAMemberIsAuditedAndStripped()
    {
        const string Audit = "--target-principal 222233334444 --task-policy-arn arn=arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials";
        Assert.Contains("AccessDenied", await aws.FailAsync("sts assume-root " + Audit, Cancel), StringComparison.Ordinal);
        await aws.RunAsync("iam enable-organizations-root-credentials-management", Cancel);

        var audit = aws.With(await aws.RunAsync("sts assume-root " + Audit, Cancel));
        var key = (string)(await audit.RunAsync("iam list-access-keys", Cancel))["AccessKeyMetadata"]![0]!["AccessKeyId"]!;
        var certificate = (string)(await audit.RunAsync("iam list-signing-certificates", Cancel))["Certificates"]![0]!["CertificateId"]!;
        Assert.Contains("AccessDenied", await audit.FailAsync($"iam delete-access-key --access-key-id {key}", Cancel), StringComparison.Ordinal);

        var delete = aws.With(await aws.RunAsync("sts assume-root --target-principal 222233334444 --task-policy-arn arn=arn:aws:iam::aws:policy/root-task/IAMDeleteRootUserCredentials", Cancel));
        await delete.RunAsync($"iam delete-access-key --access-key-id {key}", Cancel);
        await delete.RunAsync($"iam delete-signing-certificate --certificate-id {certificate}", Cancel);
        var summary = (await audit.RunAsync("iam get-account-summary", Cancel))["SummaryMap"]!;
        Assert.Equal(0, (int)summary["AccountAccessKeysPresent"]! + (int)summary["AccountSigningCertificatesPresent"]!);
    }

    private SignedClient Client(System.Text.Json.Nodes.JsonNode credentials, string? token) => new(server)
    {
        Service = "sts",
        Clock = wall,
        AccessKeyId = (string)credentials["AccessKeyId"]!,
        Secret = (string)credentials["SecretAccessKey"]!,
        Token = token,
    };
}
