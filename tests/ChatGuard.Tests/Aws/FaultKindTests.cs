using ChatGuard.Core.Snapshots;
using ChatGuard.Sandbox;
using ChatGuard.Sandbox.Services.Iam;
using Xunit;

namespace ChatGuard.Tests.Aws;

/// <summary>Whatever AWS, the network or a proxy does to one call: the reading ends, says what is missing and why, and shows the rest.</summary>
public sealed class FaultKindTests
{
    private const string Global = "iam:GetAccountPasswordPolicy";
    private const string Regional = "guardduty:ListDetectors@eu-west-1";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Global, "throttle", "Throttling")]
    [InlineData(Regional, "throttle", "TooManyRequestsException ThrottlingException")]
    [InlineData(Global, "error500", "ServiceFailure InternalFailure")]
    [InlineData(Regional, "error500", "InternalServerErrorException InternalFailure")]
    [InlineData(Global, "drop", "Unreachable Truncated")]
    [InlineData(Regional, "drop", "Unreachable Truncated")]
    [InlineData(Global, "truncate", "Truncated")]
    [InlineData(Regional, "truncate", "Truncated")]
    [InlineData(Global, "html", "Malformed")]
    [InlineData(Regional, "html", "Malformed")]
    public async Task OneBrokenCallIsUnreadableAndTheRestIsRead(string operation, string kind, string errors)
    {
        await using var server = await SandboxServer.StartAsync(new SandboxOptions { Faults = [$"{operation}={kind}"] }, Stop);
        OnlyThisIsMissing(await Reading.CoreAsync(server), operation, errors);
    }

    [Theory]
    [InlineData(Global)]
    [InlineData(Regional)]
    public async Task ACallThatTakesTooLongIsUnreadableAndTheRestIsRead(string operation)
    {
        await using var server = await SandboxServer.StartAsync(new SandboxOptions { Faults = [$"{operation}=latency:60000"] }, Stop);
        OnlyThisIsMissing(await Reading.CoreAsync(server, timeout: TimeSpan.FromSeconds(15)), operation, "Timeout");
    }

    [Theory]
    [InlineData(Global, "throttle:1")]
    [InlineData(Regional, "throttle:1")]
    [InlineData(Global, "error500x1")]
    [InlineData(Regional, "error500x1")]
    [InlineData(Global, "dropx1")]
    [InlineData(Regional, "dropx1")]
    public async Task AFaultThatPassesIsTriedAgain(string operation, string kind)
    {
        await using var server = await SandboxServer.StartAsync(new SandboxOptions { Faults = [$"{operation}={kind}"] }, Stop);

        Assert.Empty(UnreadableSections.Of(await Reading.CoreAsync(server)));
        Assert.Equal(2, server.CountCalls(App.Core, operation.Split(':')[0], operation.Split(':', '@')[1], operation == Global ? null : "eu-west-1"));
    }

    [Theory]
    [InlineData("user,arn,mfa_active\nanna,arn:aws:iam::444455556666:user/anna,true", "password_enabled")]
    [InlineData("user,arn,mfa_active,password_enabled,access_key_1_active,access_key_2_active\nanna,arn:aws:iam::444455556666:user/anna,true", "malformed")]
    [InlineData("user,arn,mfa_active,password_enabled,access_key_1_active,access_key_2_active\nanna,arn:aws:iam::444455556666:user/anna,perhaps,true,false,false", "mfa_active of anna")]
    [InlineData("", "credential report")]
    public async Task AMalformedCredentialReportIsUnreadable(string content, string said)
    {
        await using var server = await SandboxServer.StartAsync(new SandboxOptions(), Stop);
        var now = TimeProvider.System.GetUtcNow();
        server.Organization.Find(App.Core)!.Iam.Report = new CredentialReportState(content, now, now);
        var snapshot = await Reading.CoreAsync(server);

        var reason = Assert.Single(snapshot.Credentials.Reasons);
        Assert.Equal(("credential-report", "iam:GetCredentialReport", "Malformed"), (reason.Section, reason.Action, reason.Error));
        Assert.Contains(said, reason.Message, StringComparison.Ordinal);
        Assert.Empty(snapshot.Authorization.Reasons);
    }

    [Fact]
    public async Task AListWhosePagesNeverEndIsTruncated()
    {
        await using var server = await SandboxServer.StartAsync(new SandboxOptions(), Stop);
        await using var proxy = await RewritingProxy.StartAsync(
            server.Url, "Action=ListVirtualMFADevices", """
            <ListVirtualMFADevicesResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListVirtualMFADevicesResult>
            <VirtualMFADevices/><IsTruncated>true</IsTruncated><Marker>again</Marker></ListVirtualMFADevicesResult></ListVirtualMFADevicesResponse>
            """, Stop);
        var snapshot = await Reading.CoreAsync(server, endpoint: proxy.Url);

        var reason = Assert.Single(UnreadableSections.Of(snapshot));
        Assert.Equal(("mfa-devices", "iam:ListVirtualMFADevices", "Truncated"), (reason.Section, reason.Action, reason.Error));
    }

    private static void OnlyThisIsMissing(AccountSnapshot snapshot, string operation, string errors)
    {
        var reason = Assert.Single(UnreadableSections.Of(snapshot));
        Assert.Equal((operation.Split('@')[0], operation == Global ? null : "eu-west-1"), (reason.Action, reason.Region));
        Assert.Contains(reason.Error, errors.Split(' '));
        Assert.False(string.IsNullOrWhiteSpace(reason.Message));
    }
}
