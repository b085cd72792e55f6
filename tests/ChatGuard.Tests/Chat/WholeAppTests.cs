using ChatGuard.Core.Checks;
using System.Text.RegularExpressions;
using ChatGuard.Tests.Chat.Web;
using Microsoft.Playwright;
using Xunit;

namespace ChatGuard.Tests.Chat;

/// <summary>What a user of the web chat meets, on the real application. Set CHATGUARD_SCREENSHOTS to a folder to keep pictures of every answer.</summary>
public class WholeAppTests(WholeApp app) : IClassFixture<WholeApp>
{
    private static readonly string[] Asked =
    [
        "/aws posture", "posture --account northwind-legacy", "users-without-mfa", "rotate-report", "root-activity", "findings", "check access-key-age",
        "how user-mfa-enabled", "accounts", "help", "postrue", "check guardduty-features --account legacy",
    ];

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(380, ColorScheme.Dark)]
    public async Task EveryAnswerIsLegibleAndNoWiderThanThePage(int width, ColorScheme scheme)
    {
        await using var browser = await Browser.OpenAsync(app.Address, width, scheme: scheme);
        await PictureAsync(browser, $"{width}-{scheme}-0-empty");
        await browser.Field.PressSequentiallyAsync("/aws ");
        await PictureAsync(browser, $"{width}-{scheme}-0-completion");
        foreach (var (command, n) in Asked.Select((command, n) => (command, n + 1)))
        {
            var answer = await browser.AskAsync(command);
            await PictureAsync(browser, $"{width}-{scheme}-{n}-{command.Replace("/aws ", "").Split(' ')[0]}", answer);
        }

        Assert.Equal(width, await browser.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.True(await browser.Page.EvaluateAsync<bool>("(m => m.scrollWidth <= m.clientWidth)(document.querySelector('main'))"));
        Assert.Empty(await browser.Page.EvaluateAsync<string[]>(Web.Contrast.Script));
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task ACommandIsCompletedReadAloudAnsweredAndFollowedUp()
    {
        await using var browser = await Browser.OpenAsync(app.Address);
        await browser.Page.EvaluateAsync("() => { window.heard = []; new MutationObserver(() => heard.push(said.textContent)).observe(said, { childList: true }); }");
        await browser.Field.PressSequentiallyAsync("/aws post");
        await browser.Field.PressAsync("Tab");
        await browser.Field.PressSequentiallyAsync("--fr");
        await browser.Field.PressAsync("Tab");
        await Assertions.Expect(browser.Field).ToHaveValueAsync("/aws posture --fresh ");
        await browser.Field.PressAsync("Enter");

        var answer = browser.Page.Locator(".answered").Last;
        await Assertions.Expect(answer.GetByRole(AriaRole.Heading, new() { NameRegex = new("^Problem: 4 accounts: northwind-legacy F") })).ToBeVisibleAsync();
        await Assertions.Expect(answer.GetByRole(AriaRole.Row, new() { NameRegex = new("Critical root-mfa-enabled") })).ToHaveCountAsync(2);
        var heard = await browser.Page.EvaluateAsync<string[]>("heard");
        Assert.Contains(heard, line => line.Contains("northwind-", StringComparison.Ordinal) && !line.StartsWith("Answer", StringComparison.Ordinal));
        Assert.StartsWith("Answer: 4 accounts", heard[^1], StringComparison.Ordinal);

        await answer.GetByRole(AriaRole.Button, new() { NameRegex = new("failing checks of northwind-legacy") }).ClickAsync();
        await Assertions.Expect(browser.Page.GetByRole(AriaRole.Heading, new() { NameRegex = new(@"northwind-legacy: \d+ of 100") }).Last).ToBeVisibleAsync();
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task EachChannelKeepsItsOwnMessages()
    {
        await using var browser = await Browser.OpenAsync(app.Address);
        await browser.Page.GetByRole(AriaRole.Link, new() { Name = "general" }).ClickAsync();
        await Assertions.Expect(browser.Page.Locator("#empty")).ToBeVisibleAsync();

        // No other test that shares this application asks it.
        await browser.AskAsync("how iam-support-role");
        var answer = browser.Page.GetByRole(AriaRole.Heading, new() { NameRegex = new(Regex.Escape(Check.Find("iam-support-role")!.Title)) });
        await browser.Page.GetByRole(AriaRole.Link, new() { Name = "security" }).ClickAsync();
        await Assertions.Expect(answer).ToHaveCountAsync(0);
        await browser.Page.GetByRole(AriaRole.Link, new() { Name = "general" }).ClickAsync();
        await Assertions.Expect(answer).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("postrue", "posture")]
    [InlineData("check root-mfa-enbaled", "check root-mfa-enabled")]
    [InlineData("posture --account northwind-legcay", "posture --account northwind-legacy")]
    public async Task AMisspeltCommandOffersTheOneMeant(string typed, string meant)
    {
        await using var browser = await Browser.OpenAsync(app.Address);
        var answer = await browser.AskAsync(typed);
        await Assertions.Expect(answer.GetByRole(AriaRole.Heading, new() { NameRegex = new("^Warning: Not understood") })).ToBeVisibleAsync();
        await Assertions.Expect(answer.GetByRole(AriaRole.Button, new() { Name = meant, Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task TheKeyboardAloneReachesTheFieldAnAnswerAndItsChoices()
    {
        await using var browser = await Browser.OpenAsync(app.Address);
        var keyboard = browser.Page.Keyboard;
        await Assertions.Expect(browser.Field).ToBeFocusedAsync();
        await keyboard.TypeAsync("users-without-mfa");
        await keyboard.PressAsync("Enter");
        var fix = browser.Page.Locator(".answered").Last.GetByRole(AriaRole.Button, new() { Name = "How to fix" });
        await Assertions.Expect(fix).ToBeVisibleAsync();
        for (var press = 0; press < 10 && !await fix.EvaluateAsync<bool>("button => button === document.activeElement"); press++)
        {
            await keyboard.PressAsync("Shift+Tab");
        }

        await Assertions.Expect(fix).ToBeFocusedAsync();
        await keyboard.PressAsync("Enter");
        await Assertions.Expect(browser.Page.GetByRole(AriaRole.Heading, new() { Name = "How to fix: Console users have MFA" }).Last).ToBeVisibleAsync();
    }

    [Fact]
    public async Task PageUpAndPageDownReadOnFromTheField()
    {
        await using var browser = await Browser.OpenAsync(app.Address);
        await browser.AskAsync("posture --account northwind-legacy");
        var before = await browser.Page.EvaluateAsync<double>("document.querySelector('main').scrollTop");
        await browser.Field.PressAsync("PageDown");
        Assert.True(await browser.Page.EvaluateAsync<double>("document.querySelector('main').scrollTop") > before + 300);
        await browser.Field.PressAsync("PageUp");
        Assert.Equal(before, await browser.Page.EvaluateAsync<double>("document.querySelector('main').scrollTop"), 1.0);
    }

    [Fact]
    public async Task AScreenReaderFindsTheLandmarksTheMessagesAndTheTables()
    {
        await using var browser = await Browser.OpenAsync(app.Address);
        await browser.AskAsync("accounts");
        await Assertions.Expect(browser.Page.Locator("body")).ToMatchAriaSnapshotAsync("""
            - link "Skip to the message box"
            - heading "ChatGuard" [level=1]
            - navigation "Channels"
            - region "Commands"
            - banner:
              - heading "security" [level=2]
              - paragraph: /sandbox/
            - main "security":
              - list "Messages"
            - contentinfo:
              - text: Message
              - combobox "Message"
              - button "Send"
            - status: "Answer: 4 accounts"
            """);
        await Assertions.Expect(browser.Page.Locator(".answered").Last).ToMatchAriaSnapshotAsync("""
            - listitem:
              - strong: ChatGuard
              - article:
                - heading "4 accounts" [level=3]
                - region "Accounts":
                  - table "Accounts":
                    - rowgroup:
                      - row:
                        - columnheader "Account"
                    - rowgroup:
                      - row /northwind-legacy 111122223333 F/
                - note: /sandbox/
            """);
    }

    private static async Task PictureAsync(Browser browser, string name, ILocator? answer = null)
    {
        if (Environment.GetEnvironmentVariable("CHATGUARD_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await browser.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png") });
            if (answer is not null)
            {
                await browser.Page.SetViewportSizeAsync(browser.Page.ViewportSize!.Width, 3000);
                await answer.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-whole.png") });
                await browser.Page.SetViewportSizeAsync(browser.Page.ViewportSize!.Width, 800);
            }
        }
    }
}
