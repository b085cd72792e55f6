using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatGuard.Core.Answers;

namespace ChatGuard.Chat.Slack;

/// <summary>
/// Renders an answer as Slack's Block Kit. Data stands in plain text, rich text and table cells only, which Slack does not parse. What exceeds Slack's limits
/// is cut, and what was cut is counted; buttons are never cut for text.
/// </summary>
internal static class BlockKit
{
    /// <summary>How an answer's blocks are written as text.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.General) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>For a message.</summary>
    /// <param name="answer">What to say.</param>
    /// <param name="charts">Whether the workspace shows <c>data_visualization</c> blocks; a line of text otherwise.</param>
    /// <param name="more">Where more of it can be had; null where this is all.</param>
    public static SlackMessage Render(Answer answer, bool charts = true, PageLinks? more = null)
    {
        var canvas = Draw(answer, new BlockKitCanvas(BlockKitCanvas.Message, charts), more);
        return new SlackMessage(SlackText.Escape(SlackText.Clip(answer.Title, 500)), canvas.Blocks, canvas.IsWhole);
    }

    /// <summary>For a dialog or the Home tab, which have more room and no tables.</summary>
    public static SlackMessage View(Answer answer)
    {
        var canvas = Draw(answer, new BlockKitCanvas(BlockKitCanvas.View, charts: false), null);
        return new SlackMessage("", canvas.Blocks, canvas.IsWhole);
    }

    /// <summary>Whether nothing is cut, with room for <see cref="PageLinks"/>.</summary>
    public static bool Fits(Answer answer) => Render(answer, charts: false, new PageLinks(new string('x', 40), 99, 999)).IsWhole;

    private static BlockKitCanvas Draw(Answer answer, BlockKitCanvas canvas, PageLinks? more)
    {
        // The last blocks first: what they need is not spent on what stands above them.
        var last = answer.Blocks.OfType<Block.Buttons>().SelectMany(BlockKitButtons.Render).Concat(answer.Blocks.OfType<Block.Choices>().SelectMany(BlockKitButtons.Render))
            .Concat(more is null ? [] : [BlockKitButtons.Links(more)]).ToList();
        canvas.Reserve(last);
        var title = $"{Glyph(answer.Tone)}{answer.Title}";
        canvas.Add(SlackText.Header(title));
        if (VisibleText.Of(title).Length > SlackText.LongestHeader)
        {
            canvas.Add(SlackText.Paragraph(answer.Title));
        }

        foreach (var block in answer.Blocks)
        {
            Draw(block, canvas);
        }

        canvas.Finish(last);
        return canvas;
    }

    private static void Draw(Block block, BlockKitCanvas canvas)
    {
        switch (block)
        {
            case Block.Text text:
                canvas.AddText(text.Content, part => SlackText.Paragraph(part));
                break;
            case Block.Heading heading:
                canvas.Add(SlackText.Rich(SlackText.Section(SlackText.Bold(heading.Content))));
                break;
            case Block.Facts facts:
                canvas.AddItems(facts.Items, items => SlackText.Rich(SlackText.Section(items.SelectMany(Fact).SkipLast(1))), "value");
                break;
            case Block.Bullets bullets:
                canvas.AddItems(bullets.Items, items => SlackText.Rich(SlackText.List("bullet", items.Select(item => SlackText.Section(SlackText.Pieces(item))))), "point");
                break;
            case Block.Steps steps:
                canvas.AddItems(steps.Items, items => SlackText.Rich(SlackText.List("ordered", items.Select(item => SlackText.Section(SlackText.Pieces(item))))), "step");
                break;
            case Block.Table table:
                BlockKitTable.Draw(table, canvas);
                break;
            case Block.Chart chart:
                BlockKitChart.Draw(chart, canvas);
                break;
            case Block.Note note:
                canvas.AddText(note.Content, part => SlackText.Rich(SlackText.Quote($"{Glyph(note.Tone)}{part}")));
                break;
            case Block.Choices or Block.Buttons:
                break;
            default:
                throw new NotSupportedException($"Slack has no form for {block.GetType().Name}.");
        }
    }

    private static IEnumerable<JsonObject> Fact(Fact fact) =>
        [SlackText.Bold($"{fact.Label}: "), .. SlackText.Pieces(SlackText.Marked(fact.Value, fact.Mark)), SlackText.NewLine()];

    private static string Glyph(Tone tone) => tone switch
    {
        Tone.Good => "✓ ",
        Tone.Warning => "⚠ ",
        Tone.Bad => "✕ ",
        _ => "",
    };
}

/// <summary>A message as Slack takes it.</summary>
/// <param name="Text">What notifications and screen readers say; escaped.</param>
/// <param name="Blocks">What is shown.</param>
/// <param name="IsWhole">Whether nothing had to be cut.</param>
internal sealed record SlackMessage(string Text, JsonArray Blocks, bool IsWhole)
{
    public string BlocksText => Blocks.ToJsonString(BlockKit.Json);
}

/// <summary>The way to the other pages of an answer.</summary>
/// <param name="Id">The answer's id in the store.</param>
/// <param name="Page">Which this is, from 1.</param>
/// <param name="Pages">How many there are.</param>
internal sealed record PageLinks(string Id, int Page, int Pages);
