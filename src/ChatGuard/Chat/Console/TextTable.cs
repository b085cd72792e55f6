using System.Text;
using ChatGuard.Core.Answers;

namespace ChatGuard.Chat.Console;

/// <summary>Lays out a table in padded columns, or where the width is too small for its columns, as one labelled record a row.</summary>
internal static class TextTable
{
    private const int Gap = 2;
    private const int Narrowest = 8;
    private const int LongestWord = 30;
    private const int Short = 14;
    private const int Sampled = 200;

    public static string Render(Block.Table table, int width)
    {
        var header = table.Columns.Select(column => VisibleText.Of(column.Name)).ToList();
        var rows = table.Rows.Select(row => row.Select(cell => PlainText.Marked(cell.Text, cell.Mark)).ToList()).ToList();
        var caption = table.Caption is { } text ? string.Join('\n', Cells.Wrap(VisibleText.Of(text), width)) + "\n" : "";
        if (rows.Count == 0)
        {
            return caption + "(none)\n";
        }

        return caption + (Fit(header, rows, width) is { } widths ? Columns(table, header, rows, widths) : Records(header, rows, width));
    }

    /// <summary>
    /// Each column's width: its widest cell, as long as all fit. Then the columns give way whose widest cell is most above their mean, down to
    /// their longest word, short ones not at all; then the widest, cutting words. Null where even that is not enough.
    /// </summary>
    private static int[]? Fit(List<string> header, List<List<string>> rows, int width)
    {
        var columns = header.Select((name, index) => rows.Take(Sampled).Select(row => row[index]).Append(name).ToList()).ToList();
        var widths = header.Select((name, index) => Math.Max(Cells.Width(name), rows.Max(row => Cells.Width(row[index])))).ToArray();
        var means = columns.Select(cells => cells.Average(Cells.Width)).ToArray();
        var words = columns.Select((cells, index) => widths[index] <= Short ? widths[index] : Math.Min(LongestWord, cells.Max(cell => cell.Split(' ').Max(Cells.Width)))).ToArray();
        var room = width - (Gap * (widths.Length - 1));
        while (widths.Sum() > room)
        {
            var loose = Enumerable.Range(0, widths.Length).Where(index => widths[index] > Math.Max(Narrowest, words[index])).DefaultIfEmpty(-1).MaxBy(index => index < 0 ? 0 : widths[index] / means[index]);
            var giving = loose >= 0 ? loose : Array.IndexOf(widths, widths.Max());
            if (widths[giving] <= Narrowest)
            {
                return null;
            }

            widths[giving]--;
        }

        return widths;
    }

    private static string Columns(Block.Table table, List<string> header, List<List<string>> rows, int[] widths)
    {
        var text = new StringBuilder();
        text.Append(Row(table, header, widths));
        text.Append(string.Join(new string(' ', Gap), widths.Select(width => new string('-', width)))).Append('\n');
        foreach (var row in rows)
        {
            text.Append(Row(table, row, widths));
        }

        return text.ToString();
    }

    private static string Row(Block.Table table, List<string> cells, int[] widths)
    {
        var wrapped = cells.Select((cell, index) => Cells.Wrap(cell, widths[index])).ToList();
        var lines = Enumerable.Range(0, wrapped.Max(cell => cell.Count)).Select(line => string.Join(
            new string(' ', Gap),
            wrapped.Select((cell, index) => Cells.Pad(cell.ElementAtOrDefault(line) ?? "", widths[index], table.Columns[index].Numeric))).TrimEnd());
        return string.Concat(lines.Select(line => line + "\n"));
    }

    private static string Records(List<string> header, List<List<string>> rows, int width) => string.Join("\n", rows.Select(row => string.Concat(
        row.Select((cell, index) => string.Join("\n  ", Cells.Wrap($"{header[index]}: {cell}", width - 2)) + "\n"))));
}
