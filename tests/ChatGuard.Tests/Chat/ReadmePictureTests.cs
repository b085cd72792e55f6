using ChatGuard.Tests.Chat.Web;
using Microsoft.Playwright;
using Xunit;

namespace ChatGuard.Tests.Chat;

/// <summary>Keeps the picture in the README true: CHATGUARD_APPROVE=1 takes it anew.</summary>
public class ReadmePictureTests(WholeApp app) : IClassFixture<WholeApp>
{
    private const int Largest = 200 * 1024;

    [Fact]
    public async Task ThePictureShowsWhatThePageStillAnswers()
    {
        await using var browser = await Browser.OpenAsync(app.Address);
        await browser.AskAsync("/aws posture --account northwind-legacy");
        await Assertions.Expect(browser.Page.GetByRole(AriaRole.Heading, new() { NameRegex = new(@"northwind-legacy: \d+ of 100 \(grade F\), \d+ of \d+ checks fail") })).ToBeVisibleAsync();
        var picture = await browser.Page.ScreenshotAsync(new() { Animations = ScreenshotAnimations.Disabled, Caret = ScreenshotCaret.Hide });
        var path = GoldenFile.PathOf("readme-posture.png");
        if (Environment.GetEnvironmentVariable("CHATGUARD_APPROVE") == "1")
        {
            await File.WriteAllBytesAsync(path, picture, TestContext.Current.CancellationToken);
        }

        Assert.True(File.Exists(path), "Golden/readme-posture.png is missing; run with CHATGUARD_APPROVE=1 to take it.");
        Assert.InRange(new FileInfo(path).Length, 1, Largest);
    }
}
