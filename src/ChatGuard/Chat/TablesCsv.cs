using System.Text;
using ChatGuard.Core.Answers;
using CsvHelper;

namespace ChatGuard.Chat;

/// <summary>
/// An answer's tables as CSV, as they are shown in chat: key ids shortened. One table is its header and rows; several stand one below the other, each after
/// its heading, with an empty line between. A cell that a spreadsheet would run as a formula is written with a leading apostrophe.
/// </summary>
internal static class TablesCsv
{
    private static readonly CsvWriterOptions Written = new() { Injection = CsvInjection.Escape, NewLine = "\n", ValidateFieldCount = false };

    public static bool Has(Answer answer) => answer.Blocks.Any(block => block is Block.Table);

    /// <summary>UTF-8 with the mark by which spreadsheets know it.</summary>
    public static byte[] Bytes(Answer answer) => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Render(answer))];

    private static string Render(Answer answer)
    {
        var tables = Tables(answer).ToList();
        using var text = new StringWriter();
        foreach (var (heading, table) in tables)
        {
            text.Write(text.GetStringBuilder().Length > 0 ? "\n" : "");
            IReadOnlyList<string>[] title = tables.Count > 1 ? [[heading]] : [];
            Write(text, [.. title, [.. table.Columns.Select(column => column.Name)], .. table.Rows.Select(row => row.Select(cell => cell.Text).ToList())]);
        }

        return text.ToString();
    }

    private static void Write(StringWriter text, IEnumerable<IReadOnlyList<string>> rows)
    {
        using var csv = CsvWriter.Create(text, Written, leaveOpen: true);
        foreach (var row in rows)
        {
            foreach (var cell in row)
            {
                csv.WriteField(VisibleText.Of(cell));
            }

            csv.EndRecord();
        }
    }

    /// <summary>Each table with its caption, or the heading it stands below.</summary>
    private static IEnumerable<(string Heading, Block.Table Table)> Tables(Answer answer)
    {
        var heading = answer.Title;
        foreach (var block in answer.Blocks)
        {
            heading = block is Block.Heading next ? next.Content : heading;
            if (block is Block.Table table)
            {
                yield return (table.Caption ?? heading, table);
            }
        }
    }
}
