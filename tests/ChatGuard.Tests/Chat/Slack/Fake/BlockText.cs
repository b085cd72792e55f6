using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ChatGuard.Tests.Chat.Slack.Fake;

/// <summary>What a person reads and can press in blocks, as Slack's client shows them.</summary>
internal static partial class BlockText
{
    /// <summary>All text, one part a line.</summary>
    public static IReadOnlyList<string> Of(JsonNode? blocks) => [.. (blocks as JsonArray ?? []).OfType<JsonObject>().SelectMany(OfBlock).Where(line => line.Length > 0)];

    /// <summary>The text of a table's cell.</summary>
    public static IEnumerable<string> OfCell(JsonNode? cell) => BlockRules.Value(cell?["type"]) == "rich_text" ? RichText(cell!) : [BlockRules.Value(cell?["text"]) ?? ""];

    /// <summary>Every element that can be pressed or filled in, with the id of its block.</summary>
    public static IEnumerable<(string Block, JsonObject Element, JsonObject Parent)> Elements(JsonNode? blocks) => (blocks as JsonArray ?? []).OfType<JsonObject>().SelectMany(block =>
        (block["elements"] as JsonArray ?? []).Append(block["accessory"]).Append(block["element"]).OfType<JsonObject>()
            .Where(element => element["action_id"] is not null)
            .Select(element => (BlockRules.Value(block["block_id"]) ?? "", element, block)));

    /// <summary>What an element says: its text, or the label of its input block.</summary>
    public static string Label(JsonObject element, JsonObject parent) => Shown(element["text"]) is { Length: > 0 } text ? text : Shown(parent["label"]);

    /// <summary>The syntax in a message's mrkdwn that does something: mentions of people, groups and channels, and links whose words hide where they lead.</summary>
    public static IReadOnlyList<string> Live(JsonNode? message) => message switch
    {
        JsonObject text when BlockRules.Value(text["type"]) == "mrkdwn" => [.. Token().Matches(BlockRules.Value(text["text"]) ?? "").Select(match => match.Value)],
        JsonObject run when BlockRules.Value(run["type"]) is "user" or "usergroup" or "broadcast" or "channel" => [run.ToJsonString()],
        JsonObject parent => [.. parent.SelectMany(member => Live(member.Value))],
        JsonArray items => [.. items.SelectMany(Live)],
        _ => [],
    };

    /// <summary>mrkdwn as it is shown: links by their words, entities as their characters.</summary>
    public static string Mrkdwn(string text) => Token().Replace(text, match => match.Groups["label"] is { Success: true, Value: var label } ? label : match.Groups["target"].Value)
        .Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal);

    private static IEnumerable<string> OfBlock(JsonObject block) => BlockRules.Value(block["type"]) switch
    {
        "rich_text" => RichText(block),
        "table" or "data_table" => (block["rows"] as JsonArray ?? []).OfType<JsonArray>().Select(row => string.Join(" | ", row.Select(cell => string.Join(' ', OfCell(cell))))).Prepend(BlockRules.Value(block["caption"]) ?? ""),
        "markdown" => [BlockRules.Value(block["text"]) ?? ""],
        "image" => [BlockRules.Value(block["alt_text"]) ?? "", Shown(block["title"])],
        "data_visualization" => [BlockRules.Value(block["title"]) ?? ""],
        _ => new[] { Shown(block["text"]), Shown(block["label"]), Shown(block["hint"]) }
            .Concat((block["fields"] as JsonArray ?? []).Select(Shown))
            .Concat((block["elements"] as JsonArray ?? []).Append(block["accessory"]).Append(block["element"]).OfType<JsonObject>().SelectMany(OfElement)),
    };

    private static IEnumerable<string> OfElement(JsonObject element) => BlockRules.Value(element["text"]) is { } text
        ? [BlockRules.Value(element["type"]) == "mrkdwn" ? Mrkdwn(text) : text]
        : new[] { Shown(element["text"]), Shown(element["placeholder"]), BlockRules.Value(element["alt_text"]) ?? "" }.Concat((element["options"] as JsonArray ?? []).Select(option => Shown(option?["text"])));

    private static string Shown(JsonNode? text) => text is JsonObject shown && BlockRules.Value(shown["text"]) is { } value ? BlockRules.Value(shown["type"]) == "mrkdwn" ? Mrkdwn(value) : value : "";

    private static IEnumerable<string> RichText(JsonNode block) => (block["elements"] as JsonArray ?? []).OfType<JsonObject>().SelectMany(part =>
        BlockRules.Value(part["type"]) == "rich_text_list"
            ? (part["elements"] as JsonArray ?? []).OfType<JsonObject>().Select(Runs)
            : [Runs(part)]);

    private static string Runs(JsonObject part) => string.Concat((part["elements"] as JsonArray ?? []).Select(run =>
        BlockRules.Value(run?["text"]) ?? BlockRules.Value(run?["url"]) ?? BlockRules.Value(run?["fallback"]) ?? BlockRules.Value(run?["user_id"]) ?? BlockRules.Value(run?["unicode"]) ?? ""));

    [GeneratedRegex(@"<(?<target>[^<>|]*)(\|(?<label>[^<>]*))?>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Token();
}
