using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using ChatGuard.Core.Answers;

namespace ChatGuard.Chat.Web;

/// <summary>
/// Renders an answer as an HTML fragment for the chat's page. Every string is encoded, isolated from its neighbours' direction by <c>bdi</c>,
/// and shown with its invisible characters made visible; there is no script and no inline style.
/// </summary>
internal static partial class Html
{
    /// <summary>The most rows of one table a browser is sent; the rest is counted, not dropped in silence.</summary>
    public const int MostRows = 500;

    // Beyond these a table scrolls in a window of its own; up to these it is shown in full.
    private const int MostRowsInFull = 100;
    private const int MostColumnsInFull = 8;
    private const int ShortText = 30;
    private const int LongestWhole = 20;

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    public static string Render(Answer answer)
    {
        var html = new StringBuilder();
        html.Append($"<article class=\"answer tone-{Class(answer.Tone)}\">\n");
        html.Append($"<h3>{Shape(answer.Tone)}{Data(answer.Title)}</h3>\n");
        foreach (var block in answer.Blocks)
        {
            html.Append(Render(block)).Append('\n');
        }

        return html.Append("</article>\n").ToString();
    }

    private static string Render(Block block) => block switch
    {
        Block.Text text => $"<p>{Data(text.Content)}</p>",
        Block.Heading heading => $"<h4>{Data(heading.Content)}</h4>",
        Block.Facts facts => $"<dl class=\"facts\">\n{string.Concat(facts.Items.Select(Fact))}</dl>",
        Block.Table table => Table(table),
        Block.Chart chart => HtmlChart.Render(chart),
        Block.Bullets bullets => $"<ul>\n{Items(bullets.Items)}</ul>",
        Block.Steps steps => $"<ol class=\"steps\">\n{Items(steps.Items)}</ol>",
        Block.Buttons buttons => $"<div class=\"buttons\" role=\"group\" aria-label=\"Decide\">\n{string.Concat(buttons.Items.Select(Button))}</div>",
        Block.Choices choices => $"<div class=\"choices\" role=\"group\" aria-label=\"What next\">\n{string.Concat(choices.Items.Select(Choice))}</div>",
        Block.Note note => $"<p class=\"note tone-{Class(note.Tone)}\" role=\"note\">{Shape(note.Tone)}{Data(note.Content)}</p>",
        _ => throw new NotSupportedException($"The web page has no form for {block.GetType().Name}."),
    };

    private static string Fact(Fact fact) => $"<div><dt>{Data(fact.Label)}</dt><dd>{Marked(fact.Value, fact.Mark)}</dd></div>\n";

    private static string Items(IEnumerable<string> items) => string.Concat(items.Select(item => $"<li>{Data(item)}</li>\n"));

    private static string Button(Button button)
    {
        var (about, verb) = (Encode(VisibleText.Of(button.About)), Name(button.Verb));
        var asks = button.AsksReason ? " aria-haspopup=\"dialog\"" : "";
        return $"<button type=\"button\" class=\"verb-{verb}\" data-verb=\"{verb}\" data-proposal=\"{Encode(button.Proposal)}\" data-nonce=\"{Encode(button.Nonce)}\" data-about=\"{about}\"{asks} aria-label=\"{Encode(VisibleText.Of(button.Label))}: {about}\">{Data(button.Label)}</button>\n";
    }

    private static string Choice(Choice choice) =>
        $"<button type=\"button\" data-command=\"{Encode(choice.Command)}\">{Data(choice.Label)}</button>\n";

    // Explicit roles keep it a table for screen readers when narrow pages lay its rows out as cards.
    private static string Table(Block.Table table)
    {
        var label = Encode(VisibleText.Of(table.Caption ?? string.Join(", ", table.Columns.Select(column => column.Name))));
        var html = new StringBuilder();
        var scrolls = table.Rows.Count > MostRowsInFull || table.Columns.Count > MostColumnsInFull ? " scrolls" : "";
        var classes = Classes(table);
        html.Append($"<div class=\"table{scrolls}\" role=\"region\" aria-label=\"{label}\" tabindex=\"0\">\n<table role=\"table\">\n");
        html.Append(table.Caption is { } caption ? $"<caption>{Data(caption)}</caption>\n" : "");
        html.Append("<thead role=\"rowgroup\"><tr role=\"row\">");
        html.AppendJoin("", table.Columns.Select((column, index) => $"<th scope=\"col\" role=\"columnheader\"{classes[index]}>{Data(column.Name)}</th>"));
        html.Append("</tr></thead>\n<tbody role=\"rowgroup\">\n");
        html.AppendJoin("", table.Rows.Take(MostRows).Select(row => Row(table.Columns, classes, row)));
        html.Append("</tbody>\n</table>\n</div>");
        html.Append(Cut(table.Rows.Count));
        return html.ToString();
    }

    private static string Row(IReadOnlyList<Column> columns, string[] classes, IReadOnlyList<Cell> row) => "<tr role=\"row\">" + string.Concat(row.Select((cell, index) =>
        $"<td role=\"cell\" data-label=\"{Encode(VisibleText.Of(columns[index].Name))}\"{classes[index]}>{(cell.Mark == Mark.None ? Words(cell.Text) : Marked(cell.Text, cell.Mark))}</td>")) + "</tr>\n";

    private static string Cut(int rows) => rows == 0
        ? "\n<p class=\"aside\">None.</p>"
        : rows > MostRows
            ? $"\n<p class=\"aside\">{rows - MostRows:N0} more rows are not shown here. Narrow the question, or ask in a terminal with --csv for all of them.</p>"
            : "";

    /// <summary>Each column's class attribute: numbers to the right; short names stay on one line, so that they can be compared by eye.</summary>
    private static string[] Classes(Block.Table table)
    {
        var longest = table.Columns.Select((_, index) => table.Rows.Take(MostRows).Select(row => row[index].Text.Length).DefaultIfEmpty().Max()).ToArray();
        var room = 3 * ShortText;
        var kept = Enumerable.Range(0, longest.Length).Where(index => longest[index] <= ShortText).OrderBy(index => longest[index]).TakeWhile(index => (room -= longest[index]) >= 0).ToHashSet();
        var widest = longest.Length > 0 && longest.Max() > 2 * ShortText ? Array.IndexOf(longest, longest.Max()) : -1;
        return [.. table.Columns.Select((column, index) =>
            column.Numeric ? " class=\"number\"" : index == widest ? " class=\"wide\"" : kept.Contains(index) ? " class=\"short\"" : "")];
    }

    private static string Marked(string text, Mark mark) =>
        mark == Mark.None ? Data(text)
        : text.Length == 0 || Cell.IsVerdict(text) ? Badge(mark, text)
        : $"<span>{Badge(mark, "")} {Data(text)}</span>";

    /// <summary>Shape, colour and a word: the verdict's own, or where it has none the mark's.</summary>
    private static string Badge(Mark mark, string verdict)
    {
        var (name, glyph, word) = mark switch
        {
            Mark.Pass => ("pass", "✓", "Pass"),
            Mark.Fail => ("fail", "✕", "Fail"),
            Mark.Unknown => ("unknown", "?", "Unknown"),
            Mark.NotApplicable => ("not-applicable", "–", "Not applicable"),
            Mark.Suppressed => ("suppressed", "=", "Suppressed"),
            Mark.Info => ("info", "●", "Info"),
            Mark.Low => ("low", "▼", "Low"),
            Mark.Medium => ("medium", "◆", "Medium"),
            Mark.High => ("high", "▲", "High"),
            Mark.Critical => ("critical", "⬢", "Critical"),
            _ => throw new NotSupportedException($"The web page has no badge for {mark}."),
        };
        var said = verdict.Length == 0 ? word : char.ToUpperInvariant(verdict[0]) + verdict[1..].Replace('-', ' ');
        return $"<span class=\"mark mark-{name}\"><span class=\"shape\" aria-hidden=\"true\">{glyph}</span>{Encode(said)}</span>";
    }

    private static string Shape(Tone tone) => tone switch
    {
        Tone.Good => Shape("✓", "Good: "),
        Tone.Warning => Shape("!", "Warning: "),
        Tone.Bad => Shape("✕", "Problem: "),
        _ => "",
    };

    private static string Shape(string glyph, string word) =>
        $"<span class=\"shape\" aria-hidden=\"true\">{glyph}</span><span class=\"unseen\">{word}</span>";

    private static string Class(Tone tone) => tone.ToString().ToLowerInvariant();

    /// <summary>Like <see cref="Data"/>, with short hyphenated words such as regions and dates kept on one line, and long ones breakable at their joints.</summary>
    private static string Words(string text) => $"<bdi>{string.Join(' ', VisibleText.Of(text).Split(' ').Select(Word))}</bdi>";

    private static string Word(string word) => word.Length switch
    {
        <= LongestWhole when word.Contains('-', StringComparison.Ordinal) => $"<span class=\"whole\">{Encode(word)}</span>",
        > LongestWhole => string.Join("<wbr/>", Joint().Split(word).Select(Encode)),
        _ => Encode(word),
    };

    [GeneratedRegex("(?<=[/:.])(?=[^/:.])|(?<=[a-z])(?=[A-Z])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Joint();

    /// <summary>The verb as the page says it in a click.</summary>
    public static string Name(Verb verb) => JsonNamingPolicy.KebabCaseLower.ConvertName(verb.ToString());

    /// <summary>Text between tags.</summary>
    public static string Data(string text) => $"<bdi>{Encode(VisibleText.Of(text))}</bdi>";

    /// <summary>Text encoded for an element or a quoted attribute; invisible characters stay as they are.</summary>
    public static string Encode(string text) => Encoder.Encode(text);
}
