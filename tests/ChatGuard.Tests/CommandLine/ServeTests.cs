using System.Net;
using System.Text.RegularExpressions;
using ChatGuard.Sandbox;
using Xunit;

namespace ChatGuard.Tests.CommandLine;

/// <summary><c>chatguard</c> and <c>chatguard sandbox</c> as processes: what they print, and how they stop.</summary>
public sealed partial class ServeTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TheSandboxPrintsWhatAClientNeedsAndStopsWhenAsked()
    {
        await using var sandbox = new Cli().Start("sandbox");
        var lines = Enumerable.Range(0, 4).Select(_ => sandbox.Line().Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
        Assert.Equal(["AWS_ACCESS_KEY_ID", "AWS_ENDPOINT_URL", "AWS_REGION", "AWS_SECRET_ACCESS_KEY"], lines.Keys.Order(StringComparer.Ordinal));

        var answer = await new Cli().With([.. lines.Select(line => (line.Key, line.Value))]).Account(0, "lab", App.Lab).RunAsync("ask", "accounts", "--json");
        Assert.Equal((0, "aws"), (answer.Exit, (string?)answer.Json["source"]));

        var result = await sandbox.TerminateAsync();
        Assert.Equal((0, "", ""), (result.Exit, result.Output, result.Error));
    }

    [Theory]
    [InlineData("--users", "5001")]
    [InlineData("--accounts", "2")]
    [InlineData("--fault", "iam=broken")]
    public async Task TheSandboxRefusesWhatItCannotBe(string option, string value)
    {
        var result = await new Cli().RunAsync("sandbox", option, value);

        Assert.Equal(1, result.Exit);
        Assert.Contains(option.TrimStart('-'), result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServingPrintsWhereTheWebChatIsAndStopsWhenAsked()
    {
        await using var serving = new Cli().Start("--urls", "http://127.0.0.1:0");
        var banner = serving.Banner();
        Assert.Contains("sandbox: northwind-legacy", banner, StringComparison.Ordinal);
        Assert.Contains("Surfaces  web", banner, StringComparison.Ordinal);

        using var client = new HttpClient { BaseAddress = new Uri(Address().Match(banner).Value) };
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live", Stop)).StatusCode);
        Assert.Contains("ChatGuard", await client.GetStringAsync("/", Stop), StringComparison.Ordinal);

        var result = await serving.TerminateAsync();
        Assert.Equal((0, ""), (result.Exit, result.Error));
    }

    [Fact]
    public async Task WithRealAccountsTheBannerNamesThem()
    {
        await using var server = await SandboxServer.StartAsync(new SandboxOptions(), Stop);
        await using var serving = new Cli().At(server).Account(0, "core", App.Core).Start("--urls", "http://127.0.0.1:0");
        var banner = serving.Banner();

        Assert.Contains($"core ({App.Core})", banner, StringComparison.Ordinal);
        Assert.DoesNotContain("sandbox", banner, StringComparison.Ordinal);
        Assert.Equal(0, (await serving.TerminateAsync()).Exit);
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://*:0")]
    [InlineData("http://[::]:0")]
    public async Task WithRealAccountsItRefusesToListenForOtherComputers(string address)
    {
        var result = await new Cli().Account(0, "core", App.Core).With(("AWS_REGION", "us-east-1")).RunAsync("--urls", address);

        Assert.Equal(1, result.Exit);
        Assert.Empty(result.Output);
        Assert.Contains("this computer only", result.Error, StringComparison.Ordinal);
    }

    /// <summary>Quartz itself refuses a trigger that never fires; the other digests must not suffer from it.</summary>
    [Fact]
    public async Task ADigestThatNeverComesAgainKeepsNothingFromStarting()
    {
        await using var serving = new Cli().With(
            ("ChatGuard__Digests__0__Name", "over"), ("ChatGuard__Digests__0__Channel", "web:security"), ("ChatGuard__Digests__0__Cron", "0 0 8 1 1 ? 2020"),
            ("ChatGuard__Digests__1__Name", "daily"), ("ChatGuard__Digests__1__Channel", "web:security")).Start("--urls", "http://127.0.0.1:0");
        var banner = serving.Banner();

        using var client = new HttpClient { BaseAddress = new Uri(Address().Match(banner).Value) };
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/ready", Stop)).StatusCode);
        var result = await serving.TerminateAsync();
        Assert.Equal((0, ""), (result.Exit, result.Error));
    }

    [Fact]
    public async Task AnAddressThatIsTakenIsRefusedInOneLine()
    {
        await using var server = await SandboxServer.StartAsync(new SandboxOptions(), Stop);
        var result = await new Cli().RunAsync("--urls", $"http://127.0.0.1:{server.Url.Port}");

        Assert.Equal(1, result.Exit);
        Assert.Contains("ChatGuard cannot start", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [GeneratedRegex("http://127.0.0.1:[0-9]+", RegexOptions.None, 1000)]
    private static partial Regex Address();
}
