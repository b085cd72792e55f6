using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ChatGuard.Core.Answers;

namespace ChatGuard.Chat.Slack;

/// <summary>Text in Slack's forms that nothing parses, within their limits. Invisible characters are made visible first.</summary>
internal static class SlackText
{
    /// <summary>The longest header in UTF-16 characters (Block Kit reference: header).</summary>
    public const int LongestHeader = 150;

    /// <summary>The longest single piece of rich text; as long as a section's text may be (Block Kit reference: section).</summary>
    public const int LongestPiece = 3_000;

    /// <summary>The top-level text of a message is parsed: these three characters are all that starts markup there which could mislead.</summary>
    public static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    /// <summary>At most so many UTF-16 characters, cut between characters as a reader sees them, with an ellipsis.</summary>
    public static string Clip(string text, int most)
    {
        var visible = VisibleText.Of(text);
        if (visible.Length <= most)
        {
            return visible;
        }

        var cut = new StringBuilder(most);
        for (var element = StringInfo.GetTextElementEnumerator(visible); element.MoveNext() && cut.Length + element.GetTextElement().Length < most;)
        {
            cut.Append(element.GetTextElement());
        }

        return cut.Append('…').ToString();
    }

    public static JsonObject Object(string text, int most) => new() { ["type"] = "plain_text", ["text"] = Filled(Clip(text, most)), ["emoji"] = false };

    public static JsonObject Header(string text) => new() { ["type"] = "header", ["text"] = Object(text, LongestHeader) };

    public static JsonObject Paragraph(string text) => Rich(Section(Plain(text)));

    public static JsonObject Rich(params IEnumerable<JsonObject> elements) => new() { ["type"] = "rich_text", ["elements"] = new JsonArray([.. elements]) };

    public static JsonObject Section(params IEnumerable<JsonObject> pieces) => new() { ["type"] = "rich_text_section", ["elements"] = new JsonArray([.. pieces]) };

    public static JsonObject List(string style, IEnumerable<JsonObject> sections) => new() { ["type"] = "rich_text_list", ["style"] = style, ["elements"] = new JsonArray([.. sections]) };

    public static JsonObject Quote(string text) => new() { ["type"] = "rich_text_quote", ["elements"] = new JsonArray(Plain(text)) };

    public static JsonObject Plain(string text) => new() { ["type"] = "text", ["text"] = Filled(Clip(text, LongestPiece)) };

    /// <summary>The whole text, in as many pieces as it takes.</summary>
    public static IEnumerable<JsonObject> Pieces(string text)
    {
        var rest = VisibleText.Of(text);
        while (rest.Length > LongestPiece)
        {
            var end = char.IsHighSurrogate(rest[LongestPiece - 1]) ? LongestPiece - 1 : LongestPiece;
            yield return Plain(rest[..end]);
            rest = rest[end..];
        }

        yield return Plain(rest);
    }

    public static JsonObject Bold(string text) => Styled(text, "bold");

    public static JsonObject Code(string text) => Styled(text, "code");

    public static JsonObject NewLine() => new() { ["type"] = "text", ["text"] = "\n" };

    /// <summary>A judgement as shape and word, with the text where that says more.</summary>
    public static string Marked(string text, Mark mark)
    {
        if (mark == Mark.None)
        {
            return text;
        }

        var (glyph, word) = mark switch
        {
            Mark.Pass => ("✓", "Pass"),
            Mark.Fail => ("✕", "Fail"),
            Mark.Unknown => ("?", "Unknown"),
            Mark.NotApplicable => ("–", "Not applicable"),
            Mark.Suppressed => ("=", "Suppressed"),
            Mark.Info => ("●", "Info"),
            Mark.Low => ("▼", "Low"),
            Mark.Medium => ("◆", "Medium"),
            Mark.High => ("▲", "High"),
            Mark.Critical => ("⬢", "Critical"),
            _ => throw new NotSupportedException($"Slack has no sign for {mark}."),
        };
        return Cell.IsVerdict(text) ? $"{glyph} {char.ToUpperInvariant(text[0])}{text[1..].Replace('-', ' ')}" : text.Length == 0 ? $"{glyph} {word}" : $"{glyph} {word} {text}";
    }

    /// <summary>Slack refuses empty text.</summary>
    public static string Filled(string text) => text.Length == 0 ? "–" : text;

    private static JsonObject Styled(string text, string style)
    {
        var styled = Plain(text);
        styled["style"] = new JsonObject { [style] = true };
        return styled;
    }
}
