using ChatGuard.Commands;
using ChatGuard.Core.Answers;
using Microsoft.Playwright;
using Xunit;

namespace ChatGuard.Tests.Chat.Web;

/// <summary>The page in a real browser. Set CHATGUARD_SCREENSHOTS to a folder to keep pictures of it, wide and narrow, light and dark.</summary>
public class PageTests
{
    [Fact]
    public async Task ACommandIsCompletedSentAndAnswered()
    {
        await using var browser = await Browser.OpenAsync(await WebChatHost.StartAsync());
        await browser.Field.PressSequentiallyAsync("/aws po");
        await Assertions.Expect(browser.Field).ToHaveAttributeAsync("aria-expanded", "true");
        await Assertions.Expect(browser.Completions.First).ToHaveAttributeAsync("aria-selected", "true");
        await browser.Field.PressAsync("Tab");
        await Assertions.Expect(browser.Field).ToHaveValueAsync("/aws posture ");
        await browser.Field.PressAsync("Enter");

        await Assertions.Expect(browser.Page.GetByRole(AriaRole.Heading, new() { Name = "Posture of northwind-legacy" })).ToBeVisibleAsync();
        await Assertions.Expect(browser.Page.GetByRole(AriaRole.Table, new() { Name = "Checks, worst first" })).ToBeVisibleAsync();
        await Assertions.Expect(browser.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("Answer: Posture");
        await Assertions.Expect(browser.Field).ToHaveValueAsync("");
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task ArgumentsAreOfferedByTheArrowsAndEscapeCloses()
    {
        await using var browser = await Browser.OpenAsync(await WebChatHost.StartAsync());
        await browser.Field.PressSequentiallyAsync("how ");
        await browser.Field.PressAsync("ArrowDown");
        await browser.Field.PressAsync("ArrowDown");
        await browser.Field.PressAsync("Enter");

        await Assertions.Expect(browser.Field).ToHaveValueAsync("how root-no-access-keys ");
        await browser.Field.PressSequentiallyAsync("c");
        await browser.Field.PressAsync("Escape");
        await Assertions.Expect(browser.Field).ToHaveAttributeAsync("aria-expanded", "false");
        await Assertions.Expect(browser.Completions).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task TheArrowsWalkWhatWasSentAndTheDraftComesBack()
    {
        await using var browser = await Browser.OpenAsync(await WebChatHost.StartAsync());
        await browser.AskAsync("posture");
        await browser.AskAsync("every-block");
        await browser.Page.ReloadAsync();
        await browser.Page.Locator(".answered").Nth(1).WaitForAsync();
        await browser.Field.FillAsync("zzz");

        await browser.Field.PressAsync("ArrowUp");
        await Assertions.Expect(browser.Field).ToHaveValueAsync("every-block");
        await browser.Field.PressAsync("ArrowUp");
        await Assertions.Expect(browser.Field).ToHaveValueAsync("posture");
        await browser.Field.PressAsync("ArrowDown");
        await browser.Field.PressAsync("ArrowDown");
        await Assertions.Expect(browser.Field).ToHaveValueAsync("zzz");
    }

    [Fact]
    public async Task AChoiceSendsItsCommand()
    {
        await using var browser = await Browser.OpenAsync(await WebChatHost.StartAsync());
        var answer = await browser.AskAsync("nonsense");
        await answer.GetByRole(AriaRole.Button, new() { Name = "Posture" }).ClickAsync();

        await Assertions.Expect(browser.Page.GetByRole(AriaRole.Heading, new() { Name = "Posture of northwind-legacy" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task HostileNamesStayText()
    {
        await using var browser = await Browser.OpenAsync(await WebChatHost.StartAsync());
        await browser.AskAsync("<img src=x onerror=alert(1)>");
        var answer = await browser.AskAsync("hostile");

        await Assertions.Expect(answer.GetByRole(AriaRole.Heading, new() { Name = "<script>alert(1)</script>" })).ToBeVisibleAsync();
        Assert.Equal(0, await browser.Page.Locator("#messages").Locator("script, img, style, i, b, u, a:not(.csv)").CountAsync());
        Assert.Empty(browser.Complaints);
    }

    [Theory]
    [InlineData(380)]
    [InlineData(320)]
    [InlineData(800)]
    public async Task NothingIsWiderThanThePage(int width)
    {
        await using var browser = await Browser.OpenAsync(await WebChatHost.StartAsync(), width);
        foreach (var command in SampleAnswers.Names)
        {
            await browser.AskAsync(command);
        }

        Assert.Empty(await browser.Page.EvaluateAsync<string[]>(
            "[...document.querySelectorAll('.top, .top *, main, .composer *, #messages, .asked *, .answer, .answer > *, .note *, td')].filter(e => !e.closest('.table') || innerWidth <= 760).filter(e => e.getBoundingClientRect().right > innerWidth + 0.5).map(e => e.outerHTML.slice(0, 80))"));
        Assert.Equal(width, await browser.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.True(await browser.Page.EvaluateAsync<bool>("(m => m.scrollWidth <= m.clientWidth)(document.querySelector('main'))"));
    }

    [Fact]
    public async Task TheDrawerOpensOnANarrowPageAndGivesTheFocusBack()
    {
        await using var browser = await Browser.OpenAsync(await WebChatHost.StartAsync(), width: 380);
        var menu = browser.Page.GetByRole(AriaRole.Button, new() { Name = "Channels and commands" });
        await Assertions.Expect(browser.Page.GetByRole(AriaRole.Link, new() { Name = "general" })).ToBeHiddenAsync();
        await menu.ClickAsync();
        await Assertions.Expect(browser.Page.GetByRole(AriaRole.Link, new() { Name = "security" })).ToBeFocusedAsync();
        await PictureAsync(browser, "drawer");
        await browser.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(menu).ToBeFocusedAsync();

        await menu.ClickAsync();
        await browser.Page.GetByRole(AriaRole.Link, new() { Name = "general" }).ClickAsync();
        await Assertions.Expect(browser.Page.GetByRole(AriaRole.Heading, new() { Name = "general" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task ALostConnectionSaysWhatToDoAndKeepsTheText()
    {
        await using var browser = await Browser.OpenAsync(await WebChatHost.StartAsync());
        await browser.Page.RouteAsync("**/messages", route => route.AbortAsync());
        await browser.Field.FillAsync("posture");
        await browser.Field.PressAsync("Enter");

        await Assertions.Expect(browser.Page.Locator(".problem")).ToContainTextAsync("ChatGuard cannot be reached");
        await Assertions.Expect(browser.Page.Locator(".problem")).ToBeVisibleAsync();
        await Assertions.Expect(browser.Field).ToHaveValueAsync("posture");
        await PictureAsync(browser, "problem");
        await browser.Page.UnrouteAsync("**/messages");
        await browser.Page.GetByRole(AriaRole.Button, new() { Name = "Send again" }).ClickAsync();
        await Assertions.Expect(browser.Page.GetByRole(AriaRole.Heading, new() { Name = "Posture of northwind-legacy" })).ToBeVisibleAsync();
        await Assertions.Expect(browser.Page.Locator(".asked")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task ProgressIsShownAndSaidWhileAWSIsRead()
    {
        var finish = new TaskCompletionSource();
        await using var browser = await Browser.OpenAsync(await WebChatHost.StartAsync(async (question, _) =>
        {
            question.Progress!.Report("Reading the credential report");
            await finish.Task;
            return new Reply("x", new Answer("Done", Tone.Good, []), []);
        }));
        await browser.Field.FillAsync("posture");
        await browser.Field.PressAsync("Enter");

        await Assertions.Expect(browser.Page.Locator("#progress")).ToHaveTextAsync("Reading the credential report");
        await Assertions.Expect(browser.Page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Reading the credential report");
        await PictureAsync(browser, "working");
        finish.SetResult();
        await Assertions.Expect(browser.Page.Locator("#working")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task AChannelIsCalledEmptyOnlyOnceItIsRead()
    {
        await using var browser = await Browser.OpenAsync(await WebChatHost.StartAsync());
        var (asked, read) = (new TaskCompletionSource(), new TaskCompletionSource());
        await browser.Page.RouteAsync("**/channels/general/messages?*", async route =>
        {
            asked.TrySetResult();
            await read.Task;
            await route.ContinueAsync();
        });
        await browser.Page.GetByRole(AriaRole.Link, new() { Name = "general" }).ClickAsync();
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.False(await browser.Page.Locator("#empty").IsVisibleAsync());
        read.SetResult();
        await Assertions.Expect(browser.Page.Locator("#empty")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task AnAnswerThatComesWhileAnotherChannelIsReadIsThereOnComingBack()
    {
        var finish = new TaskCompletionSource();
        await using var browser = await Browser.OpenAsync(await WebChatHost.StartAsync(async (_, _) =>
        {
            await finish.Task;
            return new Reply("x", new Answer("Done", Tone.Good, []), []);
        }));
        await browser.Field.FillAsync("posture");
        await browser.Field.PressAsync("Enter");
        await browser.Page.GetByRole(AriaRole.Link, new() { Name = "general" }).ClickAsync();
        await Assertions.Expect(browser.Page.Locator("#empty")).ToBeVisibleAsync();
        await browser.Page.GetByRole(AriaRole.Link, new() { Name = "security" }).ClickAsync();
        await Assertions.Expect(browser.Page.Locator(".asked")).ToHaveCountAsync(1);
        finish.SetResult();

        await Assertions.Expect(browser.Page.GetByRole(AriaRole.Heading, new() { Name = "Done" })).ToHaveCountAsync(1);
        await Assertions.Expect(browser.Page.Locator(".asked")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task WhatAnotherTabAskedAppears()
    {
        var host = await WebChatHost.StartAsync();
        await using var browser = await Browser.OpenAsync(host);
        await browser.Page.Locator("#empty").WaitForAsync();
        using var client = host.Client();
        using var _ = await client.PostAsync("/web/channels/security/messages", new StringContent("{\"text\":\"every-block\"}", System.Text.Encoding.UTF8, "application/json"));

        await Assertions.Expect(browser.Page.GetByRole(AriaRole.Heading, new() { Name = "Every block and mark" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task EveryControlHasANameAndThePageItsLandmarks()
    {
        await using var browser = await Browser.OpenAsync(await WebChatHost.StartAsync());
        await browser.AskAsync("posture");

        Assert.Equal("en", await browser.Page.Locator("html").GetAttributeAsync("lang"));
        Assert.Equal(0, await browser.Page.EvaluateAsync<int>(
            "[...document.querySelectorAll('button, a, input')].filter(e => !(e.labels?.[0] ?? e).textContent.trim()).length"));
        foreach (var landmark in new[] { AriaRole.Main, AriaRole.Navigation, AriaRole.Banner, AriaRole.Contentinfo })
        {
            await Assertions.Expect(browser.Page.GetByRole(landmark)).ToHaveCountAsync(1);
        }

        await browser.Page.EvaluateAsync("document.querySelector('a, button, input').focus()");
        await Assertions.Expect(browser.Page.GetByRole(AriaRole.Link, new() { Name = "Skip to the message box" })).ToBeFocusedAsync();
        await browser.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(browser.Field).ToBeFocusedAsync();
    }

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(380, ColorScheme.Light)]
    [InlineData(380, ColorScheme.Dark)]
    public async Task TextStandsOutFromWhatIsBehindIt(int width, ColorScheme scheme)
    {
        await using var browser = await Browser.OpenAsync(await WebChatHost.StartAsync(), width, scheme: scheme);
        await PictureAsync(browser, $"{width}-{scheme}-empty");
        await browser.AskAsync("every-block");
        await PictureAsync(browser, $"{width}-{scheme}-blocks");
        await browser.Page.Locator(".table").First.ScrollIntoViewIfNeededAsync();
        await PictureAsync(browser, $"{width}-{scheme}-table");
        var all = await browser.Page.EvaluateAsync<string[]>(Contrast.Script);
        await browser.AskAsync("hostile");
        await PictureAsync(browser, $"{width}-{scheme}-hostile");
        await browser.AskAsync("posture");
        await PictureAsync(browser, $"{width}-{scheme}-card");
        await browser.Page.EvaluateAsync("document.querySelector('main').scrollTop += 500");
        await PictureAsync(browser, $"{width}-{scheme}-rows");
        await browser.Field.PressSequentiallyAsync("/aws r");
        await PictureAsync(browser, $"{width}-{scheme}-posture");

        Assert.Empty(all);
    }

    private static async Task PictureAsync(Browser browser, string name)
    {
        if (Environment.GetEnvironmentVariable("CHATGUARD_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await browser.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png") });
        }
    }
}
