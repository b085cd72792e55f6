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
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(380, ColorScheme.Light)]
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
