using System.Text.Json.Nodes;
using ChatGuard.Core.Answers;

namespace ChatGuard.Chat.Teams;

/// <summary>
/// A table's rows one below the other, each as a small group: what it is about in bold, below it what is short in one line, then what is long, each under the
/// name of its column.
/// </summary>
internal static class CardStack
{
    private const int LongestLead = 240;
    private const int LongestValue = 600;
    private const int Short = 36;

    /// <summary>One row.</summary>
    public static JsonObject Row(Block.Table table, IReadOnlyList<Cell> row)
    {
        var leading = Leading(table);
        var said = table.Columns.Zip(row).Skip(leading).Where(each => each.Second.Text.Length > 0 || each.Second.Mark != Mark.None).ToList();
        var group = CardLines.Together(
        [
            .. Lead(table.Columns[0], row, leading),
            .. Line([.. said.Where(each => IsShort(each.First, each.Second))]),
            .. said.Where(each => !IsShort(each.First, each.Second)).SelectMany(each => CardLines.Of([Name(each.First)], each.Second.Text, each.Second.Mark, LongestValue).Select(CardLines.Close)),
        ]);
        group["separator"] = true;
        group["spacing"] = "Small";
        return group;
    }

    /// <summary>Whether some cell is not shown to its end; side by side stands only what is shorter.</summary>
    public static bool Clips(Block.Table table) => table.Rows.Any(row => row.Where((cell, column) => CardLines.Clips(cell.Text, column < 2 ? LongestLead : LongestValue)).Any());

    /// <summary>A number or a judgement says nothing without what stands beside it.</summary>
    private static int Leading(Block.Table table) => table.Columns.Count > 1 && (table.Columns[0].Numeric || table.Rows.Any(row => row[0].Mark != Mark.None)) ? 2 : 1;

    private static IReadOnlyList<JsonObject> Lead(Column first, IReadOnlyList<Cell> row, int leading)
    {
        if (leading == 1)
        {
            return CardLines.Of([], Named(row[0]), row[0].Mark, LongestLead, isBold: true);
        }

        IEnumerable<JsonObject> before = first.Numeric ? [CardText.Run($"{Wording.Clip(row[0].Text, Short)}. ", bold: true)]
            : row[0] == new Cell("") ? []
            : [.. CardText.Marked(row[0].Text, row[0].Mark, Short), CardText.Run("  ")];
        return CardLines.Of([.. before], Named(row[1]), row[1].Mark, LongestLead, isBold: true);
    }

    private static string Named(Cell cell) => cell.Text.Length == 0 && cell.Mark == Mark.None ? "–" : cell.Text;

    private static IEnumerable<JsonObject> Line(IReadOnlyList<(Column Column, Cell Cell)> facts) => facts.Count == 0 ? [] :
    [
        CardLines.Close(CardText.Block(facts.SelectMany((each, n) =>
            CardText.Marked(each.Cell.Text, each.Cell.Mark, Short).Prepend(n == 0 ? Name(each.Column) : CardText.Run($" · {NameOf(each.Column)}", subtle: true))))),
    ];

    private static bool IsShort(Column column, Cell cell) =>
        CardText.Plain(cell.Text, cell.Mark, LongestValue).Length <= Short && CardWidth.LongestWord(column.Name) <= CardWidth.MostWord && !cell.Text.Contains("{\"", StringComparison.Ordinal);

    private static JsonObject Name(Column column) => CardText.Run(NameOf(column), subtle: true);

    private static string NameOf(Column column) => $"{Wording.Clip(column.Name, LongestLead)}: ";
}
