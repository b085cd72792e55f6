using System.Text.Json.Nodes;
using ChatGuard.Core.Answers;

namespace ChatGuard.Chat.Teams;

/// <summary>A table: side by side where that can be read in a chat's narrow column, otherwise row by row.</summary>
internal static class CardTable
{
    private const int LongestCell = 240;

    /// <summary>None where not even its caption fits.</summary>
    public static IEnumerable<JsonObject> Render(Block.Table table, CardRoom room)
    {
        var elements = new List<JsonObject>();
        if (table.Caption is { Length: > 0 } caption)
        {
            elements.AddRange(CardLines.Of([], caption, Mark.None, LongestCell, isBold: true));
        }

        var frame = table.Rows.Count > 0 && CardWidth.Columns(table) is { } widths ? Frame(table, widths) : null;
        if (frame is not null)
        {
            elements.Add(frame);
        }

        // What is said where rows are missing has its room from the beginning.
        var more = More(table.Rows.Count, table.Rows.Count);
        if (table.Columns.Count == 0 || !elements.Append(more).All(room.Take))
        {
            return [];
        }

        var rows = table.Rows.Select(row => frame is null ? CardStack.Row(table, row) : Row(row.Select(cell => CardText.Marked(cell.Text, cell.Mark, LongestCell)))).TakeWhile(room.Take).ToList();
        if (frame is null)
        {
            elements.AddRange(rows);
        }
        else
        {
            rows.ForEach(frame["rows"]!.AsArray().Add);
        }

        room.Spend(-(AdaptiveCard.Size(more) + 1));
        var left = table.Rows.Count - rows.Count;
        return left == 0 && table.Rows.Count > 0 ? elements : [.. elements, Counted(More(left, table.Rows.Count), room)];
    }

    private static JsonObject Frame(Block.Table table, IReadOnlyList<int> widths) => new()
    {
        ["type"] = "Table",
        ["firstRowAsHeaders"] = true,
        ["showGridLines"] = true,
        ["columns"] = new JsonArray([.. table.Columns.Zip(widths, Column)]),
        ["rows"] = new JsonArray(Row(table.Columns.Select(column => (IEnumerable<JsonObject>)[CardText.Run(Wording.Clip(column.Name, LongestCell), bold: true)]))),
    };

    private static JsonObject Column(Column column, int width)
    {
        var definition = new JsonObject { ["width"] = width };
        if (column.Numeric)
        {
            definition["horizontalCellContentAlignment"] = "Right";
        }

        return definition;
    }

    private static JsonObject Row(IEnumerable<IEnumerable<JsonObject>> cells) => new()
    {
        ["type"] = "TableRow",
        ["cells"] = new JsonArray([.. cells.Select(runs => new JsonObject { ["type"] = "TableCell", ["items"] = new JsonArray(CardText.Block(runs)) })]),
    };

    private static JsonObject Counted(JsonObject element, CardRoom room)
    {
        room.Take(element);
        return element;
    }

    private static JsonObject More(int left, int all) => CardText.Block([CardText.Run(
        all == 0 ? "None." : $"{Wording.Count(left, "more row")} not shown here. Narrow the question, or ask in a terminal with --csv for all {all}.", subtle: true)]);
}
