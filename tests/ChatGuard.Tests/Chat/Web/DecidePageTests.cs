using ChatGuard.Commands;
using ChatGuard.Core.Answers;
using Microsoft.Playwright;
using Xunit;

namespace ChatGuard.Tests.Chat.Web;

/// <summary>People and buttons on the page in a real browser. Set CHATGUARD_SCREENSHOTS to a folder to keep pictures.</summary>
public sealed class DecidePageTests
{
    private static readonly ChannelRef Security = new("web", "security");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OneSwitchesPeopleAndMessagesShowWhoWroteThem()
    {
        await using var browser = await Browser.OpenAsync(await WebChatHost.StartAsync());
        var people = browser.Page.GetByRole(AriaRole.Combobox, new() { Name = "You are" });
        await browser.AskAsync("nonsense");
        await people.SelectOptionAsync("web:quinn.baker");
        await Assertions.Expect(people).ToBeEnabledAsync();
        await browser.AskAsync("nonsense");
        await browser.Page.ReloadAsync();

        await Assertions.Expect(people).ToHaveValueAsync("web:quinn.baker");
        await Assertions.Expect(browser.Page.Locator(".asked .by bdi")).ToHaveTextAsync(["Anna Berg", "Quinn Baker"]);
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task AReasonIsAskedForInADialogByTheKeyboardAloneAndTheReplyIsSeenByTheClickerOnly()
    {
        var clicks = new List<Click>();
        var host = await WebChatHost.StartAsync(click: (click, _) =>
        {
            clicks.Add(click);
            return Task.FromResult(new Reply("", new Answer("You asked for this yourself, so somebody else has to approve it", Tone.Warning, [new Block.Text("Nothing was done.")]), []));
        });
        await using var browser = await Browser.OpenAsync(host);
        await using var other = await Browser.OpenAsync(host.Address);
        await host.Surface.PostAsync(Security, null, SampleAnswers.Buttons, "proposal/1", Stop);
        var approve = browser.Page.GetByRole(AriaRole.Button, new() { Name = "Approve: Deactivate access key AKIA7U4HH6OGNEXAMPLE of bob.tanaka" });
        await approve.FocusAsync();
        await browser.Page.Keyboard.PressAsync("Enter");
        var dialog = browser.Page.GetByRole(AriaRole.Dialog, new() { Name = "Approve" });
        await Assertions.Expect(dialog.GetByLabel("Reason")).ToBeFocusedAsync();
        await Assertions.Expect(dialog).ToContainTextAsync("Deactivate access key AKIA7U4HH6OGNEXAMPLE of bob.tanaka");
        await Assertions.Expect(dialog).ToContainTextAsync("You are Anna Berg.");
        await browser.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(approve).ToBeFocusedAsync();
        Assert.Empty(clicks);

        await browser.Page.Keyboard.PressAsync("Enter");
        await browser.Page.Keyboard.TypeAsync("Key is unused");
        await browser.Page.Keyboard.PressAsync("Control+Enter");
        var reply = browser.Page.Locator(".reply");
        await Assertions.Expect(reply).ToContainTextAsync("somebody else has to approve it");
        await Assertions.Expect(reply).ToHaveAttributeAsync("role", "status");
        await Assertions.Expect(approve).ToBeFocusedAsync();

        Assert.Equal(("web:anna.berg", Verb.Approve, "k3v9x2m4q7", "n-1", "Key is unused"), Assert.Single(clicks) is var click ? (click.By.Id, click.Verb, click.Proposal, click.Nonce, click.Reason) : default);
        await Assertions.Expect(other.Page.Locator(".answered")).ToHaveCountAsync(1);
        await Assertions.Expect(other.Page.GetByText("somebody else has to approve it")).ToHaveCountAsync(0);
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task AnEditedCardChangesInEveryOpenPageAndTheReplyAndTheFocusStay()
    {
        var host = await WebChatHost.StartAsync();
        await using var browser = await Browser.OpenAsync(host);
        await using var other = await Browser.OpenAsync(host.Address);
        var card = await host.Surface.PostAsync(Security, null, SampleAnswers.Buttons, "proposal/1", Stop);
        await other.Page.Locator(".answered").WaitForAsync();
        var undo = browser.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Undo") });
        await undo.ClickAsync();
        await Assertions.Expect(browser.Page.Locator(".reply")).ToContainTextAsync("Anna Berg may not Undo");

        await host.Surface.UpdateAsync(card, SampleAnswers.Buttons with { Title = "Verified", Tone = Tone.Good, Blocks = [new Block.Buttons([new("Undo", Verb.Undo, "k3v9x2m4q7", "n-2", "Verified")])] }, Stop);

        foreach (var page in new[] { browser.Page, other.Page })
        {
            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Good: Verified" })).ToBeVisibleAsync();
            await Assertions.Expect(page.Locator(".answered")).ToHaveCountAsync(1);
            await Assertions.Expect(page.Locator(".answered button")).ToHaveCountAsync(1);
            await Assertions.Expect(page.Locator("#said")).ToHaveTextAsync("Changed: Verified");
        }

        await Assertions.Expect(undo).ToBeFocusedAsync();
        await Assertions.Expect(undo).ToHaveAttributeAsync("data-nonce", "n-2");
        await Assertions.Expect(browser.Page.Locator(".reply")).ToContainTextAsync("Anna Berg may not Undo");
        await Assertions.Expect(other.Page.Locator(".reply")).ToBeEmptyAsync();
    }

    [Fact]
    public async Task WhileAClickIsUnderWayNoSecondOneIsSent()
    {
        var finish = new TaskCompletionSource();
        var clicks = 0;
        await using var browser = await Browser.OpenAsync(await WebChatHost.StartAsync(click: async (_, _) =>
        {
            clicks++;
            await finish.Task;
            return new Reply("", new Answer("Here is the plan", Tone.Good, []), []);
        }));
        var answer = await browser.AskAsync("buttons");
        var open = answer.GetByRole(AriaRole.Button, new() { NameRegex = new("^Open the plan") });
        await open.DblClickAsync();
        await open.ClickAsync(new() { Force = true });
        await Assertions.Expect(answer.Locator("button[aria-disabled=true]")).ToHaveCountAsync(7);
        finish.SetResult();

        await Assertions.Expect(answer.Locator(".reply")).ToContainTextAsync("Here is the plan");
        await Assertions.Expect(answer.Locator("button[aria-disabled=true]")).ToHaveCountAsync(0);
        Assert.Equal(1, clicks);
    }

    [Fact]
    public async Task BreakingTheGlassNeedsAReason()
    {
        await using var browser = await Browser.OpenAsync(await WebChatHost.StartAsync());
        var answer = await browser.AskAsync("buttons");
        await answer.GetByRole(AriaRole.Button, new() { NameRegex = new("^Break glass") }).ClickAsync();
        var dialog = browser.Page.GetByRole(AriaRole.Dialog, new() { Name = "Break glass" });
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Break glass" }).ClickAsync();
        await Assertions.Expect(dialog).ToBeVisibleAsync();
        await dialog.GetByLabel("Reason").FillAsync("Nobody answers");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Break glass" }).ClickAsync();

        await Assertions.Expect(answer.Locator(".reply")).ToContainTextAsync("may not BreakGlass");
        await Assertions.Expect(dialog).ToBeHiddenAsync();
    }

    [Fact]
    public async Task WithALoginOneSignsInFromThePageAndOutAgain()
    {
        await using var issuer = await TestIssuer.StartAsync();
        var host = await WebChatHost.StartAsync(source: "aws", settings: [$"ChatGuard:Web:Login:Authority={issuer.Address}", $"ChatGuard:Web:Login:ClientId={TestIssuer.ClientId}"]);
        await using var browser = await Browser.OpenAsync(host);
        await Assertions.Expect(browser.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in to ChatGuard" })).ToBeVisibleAsync();
        await Assertions.Expect(browser.Field).ToBeHiddenAsync();
        await PictureAsync(browser, "sign-in");
        issuer.Claims = claims => claims["aud"] = "another-client";
        await browser.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Assertions.Expect(browser.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The sign-in did not work");
        await PictureAsync(browser, "sign-in-failed");

        issuer.Claims = _ => { };
        await browser.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Assertions.Expect(browser.Page.Locator("#who")).ToHaveTextAsync("Grace Oduya");
        await browser.AskAsync("posture");
        await Assertions.Expect(browser.Page.Locator(".asked .by bdi")).ToHaveTextAsync("Grace Oduya");
        await PictureAsync(browser, "signed-in");

        await browser.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Assertions.Expect(browser.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in to ChatGuard" })).ToBeVisibleAsync();
        await Assertions.Expect(browser.Page.GetByText("Grace Oduya")).ToBeHiddenAsync();
    }

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(380, ColorScheme.Light)]
    [InlineData(380, ColorScheme.Dark)]
    public async Task ButtonsDialogAndReplyAreLegibleAndFit(int width, ColorScheme scheme)
    {
        await using var browser = await Browser.OpenAsync(await WebChatHost.StartAsync(), width, scheme: scheme);
        var answer = await browser.AskAsync("buttons");
        await answer.GetByRole(AriaRole.Button, new() { NameRegex = new("^Break glass") }).ClickAsync();
        await browser.Page.GetByLabel("Reason").FillAsync("The key is on a public page and nobody answers.");
        await PictureAsync(browser, $"decide-{width}-{scheme}-dialog");
        var poor = await browser.Page.EvaluateAsync<string[]>(Contrast.Script);
        await browser.Page.Keyboard.PressAsync("Control+Enter");
        await answer.Locator(".reply article").WaitForAsync();
        await PictureAsync(browser, $"decide-{width}-{scheme}-reply");

        Assert.Empty(poor);
        Assert.Empty(await browser.Page.EvaluateAsync<string[]>(Contrast.Script));
        Assert.Equal(width, await browser.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.True(await browser.Page.EvaluateAsync<bool>("(m => m.scrollWidth <= m.clientWidth)(document.querySelector('main'))"));
        Assert.Empty(browser.Complaints);
    }

    private static async Task PictureAsync(Browser browser, string name)
    {
        if (Environment.GetEnvironmentVariable("CHATGUARD_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await browser.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png") });
        }
    }
}
