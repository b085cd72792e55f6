using System.Text.RegularExpressions;
using ChatGuard.Schedules;
using ChatGuard.Tests.Chat.Web;
using Microsoft.Playwright;
using Xunit;

namespace ChatGuard.Tests.Chat;

/// <summary>From a digest's button to the undo, by two people in a real browser. Set CHATGUARD_SCREENSHOTS to a folder to keep pictures.</summary>
public sealed class ApprovalPageTests : IDisposable
{
    private static readonly string[] Settings =
    [
        "--ChatGuard:Digests:0:Name=daily", "--ChatGuard:Digests:0:Channel=web:security", "--ChatGuard:Digests:0:Cron=0 0 0 ? * *", "--ChatGuard:Digests:0:Accounts:0=northwind-legacy", "--ChatGuard:Remediation:Pause=00:00:00.5",
    ];

    private readonly TempDatabase database = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => database.Dispose();

    [Fact]
    public async Task ADigestsButtonOpensAPlanThatTwoOthersApproveAndThatIsVerifiedLiveAndUndone()
    {
        await using var app = await WholeApp.StartAsync(database, Settings);
        await app.Service<DigestRunner>().RunDueAsync(app.Service<DigestPlans>().All[0], TimeProvider.System.GetUtcNow().AddDays(-1), Stop);
        await using var browser = await Browser.OpenAsync(app.Address, height: 1000);
        await using var other = await Browser.OpenAsync(app.Address, height: 1000);
        var open = browser.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("access-key-age: bob.tanaka in northwind-legacy") });
        await open.ScrollIntoViewIfNeededAsync();
        await PictureAsync(browser, "1-digest");
        await open.ClickAsync();
        await Assertions.Expect(browser.Page.Locator(".reply").First).ToContainTextAsync("To be approved by 2 people");
        var card = Card(browser);
        await Assertions.Expect(card.GetByRole(AriaRole.Heading, new() { NameRegex = new("To be approved") })).ToBeVisibleAsync();
        await PictureAsync(browser, "2-plan", card);

        await BeAsync(browser, "web:quinn.baker");
        await DecideAsync(browser, card, "let me");
        await Assertions.Expect(card.Locator(":scope > .reply")).ToContainTextAsync("You are not an approver");
        await BeAsync(browser, "web:bob.tanaka");
        await DecideAsync(browser, card, "it is mine");
        await Assertions.Expect(card.Locator(":scope > .reply")).ToContainTextAsync("These are your own credentials");
        await PictureAsync(browser, "3-refused", card);

        await BeAsync(browser, "web:anna.berg");
        await DecideAsync(browser, card, "the key is too old");
        foreach (var each in new[] { browser, other })
        {
            await Assertions.Expect(Card(each).GetByRole(AriaRole.Heading, new() { NameRegex = new("1 of 2 approved") })).ToBeVisibleAsync();
        }

        await PictureAsync(browser, "4-one-of-two", card);
        await BeAsync(other, "web:ben.cole");
        await DecideAsync(other, Card(other), "bob has a new one");
        await Assertions.Expect(Card(other).Locator(":scope > .reply")).ToContainTextAsync("You approved; it is being executed now");
        foreach (var each in new[] { browser, other })
        {
            await Assertions.Expect(Card(each).GetByRole(AriaRole.Heading, new() { NameRegex = new("Done and verified") })).ToBeVisibleAsync();
        }

        await PictureAsync(browser, "5-verified", card);
        await BeAsync(browser, "web:quinn.baker");
        await card.GetByRole(AriaRole.Button, new() { NameRegex = new("^Undo") }).ClickAsync();
        await Assertions.Expect(Undo(browser)).ToBeVisibleAsync();
        await PictureAsync(browser, "6-undo", Undo(browser));
        await BeAsync(browser, "web:anna.berg");
        await DecideAsync(browser, Undo(browser), "the build broke");
        await DecideAsync(other, Undo(other), "");
        await Assertions.Expect(card.GetByRole(AriaRole.Heading, new() { NameRegex = new("Undone: Deactivate") })).ToBeVisibleAsync();
        await Assertions.Expect(Undo(browser).GetByRole(AriaRole.Heading, new() { NameRegex = new("Done and verified") })).ToBeVisibleAsync();
        await PictureAsync(browser, "7-undone", card);
        await PictureAsync(browser, "8-page");
        Assert.Empty(browser.Complaints);
        Assert.Empty(other.Complaints);
    }

    private static ILocator Card(Browser browser) => Message(browser, new("(?<!Undo): Deactivate"));

    private static ILocator Undo(Browser browser) => Message(browser, new("Undo: Deactivate"));

    private static ILocator Message(Browser browser, Regex heading) => browser.Page.Locator(".answered").Filter(new() { Has = browser.Page.Locator(":scope > article > h3", new() { HasTextRegex = heading }) });

    private static async Task BeAsync(Browser browser, string who)
    {
        var people = browser.Page.GetByRole(AriaRole.Combobox, new() { Name = "You are" });
        await people.SelectOptionAsync(who);
        await Assertions.Expect(people).ToBeEnabledAsync();
    }

    private static async Task DecideAsync(Browser browser, ILocator card, string reason)
    {
        await card.GetByRole(AriaRole.Button, new() { NameRegex = new("^Approve") }).ClickAsync();
        await browser.Page.GetByLabel("Reason").FillAsync(reason);
        await browser.Page.Keyboard.PressAsync("Control+Enter");
    }

    private static async Task PictureAsync(Browser browser, string name, ILocator? part = null)
    {
        if (Environment.GetEnvironmentVariable("CHATGUARD_SCREENSHOTS") is { Length: > 0 } folder)
        {
            var path = Path.Combine(folder, $"approval-{name}.png");
            _ = part is null ? await browser.Page.ScreenshotAsync(new() { Path = path }) : await part.ScreenshotAsync(new() { Path = path });
        }
    }
}
