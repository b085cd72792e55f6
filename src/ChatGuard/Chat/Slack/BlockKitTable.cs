using System.Text.Json.Nodes;
using ChatGuard.Core.Answers;

namespace ChatGuard.Chat.Slack;

/// <summary>A table: as Slack's table block where the message has none yet, otherwise as a list with one line a row.</summary>
internal static class BlockKitTable
{
    // Block Kit reference, table: 100 rows, the heading among them, and 20 columns.
    private const int MostRows = 99;
    private const int MostColumns = 20;

    private const int LongestCell = 1_500;

    public static void Draw(Block.Table table, BlockKitCanvas canvas)
    {
        if (table.Caption is { } caption)
        {
            canvas.Add(SlackText.Rich(SlackText.Section(SlackText.Bold(caption))));
        }

        if (table.Rows.Count == 0 || table.Columns.Count == 0)
        {
            canvas.Add(SlackText.Paragraph("None."));
        }
        else if (table.Columns.Count <= MostColumns && table.Rows.Count <= MostRows && canvas.TakeTable())
        {
            var shown = canvas.AddItems(table.Rows, rows => Table(table.Columns, rows), "row");
            canvas.Shortened(table.Rows.Take(shown).Sum(row => row.Count(cell => VisibleText.Of(SlackText.Marked(cell.Text, cell.Mark)).Length > LongestCell)));
        }
        else
        {
            canvas.AddItems(table.Rows, rows => SlackText.Rich(SlackText.List("bullet", rows.Select(row => Line(table.Columns, row)))), "row");
        }
    }

    private static JsonObject Table(IReadOnlyList<Column> columns, IReadOnlyList<IReadOnlyList<Cell>> rows) => new()
    {
        ["type"] = "table",
        ["column_settings"] = new JsonArray([.. columns.Select(column => new JsonObject { ["align"] = column.Numeric ? "right" : "left", ["is_wrapped"] = !column.Numeric })]),
        ["rows"] = new JsonArray([Row(columns.Select(column => column.Name)), .. rows.Select(row => Row(row.Select(cell => SlackText.Marked(cell.Text, cell.Mark))))]),
    };

    private static JsonArray Row(IEnumerable<string> cells) =>
        new([.. cells.Select(cell => new JsonObject { ["type"] = "raw_text", ["text"] = SlackText.Filled(SlackText.Clip(cell, LongestCell)) })]);

    /// <summary>The row's cells on one line, whole, numbers with their column's name; the first in bold.</summary>
    private static JsonObject Line(IReadOnlyList<Column> columns, IReadOnlyList<Cell> row)
    {
        var cells = row.Zip(columns)
            .Select(each => (Text: SlackText.Marked(each.First.Text, each.First.Mark), Column: each.Second))
            .Where(each => each.Text is not ("" or "–"))
            .Select(each => each.Column.Numeric ? $"{each.Column.Name} {each.Text}" : each.Text).ToList();
        return cells switch
        {
            [] => SlackText.Section(SlackText.Plain("–")),
            [{ Length: <= LongestCell } first] => SlackText.Section(SlackText.Bold(first)),
            [{ Length: <= LongestCell } first, .. var others] => SlackText.Section([SlackText.Bold(first), .. SlackText.Pieces($" · {string.Join(" · ", others)}")]),
            _ => SlackText.Section(SlackText.Pieces(string.Join(" · ", cells))),
        };
    }
}
