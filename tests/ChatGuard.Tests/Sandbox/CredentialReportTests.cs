using System.Net;
using System.Text;
using System.Xml.Linq;
using ChatGuard.Sandbox;
using Xunit;

namespace ChatGuard.Tests.Sandbox;

public sealed class CredentialReportTests : IAsyncLifetime
{
    private const string Version = "&Version=2010-05-08";
    private static readonly XNamespace Iam = "https://iam.amazonaws.com/doc/2010-05-08/";
    private readonly ManualClock clock = new("2026-11-20T08:00:00Z");
    private readonly ManualClock wall = new("2026-11-20T08:00:00Z");
    private SandboxServer server = null!;
    private SignedClient client = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await SandboxServer.StartAsync(new SandboxOptions { Clock = clock, SignatureClock = wall }, Cancel);
        client = new SignedClient(server) { Clock = wall };
    }

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return server.DisposeAsync();
    }

    [Fact]
    public async Task AReportIsStartedThenInProgressThenComplete()
    {
        await Refused("ReportNotPresent", HttpStatusCode.Gone);
        Assert.Equal("STARTED", await GenerateAsync());
        await Refused("ReportInProgress", HttpStatusCode.NotFound);
        Assert.Equal("INPROGRESS", await GenerateAsync());
        wall.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal("COMPLETE", await GenerateAsync());
        Assert.StartsWith("user,arn,user_creation_time,", await ReportAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ForFourHoursTheReportKeepsItsBytes()
    {
        await ReadyAsync();
        var before = await ReportAsync();
        await client.XmlAsync("Action=DeleteLoginProfile&UserName=eve.lindqvist" + Version, Cancel);
        clock.Advance(TimeSpan.FromHours(4) - TimeSpan.FromSeconds(1));
        Assert.Equal("COMPLETE", await GenerateAsync());
        Assert.Equal(before, await ReportAsync());
        clock.Advance(TimeSpan.FromSeconds(1));
        await Refused("ReportExpired", HttpStatusCode.Gone);
        await ReadyAsync();
        Assert.Contains("user/eve.lindqvist,2024-09-11T05:00:00+00:00,false,N/A,N/A,N/A,false", await ReportAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<root_account>,arn:aws:iam::111122223333:root,2022-03-26T08:00:00+00:00,true,2026-11-18T06:00:00+00:00,not_supported,not_supported,false,true,2022-05-15T08:00:00+00:00,2026-10-20T08:00:00+00:00,us-east-1,iam,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A")]
    [InlineData("bob.tanaka,arn:aws:iam::111122223333:user/bob.tanaka,2023-08-08T05:00:00+00:00,true,2026-11-17T06:00:00+00:00,2025-10-06T05:00:00+00:00,N/A,false,true,2025-10-04T05:00:00+00:00,2026-11-18T07:00:00+00:00,eu-west-1,ec2,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A")]
    [InlineData("hiro.sato,arn:aws:iam::111122223333:user/hiro.sato,2025-10-16T05:00:00+00:00,true,2026-11-19T06:00:00+00:00,2026-08-27T05:00:00+00:00,N/A,true,true,2026-05-04T05:00:00+00:00,2026-11-20T07:00:00+00:00,eu-west-1,dynamodb,true,2026-10-31T05:00:00+00:00,2026-11-11T07:00:00+00:00,eu-west-1,dynamodb,false,N/A,false,N/A")]
    [InlineData("jana.novak,arn:aws:iam::111122223333:user/jana.novak,2026-09-21T05:00:00+00:00,true,no_information,2026-09-21T05:00:00+00:00,N/A,false,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A")]
    [InlineData("ivan.petrov,arn:aws:iam::111122223333:user/ivan.petrov,2024-04-14T05:00:00+00:00,true,2026-11-08T06:00:00+00:00,2026-08-24T05:00:00+00:00,N/A,true,false,2025-10-16T05:00:00+00:00,2026-04-29T07:00:00+00:00,N/A,s3,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A")]
    public async Task ARowTellsTheStory(string row)
    {
        await ReadyAsync();
        var rows = (await ReportAsync()).Split('\n');
        Assert.Equal(30, rows.Length);
        Assert.Contains(row, rows);
    }

    [Fact]
    public async Task APasswordThatExpiresShowsItsNextRotation()
    {
        var core = server.CredentialsFor("444455556666");
        using var other = new SignedClient(server) { Clock = wall, AccessKeyId = core.AccessKeyId, Secret = core.SecretAccessKey };
        await other.XmlAsync("Action=GenerateCredentialReport" + Version, Cancel);
        wall.Advance(TimeSpan.FromSeconds(1));
        var rows = Content(await other.XmlAsync("Action=GetCredentialReport" + Version, Cancel)).Split('\n');
        Assert.Equal(16, rows.Length);
        Assert.Contains("<root_account>,arn:aws:iam::444455556666:root,2025-03-20T08:00:00+00:00,true,2026-05-04T08:00:00+00:00,2026-05-04T08:00:00+00:00,not_supported,true,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A", rows);
        Assert.Contains("anna.berg,arn:aws:iam::444455556666:user/anna.berg,2025-03-30T05:00:00+00:00,true,2026-11-20T06:00:00+00:00,2026-10-21T05:00:00+00:00,2027-01-19T05:00:00+00:00,true,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A", rows);
    }

    private async Task ReadyAsync()
    {
        Assert.Equal("STARTED", await GenerateAsync());
        wall.Advance(TimeSpan.FromSeconds(1));
    }

    private async Task<string> GenerateAsync() => (string)(await client.XmlAsync("Action=GenerateCredentialReport" + Version, Cancel)).Descendants(Iam + "State").Single();

    private async Task<string> ReportAsync() => Content(await client.XmlAsync("Action=GetCredentialReport" + Version, Cancel));

    private static string Content(XElement answer) => Encoding.UTF8.GetString(Convert.FromBase64String((string)answer.Descendants(Iam + "Content").Single()));

    private async Task Refused(string code, HttpStatusCode status)
    {
        var (answered, body) = await client.FormAsync("Action=GetCredentialReport" + Version, Cancel);
        Assert.Equal(status, answered);
        Assert.Contains($"<Code>{code}</Code>", body, StringComparison.Ordinal);
    }
}
