using System.Globalization;
using System.Text;
using ChatGuard.Core.Answers;

namespace ChatGuard.Chat.Console;

/// <summary>Renders an answer for a terminal or a log: no colour, no cursor movement, lines of at most the given width.</summary>
internal static class PlainText
{
    // As many days as a chart's line shows, the latest ones.
    private const int MostDays = 30;

    /// <param name="answer">What to say.</param>
    /// <param name="width">The longest line in terminal cells; at least 20.</param>
    public static string Render(Answer answer, int width = 100)
    {
        width = Math.Max(20, width);
        var text = new StringBuilder();
        text.Append(Underlined(answer.Title, '=', width));
        foreach (var block in answer.Blocks)
        {
            text.Append('\n').Append(Render(block, width));
        }

        return text.ToString();
    }

    private static string Render(Block block, int width) => block switch
    {
        Block.Text text => Indented("", text.Content, width),
        Block.Heading heading => Underlined(heading.Content, '-', width),
        Block.Facts facts => Facts(facts.Items, width),
        Block.Table table => TextTable.Render(table, width),
        Block.Chart chart => Chart(chart, width),
        Block.Bullets bullets => string.Concat(bullets.Items.Select(item => Indented("- ", item, width))),
        Block.Steps steps => string.Concat(steps.Items.Select((item, index) => Indented($"{index + 1}. ", item, width))),
        Block.Buttons buttons => Indented("", $"To decide ({string.Join(", ", buttons.Items.Select(button => button.Label.ToLowerInvariant()).Distinct())}), use the chat: this surface cannot tell who you are.", width),
        Block.Choices choices => "Next:\n" + string.Concat(choices.Items.Select(choice => Indented("  > ", $"{choice.Command}  ({choice.Label})", width))),
        Block.Note note => Indented(note.Tone is Tone.Warning or Tone.Bad ? "! " : "", note.Content, width),
        _ => throw new NotSupportedException($"Plain text has no form for {block.GetType().Name}."),
    };

    /// <summary>A judgement as a word; what needs action stands out in capitals.</summary>
    public static string Word(Mark mark) => mark switch
    {
        Mark.None => "",
        Mark.NotApplicable => "n/a",
        Mark.Fail or Mark.High or Mark.Critical => mark.ToString().ToUpperInvariant(),
        _ => mark.ToString().ToLowerInvariant(),
    };

    /// <summary>Text behind its mark's word; text that says the judgement itself stands alone, in capitals where it needs action.</summary>
    public static string Marked(string text, Mark mark) =>
        mark == Mark.None ? VisibleText.Of(text)
        : text.Length == 0 ? Word(mark)
        : !Cell.IsVerdict(text) ? $"{Word(mark)} {VisibleText.Of(text)}"
        : mark is Mark.Fail or Mark.High or Mark.Critical ? text.ToUpperInvariant()
        : text;

    private static string Facts(IReadOnlyList<Fact> facts, int width)
    {
        var label = Math.Min(width / 2, facts.Count == 0 ? 0 : facts.Max(fact => Cells.Width(VisibleText.Of(fact.Label))) + 2);
        return string.Concat(facts.Select(fact =>
            Indented(Cells.Pad(VisibleText.Of(fact.Label), label, right: false), Marked(fact.Value, fact.Mark), width, label)));
    }

    /// <summary>A sparkline a series between its first and its last value.</summary>
    private static string Chart(Block.Chart chart, int width)
    {
        var lines = chart.Lines.Select(line => line.Points.Count == 0 ? $"{line.Name}: no data" : $"{line.Name}: {End(line.Points.MinBy(point => point.Day)!)} {Sparkline.Of(line.Points, chart.Most, Math.Min(width - 2, MostDays))} {End(line.Points.MaxBy(point => point.Day)!)}");
        return Indented("", $"{chart.Caption} (0 to {chart.Most.ToString("0.#", CultureInfo.InvariantCulture)})", width) + string.Concat(lines.Select(line => Indented("  ", line, width)));
    }

    private static string End(Point point) => $"{point.Value.ToString("0.#", CultureInfo.InvariantCulture)} ({point.Day:yyyy-MM-dd})";

    private static string Underlined(string text, char line, int width)
    {
        var lines = Cells.Wrap(VisibleText.Of(text), width);
        return string.Concat(lines.Select(part => part + "\n")) + new string(line, Math.Max(1, lines.Max(Cells.Width))) + "\n";
    }

    /// <summary>Wraps behind a prefix, with the following lines set in to match; a prefix wider than <paramref name="column"/> gets a line of its own.</summary>
    private static string Indented(string prefix, string text, int width, int? column = null)
    {
        var indent = column ?? prefix.Length;
        var lines = Cells.Wrap(VisibleText.Of(text), width - indent);
        var first = Cells.Width(prefix) > indent
            ? string.Concat(Cells.Wrap(prefix, width).Select(part => part + "\n")) + new string(' ', indent)
            : prefix;
        return (first + string.Join("\n" + new string(' ', indent), lines)).TrimEnd() + "\n";
    }
}
