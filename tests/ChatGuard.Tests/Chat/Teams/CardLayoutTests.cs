using System.Text.Json;
using ChatGuard.Tests.Chat.Web;
using Xunit;

namespace ChatGuard.Tests.Chat.Teams;

/// <summary>Every golden card as a browser draws it in a chat of the usual width and in a narrow one: no words lie over others, and none leave the card.</summary>
public sealed class CardLayoutTests
{
    // What a word covers is looked at piece by piece, as a line holds it; the pixel is for rounding. Buttons are arranged by each client in its own way.
    private const string FindTrouble = """
        () => [...document.querySelectorAll('.card')].flatMap(card => {
            const edge = card.getBoundingClientRect(), pieces = [], found = [];
            const walk = document.createTreeWalker(card, NodeFilter.SHOW_TEXT);
            for (let node = walk.nextNode(); node; node = walk.nextNode()) {
                const range = document.createRange();
                range.selectNodeContents(node);
                for (const box of range.getClientRects()) {
                    if (box.width > 0 && node.data.trim() && !node.parentElement.closest('button')) {
                        pieces.push({ text: node.data.trim(), box });
                    }
                }
            }
            for (const [n, { text, box }] of pieces.entries()) {
                if (box.left < edge.left - 1 || box.right > edge.right + 1) {
                    found.push(`${card.title}: ${text} leaves the card`);
                }
                for (const other of pieces.slice(n + 1)) {
                    const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
                    const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
                    if (across > 1 && down > 6) {
                        found.push(`${card.title}: ${text} lies over ${other.text}`);
                    }
                }
            }
            return found;
        })
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(480)]
    [InlineData(340)]
    public async Task NoWordsOfAGoldenCardLieOverOthersOrLeaveIt(int width) => Assert.Empty(await TroubleAsync(width, CheckedCards.Files));

    [Fact]
    public async Task WordsThatLieOverOthersAreFoundOut()
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.json");
        static object Cell(string text) => new { type = "TableCell", items = new[] { new { type = "RichTextBlock", inlines = new[] { new { type = "TextRun", text } } } } };
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new
        {
            type = "AdaptiveCard",
            version = "1.5",
            body = new[] { new { type = "Table", columns = new[] { new { width = 1 }, new { width = 9 } }, rows = new[] { new { type = "TableRow", cells = new[] { Cell("Critical"), Cell("console-mfa " + new string('x', 90)) } } } } },
        }), Stop);
        try
        {
            var found = await TroubleAsync(340, [file]);
            Assert.Contains(found, each => each.Contains("Critical lies over", StringComparison.Ordinal));
            Assert.Contains(found, each => each.EndsWith("leaves the card", StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<string[]> TroubleAsync(int width, IReadOnlyList<string> cards)
    {
        var page = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.html");
        try
        {
            await Node.RunAsync(Node.Folder("teams"), "page.mjs", [$"{width}", page, .. cards], Stop);
            await using var browser = await Browser.OpenOtherAsync(new Uri(page), width + 40);
            Assert.Empty(browser.Complaints);
            Assert.Equal(cards.Count, await browser.Page.Locator(".card > .ac-adaptiveCard").CountAsync());
            return await browser.Page.EvaluateAsync<string[]>(FindTrouble);
        }
        finally
        {
            File.Delete(page);
        }
    }
}
