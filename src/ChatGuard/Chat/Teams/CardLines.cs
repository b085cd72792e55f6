using System.Text.Json.Nodes;
using ChatGuard.Core.Answers;

namespace ChatGuard.Chat.Teams;

/// <summary>Text over the whole width of a card, with words of any length: none runs out of the card, and nothing of an AWS call is cut off unseen.</summary>
internal static class CardLines
{
    private const int LongestCode = 6_000;

    /// <summary>Whether not all of a text is shown.</summary>
    /// <param name="text">As it came.</param>
    /// <param name="most">How much of it is shown where it is no JSON.</param>
    public static bool Clips(string text, int most) => text.Length > (IsCode(text) ? LongestCode : most);

    /// <summary>One element a line where words have to be divided; otherwise one that wraps.</summary>
    /// <param name="before">Runs that stand before the text, such as its label.</param>
    /// <param name="text">As it came.</param>
    /// <param name="mark">Its judgement.</param>
    /// <param name="most">How much of it is shown; of JSON, which is read to the end, more.</param>
    /// <param name="isBold">Whether it leads what is below.</param>
    public static IReadOnlyList<JsonObject> Of(IReadOnlyList<JsonObject> before, string text, Mark mark, int most, bool isBold = false)
    {
        var isCode = IsCode(text);
        var said = Wording.Clip(text, isCode ? LongestCode : most);
        if (!isCode && CardWidth.LongestWord(said) <= CardWidth.MostWord)
        {
            return [CardText.Block([.. before, .. mark == Mark.None ? [CardText.Run(said, bold: isBold)] : CardText.Marked(said, mark, most)])];
        }

        List<JsonObject> above = [.. before, .. mark == Mark.None ? [] : CardText.Marked("", mark, most)];
        var lines = !isCode && CardText.IsInert(said) ? [Wrapping(said, isBold)] : CardWidth.Lines(said, isCode ? CardWidth.MostCode : CardWidth.MostWord).Select(line => CardText.Block([CardText.Run(line, bold: isBold, isCode: isCode)])).ToList();
        return [.. above.Count == 0 ? Array.Empty<JsonObject>() : [CardText.Block(above)], .. lines.Select((line, n) => above.Count > 0 || n > 0 ? Close(line) : line)];
    }

    /// <summary>A label and what it says.</summary>
    public static JsonObject Labelled(string label, string text, Mark mark, int most) =>
        Of([CardText.Run($"{Wording.Clip(label, most)}: ", bold: true)], text, mark, most) is [var only] ? only : Together(Of([CardText.Run($"{Wording.Clip(label, most)}:", bold: true)], text, mark, most));

    /// <summary>Lines without room between them.</summary>
    public static JsonObject Close(JsonObject line)
    {
        line["spacing"] = "None";
        return line;
    }

    /// <summary>Elements as one.</summary>
    public static JsonObject Together(IEnumerable<JsonObject> items) => new() { ["type"] = "Container", ["items"] = new JsonArray([.. items]) };

    private static bool IsCode(string text) => text.Contains("{\"", StringComparison.Ordinal);

    // Parses markdown, but the text has none; unlike a RichTextBlock it divides a long word, and does not when it is copied.
    private static JsonObject Wrapping(string text, bool isBold)
    {
        var block = new JsonObject { ["type"] = "TextBlock", ["text"] = text, ["wrap"] = true };
        if (isBold)
        {
            block["weight"] = "Bolder";
        }

        return block;
    }
}
