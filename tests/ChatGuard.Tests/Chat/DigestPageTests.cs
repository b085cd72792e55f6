using ChatGuard.Core.Checks;
using ChatGuard.Schedules;
using ChatGuard.Store;
using ChatGuard.Tests.Chat.Web;
using Microsoft.Playwright;
using Xunit;

namespace ChatGuard.Tests.Chat;

/// <summary>A digest that nobody asked for, and the trend, as a reader of the page meets them. Set CHATGUARD_SCREENSHOTS to a folder to keep pictures.</summary>
public sealed class DigestPageTests : IDisposable
{
    private static readonly string[] Daily = ["--ChatGuard:Digests:0:Name=daily", "--ChatGuard:Digests:0:Channel=web:security", "--ChatGuard:Digests:0:Cron=0 0 0 ? * *"];

    private readonly TempDatabase database = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => database.Dispose();

    [Fact]
    public async Task ADigestAppearsWithoutAReloadAndIsThereAfterARestart()
    {
        await using (var app = await WholeApp.StartAsync(database, Daily))
        {
            await using var browser = await Browser.OpenAsync(app.Address);
            await Assertions.Expect(browser.Page.Locator("#empty")).ToBeVisibleAsync();
            await DigestAsync(app);
            await Assertions.Expect(Headline(browser)).ToBeVisibleAsync();
            await Assertions.Expect(Headline(browser)).ToBeInViewportAsync();
            await Assertions.Expect(Summary(browser)).ToHaveCountAsync(1);
            await Assertions.Expect(Details(browser)).ToBeHiddenAsync();
            await Summary(browser).ClickAsync();
            await Assertions.Expect(Details(browser)).ToBeVisibleAsync();
            Assert.Empty(browser.Complaints);
        }

        await using var again = await WholeApp.StartAsync(database, Daily);
        await using var reader = await Browser.OpenAsync(again.Address);
        await Assertions.Expect(Headline(reader)).ToHaveCountAsync(1);
        await Assertions.Expect(Summary(reader)).ToHaveCountAsync(1);
        await Assertions.Expect(reader.Page.Locator("#messages > li")).ToHaveCountAsync(1);
        await Summary(reader).FocusAsync();
        await reader.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Details(reader)).ToBeVisibleAsync();
        await Assertions.Expect(reader.Page.GetByRole(AriaRole.Button, new() { Name = "Trend", Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task AnOutageIsSaidAndAnsweredThroughAndLeavesNothingTwice()
    {
        await using var app = await WholeApp.StartAsync(database, Daily);
        await using var browser = await Browser.OpenAsync(app.Address);
        await DigestAsync(app);
        await Assertions.Expect(Summary(browser)).ToHaveCountAsync(1);
        var outage = browser.Page.Locator("#outage");
        await Assertions.Expect(outage).ToBeHiddenAsync();
        using (new Outage(database.ConnectionString))
        {
            await Assertions.Expect(outage).ToBeVisibleAsync();
            await browser.AskAsync("posture --account northwind-core");
            await Assertions.Expect(browser.Page.Locator("#messages > li")).ToHaveCountAsync(3);
        }

        await Assertions.Expect(outage).ToBeHiddenAsync();
        await Assertions.Expect(browser.Page.Locator("#messages > li")).ToHaveCountAsync(3);
        await app.Service<ChatGuard.Schedules.Delivery>().SweepAsync(Stop);
        await browser.Page.ReloadAsync();
        await Assertions.Expect(Headline(browser)).ToHaveCountAsync(1);
        await Assertions.Expect(Summary(browser)).ToHaveCountAsync(1);
        await Assertions.Expect(browser.Page.Locator("#messages > li")).ToHaveCountAsync(3);
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task ADigestsTablesCanBeDownloadedAndAccountsAreCompleted()
    {
        await using var app = await WholeApp.StartAsync(database, Daily);
        await DigestAsync(app);
        await using var browser = await Browser.OpenAsync(app.Address);
        await Assertions.Expect(Summary(browser)).ToHaveCountAsync(1);
        var download = await browser.Page.RunAndWaitForDownloadAsync(() => browser.Page.Locator("#messages > li > a.csv").ClickAsync());
        var csv = await File.ReadAllTextAsync(await download.PathAsync(), Stop);
        Assert.Matches("^chatguard-security-[0-9]+[.]csv$", download.SuggestedFilename);
        Assert.Contains("\nAccount,Score,Grade,Change,", csv, StringComparison.Ordinal);
        Assert.Contains("\n\nStale keys: ", csv, StringComparison.Ordinal);
        Assert.Matches(@"\nrotate,.*AKIA….{4},", csv);

        await browser.Field.PressSequentiallyAsync("posture --account lega");
        await Assertions.Expect(browser.Completions).ToHaveTextAsync(["northwind-legacy"]);
        await browser.Field.PressAsync("Tab");
        await Assertions.Expect(browser.Field).ToHaveValueAsync("posture --account northwind-legacy ");
        await Assertions.Expect(browser.Completions.Filter(new() { HasText = "northwind" })).ToHaveCountAsync(0);
        Assert.Empty(browser.Complaints);
    }

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(380, ColorScheme.Light)]
    [InlineData(380, ColorScheme.Dark)]
    public async Task TheDigestLeadsToAChartThatIsNamedAndLegible(int width, ColorScheme scheme)
    {
        await RememberScoresAsync();
        await using var app = await WholeApp.StartAsync(database, Daily);
        await DigestAsync(app);
        await using var browser = await Browser.OpenAsync(app.Address, width, scheme: scheme);
        await Summary(browser).ClickAsync();
        await Details(browser).WaitForAsync();
        await PictureAsync(browser, $"{width}-{scheme}-digest", browser.Page.Locator("#messages"));

        await browser.Page.GetByRole(AriaRole.Button, new() { Name = "Trend", Exact = true }).ClickAsync();
        var chart = browser.Page.GetByRole(AriaRole.Img, new() { NameRegex = new("^Score over 30 days") });
        await Assertions.Expect(chart).ToBeVisibleAsync();
        await Assertions.Expect(chart.Locator("g.line")).ToHaveCountAsync(4);
        await PictureAsync(browser, $"{width}-{scheme}-trend", browser.Page.Locator(".answered").Last);

        Assert.Equal(width, await browser.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.True(await browser.Page.EvaluateAsync<bool>("(m => m.scrollWidth <= m.clientWidth)(document.querySelector('main'))"));
        Assert.Empty(await browser.Page.EvaluateAsync<string[]>(Web.Contrast.Script));
        Assert.Empty(browser.Complaints);
    }

    private static ILocator Headline(Browser browser) => browser.Page.GetByRole(AriaRole.Heading, new() { NameRegex = new(@"First digest of \d{4}-\d\d-\d\d") });

    private static ILocator Summary(Browser browser) => browser.Page.Locator("#messages > li > details > summary").Filter(new() { HasTextRegex = new(@"^Details of the digest of \d{4}-\d\d-\d\d$") });

    private static ILocator Details(Browser browser) => browser.Page.GetByRole(AriaRole.Heading, new() { NameRegex = new(@"Details of the digest of \d{4}-\d\d-\d\d") });

    /// <summary>Makes the digest of today as the schedule does; the outbox then posts it.</summary>
    private static Task DigestAsync(WholeApp app) =>
        app.Service<DigestRunner>().RunDueAsync(app.Service<DigestPlans>().All[0], TimeProvider.System.GetUtcNow().AddDays(-1), Stop);

    /// <summary>A month of scores that rise, fall, begin late and have a gap.</summary>
    private async Task RememberScoresAsync()
    {
        using var store = new ChatGuard.Store.Store(new StoreOptions { ConnectionString = database.ConnectionString }, TimeProvider.System);
        await store.MigrateAsync(Stop);
        for (var ago = 29; ago > 0; ago--)
        {
            var at = TimeProvider.System.GetUtcNow().AddDays(-ago);
            await store.RecordAsync(App.Legacy, "northwind-legacy", at, new Posture([], 40 - ago / 2, "F"), Stop);
            await store.RecordAsync(App.Core, "northwind-core", at, new Posture([], 60 + ago, "C"), Stop);
            if (ago is < 20 and not (>= 8 and <= 11))
            {
                await store.RecordAsync(App.Lab, "northwind-lab", at, new Posture([], 70 + (ago % 7), "C"), Stop);
            }
        }
    }

    private static async Task PictureAsync(Browser browser, string name, ILocator part)
    {
        if (Environment.GetEnvironmentVariable("CHATGUARD_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await browser.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png") });
            await browser.Page.SetViewportSizeAsync(browser.Page.ViewportSize!.Width, 5000);
            await part.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-whole.png") });
            await browser.Page.SetViewportSizeAsync(browser.Page.ViewportSize!.Width, 800);
        }
    }
}
