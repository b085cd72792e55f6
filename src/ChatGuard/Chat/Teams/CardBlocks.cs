using System.Text.Json.Nodes;
using ChatGuard.Core.Answers;

namespace ChatGuard.Chat.Teams;

/// <summary>The blocks of an answer as card elements, as far as there is room for them.</summary>
internal static class CardBlocks
{
    private const int LongestText = 2_000;
    private const int LongestItem = 600;

    /// <summary>None where nothing of the block fits.</summary>
    public static IEnumerable<JsonObject> Render(Block block, CardRoom room) => block switch
    {
        Block.Text text => Fitting(room, CardText.Block([CardText.Run(Wording.Clip(text.Content, LongestText))])),
        Block.Heading heading => Fitting(room, Heading(heading.Content)),
        Block.Facts facts => Facts(facts.Items, room),
        Block.Table table => CardTable.Render(table, room),
        Block.Chart chart => CardChart.Render(chart, room),
        Block.Bullets bullets => List([.. bullets.Items.Select(item => $"• {Wording.Clip(item, LongestItem)}")], room),
        Block.Steps steps => List([.. steps.Items.Select((item, index) => $"{index + 1}. {Wording.Clip(item, LongestItem)}")], room),
        Block.Note note => Fitting(room, Note(note)),
        _ => throw new NotSupportedException($"Teams has no form for {block.GetType().Name}."),
    };

    /// <summary>Whether a text of the block is not shown to its end, however much room there is. Of facts that is said by their dots: none says what a plan does.</summary>
    public static bool Clips(Block block) => block switch
    {
        Block.Text text => text.Content.Length > LongestText,
        Block.Note note => note.Content.Length > LongestText,
        Block.Table table => CardStack.Clips(table),
        Block.Bullets bullets => bullets.Items.Any(item => item.Length > LongestItem),
        Block.Steps steps => steps.Items.Any(item => item.Length > LongestItem),
        _ => false,
    };

    /// <summary>A line that says how many of a list's items are not shown.</summary>
    public static JsonObject More(int left, string noun) => CardText.Block([CardText.Run($"{Wording.Count(left, $"more {noun}")} not shown here.", subtle: true)]);

    private static IEnumerable<JsonObject> Fitting(CardRoom room, JsonObject element) => room.Take(element) ? [element] : [];

    private static JsonObject Heading(string content)
    {
        var heading = CardText.Block([CardText.Run(Wording.Clip(content, LongestItem), bold: true, size: "Medium")]);
        heading["separator"] = true;
        heading["spacing"] = "Medium";
        return heading;
    }

    private static JsonObject Note(Block.Note note) => new()
    {
        ["type"] = "Container",
        ["style"] = CardText.Style(note.Tone),
        ["items"] = new JsonArray(CardText.Block([CardText.Run(CardText.Shape(note.Tone) + Wording.Clip(note.Content, LongestText))])),
    };

    private static IEnumerable<JsonObject> List(IReadOnlyList<string> items, CardRoom room)
    {
        var shown = items.Select(item => Tight(CardText.Block([CardText.Run(item)]))).TakeWhile(room.Take).ToList();
        var more = More(items.Count - shown.Count, "item");
        return shown.Count == items.Count || !room.Take(more) ? shown : [.. shown, more];
    }

    private static JsonObject Tight(JsonObject element)
    {
        element["spacing"] = "Small";
        return element;
    }

    /// <summary>A FactSet, which parses markdown, where that changes nothing and there is room for both its columns; otherwise a line each.</summary>
    private static IEnumerable<JsonObject> Facts(IReadOnlyList<Fact> facts, CardRoom room)
    {
        if (facts.Count == 0)
        {
            return [];
        }

        var isSet = CardWidth.HoldsBeside(facts) && facts.All(fact => CardText.IsInert(fact.Label) && CardText.IsInert(fact.Value));
        var set = isSet ? new JsonObject { ["type"] = "FactSet", ["facts"] = new JsonArray() } : CardLines.Together([]);
        var parts = set[isSet ? "facts" : "items"]!.AsArray();
        if (!room.Take(set))
        {
            return [];
        }

        foreach (var fact in facts.Select(fact => isSet ? Fact(fact) : Tight(CardLines.Labelled(fact.Label, fact.Value, fact.Mark, LongestItem))).TakeWhile(room.Take).ToList())
        {
            parts.Add(fact);
        }

        var more = More(facts.Count - parts.Count, "fact");
        return parts.Count == facts.Count || !room.Take(more) ? [set] : [set, more];
    }

    private static JsonObject Fact(Fact fact) => new() { ["title"] = Wording.Clip(fact.Label, LongestItem), ["value"] = CardText.Plain(fact.Value, fact.Mark, LongestItem) };
}
