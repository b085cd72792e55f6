using System.Net;
using System.Xml.Linq;
using ChatGuard.Sandbox;
using Xunit;

namespace ChatGuard.Tests.Sandbox;

public sealed class FaultTests : IAsyncLifetime
{
    private const string Summary = "Action=GetAccountSummary&Version=2010-05-08";
    private const string Off = "Action=UpdateAccessKey&UserName=bob.tanaka&AccessKeyId=AKIA7U4HH6OGNEXAMPLE&Status=Inactive&Version=2010-05-08";
    private static readonly XNamespace Iam = "https://iam.amazonaws.com/doc/2010-05-08/";
    private readonly ManualClock wall = new("2026-11-20T08:00:00Z");
    private SandboxServer server = null!;
    private SignedClient client = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await SandboxServer.StartAsync(new SandboxOptions { Clock = wall, SignatureClock = wall }, Cancel);
        client = new SignedClient(server) { Clock = wall };
    }

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return server.DisposeAsync();
    }

    [Theory]
    [InlineData("iam:GetAccountSummary=deny", 403, "<Code>AccessDenied</Code><Message>User: arn:aws:sts::111122223333:assumed-role/ChatGuardHost/sandbox is not authorized to perform: iam:GetAccountSummary on resource: *")]
    [InlineData("iam:Get*#111122223333=throttle", 400, "<Code>Throttling</Code><Message>Rate exceeded</Message>")]
    [InlineData("*:*@us-east-1=error500", 500, "<Type>Receiver</Type><Code>InternalFailure</Code>")]
    [InlineData("iam:*=error503", 503, "<Code>ServiceUnavailable</Code>")]
    [InlineData("iam:*=html", 200, "<!DOCTYPE html>")]
    [InlineData("iam:*=html:502", 502, "<!DOCTYPE html>")]
    public async Task AFaultStrikesItsCalls(string spec, int status, string expected)
    {
        server.Faults.Add(spec);
        var (answered, body) = await client.FormAsync(Summary, Cancel);
        Assert.Equal(status, (int)answered);
        Assert.Contains(expected, body, StringComparison.Ordinal);
        server.Faults.Clear();
        Assert.Equal(HttpStatusCode.OK, (await client.FormAsync(Summary, Cancel)).Status);
    }

    [Theory]
    [InlineData("iam:ListUsers=deny")]
    [InlineData("sts:*=deny")]
    [InlineData("iam:*@eu-west-1=deny")]
    [InlineData("iam:*#444455556666=deny")]
    public async Task AFaultSparesOtherCalls(string spec)
    {
        server.Faults.Add(spec);
        Assert.Equal(HttpStatusCode.OK, (await client.FormAsync(Summary, Cancel)).Status);
    }

    [Theory]
    [InlineData("iam:GetAccountSummary=throttle:2")]
    [InlineData("iam:GetAccountSummary=error500x2")]
    [InlineData("iam:GetAccountSummary=denyx2")]
    public async Task ACountedFaultWearsOff(string spec)
    {
        server.Faults.Add(spec);
        var answers = new List<bool>();
        for (var n = 0; n < 4; n++)
        {
            answers.Add((await client.FormAsync(Summary, Cancel)).Status == HttpStatusCode.OK);
        }

        Assert.Equal([false, false, true, true], answers);
    }

    [Theory]
    [InlineData("iam:*=drop")]
    [InlineData("iam:*=truncate")]
    public async Task ABrokenConnectionIsNoAnswer(string spec)
    {
        server.Faults.Add(spec);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.FormAsync(Summary, Cancel));
    }

    [Fact]
    public async Task LatencyIsWaitedBeforeTheAnswer()
    {
        server.Faults.Add("iam:GetAccountSummary=latency:300");
        var before = TimeProvider.System.GetTimestamp();
        Assert.Equal(HttpStatusCode.OK, (await client.FormAsync(Summary, Cancel)).Status);
        Assert.True(TimeProvider.System.GetElapsedTime(before) >= TimeSpan.FromMilliseconds(290));
    }

    [Fact]
    public async Task AStaleReadSeesAWriteOnlyLater()
    {
        server.Faults.Add("iam:*=stale:5");
        await client.XmlAsync(Off, Cancel);
        Assert.Equal("Active", await StatusAsync());
        wall.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal("Active", await StatusAsync());
        wall.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("Inactive", await StatusAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("iam=deny")]
    [InlineData("iam:ListUsers")]
    [InlineData("iam:ListUsers=explode")]
    [InlineData("iam:ListUsers=latency")]
    [InlineData("iam:ListUsers=stale")]
    [InlineData("iam:ListUsers=error")]
    [InlineData("iam:ListUsers#12=deny")]
    public void ABadSpecTellsTheRightForm(string spec)
    {
        var error = Assert.Throws<FormatException>(() => SandboxFault.Parse(spec));
        Assert.Contains("<service>:<Operation or *>[@region][#account]=", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFaultOfTheOptionsIsInForceFromTheStart()
    {
        await using var faulty = await SandboxServer.StartAsync(new SandboxOptions { Faults = ["iam:*=deny"] }, Cancel);
        using var caller = new SignedClient(faulty);
        Assert.Equal(HttpStatusCode.Forbidden, (await caller.FormAsync(Summary, Cancel)).Status);
        await Assert.ThrowsAsync<FormatException>(() => SandboxServer.StartAsync(new SandboxOptions { Faults = ["nonsense"] }, Cancel));
    }

    private async Task<string> StatusAsync() =>
        (string)(await client.XmlAsync("Action=ListAccessKeys&UserName=bob.tanaka&Version=2010-05-08", Cancel)).Descendants(Iam + "Status").Single();
}
