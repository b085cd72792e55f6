using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ChatGuard.Core.Answers;

namespace ChatGuard.Chat.Teams;

/// <summary>Text in cards. A RichTextBlock's runs are shown as they are; everything else that shows text in Teams parses markdown.</summary>
internal static partial class CardText
{
    /// <summary>A paragraph of runs.</summary>
    public static JsonObject Block(IEnumerable<JsonObject> runs) => new() { ["type"] = "RichTextBlock", ["inlines"] = new JsonArray([.. runs]) };

    /// <summary>Text as it is, its invisible characters made visible.</summary>
    public static JsonObject Run(string text, bool bold = false, string? size = null, string? color = null, bool subtle = false, bool isCode = false)
    {
        var run = new JsonObject { ["type"] = "TextRun", ["text"] = text.Length == 0 ? " " : VisibleText.Of(text) };
        if (bold)
        {
            run["weight"] = "Bolder";
        }

        if (size is not null)
        {
            run["size"] = size;
        }

        if (color is not null)
        {
            run["color"] = color;
        }

        if (subtle)
        {
            run["isSubtle"] = true;
        }

        if (isCode)
        {
            (run["fontType"], run["size"]) = ("Monospace", "Small");
        }

        return run;
    }

    /// <summary>Text behind its mark's shape and word, in the mark's colour; text that says the judgement itself stands behind the shape alone.</summary>
    public static IEnumerable<JsonObject> Marked(string text, Mark mark, int most)
    {
        var said = Wording.Clip(text, most);
        if (mark == Mark.None)
        {
            return [Run(said)];
        }

        var (glyph, word, color) = Look(mark);
        return said.Length == 0 || Cell.IsVerdict(said) ? [Run($"{glyph} {(said.Length == 0 ? word : said)}", bold: true, color: color)] : [Run($"{glyph} {word} ", bold: true, color: color), Run(said)];
    }

    /// <summary>The same in one string, for where a run cannot be.</summary>
    public static string Plain(string text, Mark mark, int most) => string.Concat(Marked(text, mark, most).Select(run => (string?)run["text"]));

    /// <summary>Whether text shows the same when it is parsed as markdown as when it is not, and names nobody.</summary>
    public static bool IsInert(string text) => !Parsed().IsMatch(text) && VisibleText.Of(text) == text;

    /// <summary>Text for where Teams may parse what it is given: nothing in it can become a mention, a tag or a link.</summary>
    public static string Words(string text) => VisibleText.Of(text).Replace('<', '‹').Replace('&', '＆').Replace("](", "] (", StringComparison.Ordinal).Replace("://", ":⁄⁄", StringComparison.Ordinal);

    /// <summary>The container style of a tone.</summary>
    public static string Style(Tone tone) => tone switch
    {
        Tone.Good => "good",
        Tone.Warning => "warning",
        Tone.Bad => "attention",
        _ => "emphasis",
    };

    /// <summary>A tone's shape, so that colour never speaks alone.</summary>
    public static string Shape(Tone tone) => tone switch
    {
        Tone.Good => "✓ ",
        Tone.Warning => "! ",
        Tone.Bad => "✕ ",
        _ => "",
    };

    private static (string Glyph, string Word, string Color) Look(Mark mark) => mark switch
    {
        Mark.Pass => ("✓", "Pass", "Good"),
        Mark.Fail => ("✕", "Fail", "Attention"),
        Mark.Unknown => ("?", "Unknown", "Warning"),
        Mark.NotApplicable => ("–", "Not applicable", "Default"),
        Mark.Suppressed => ("=", "Suppressed", "Default"),
        Mark.Info => ("●", "Info", "Default"),
        Mark.Low => ("▼", "Low", "Default"),
        Mark.Medium => ("◆", "Medium", "Warning"),
        Mark.High => ("▲", "High", "Attention"),
        Mark.Critical => ("⬢", "Critical", "Attention"),
        _ => throw new NotSupportedException($"Teams has no mark for {mark}."),
    };

    [GeneratedRegex(@"[*_\[\]<>&~`\\#|{}$]|://|www\.|^\s*([-+]|\d+[.)])\s|^\s|\s$|\s\s", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Parsed();
}
