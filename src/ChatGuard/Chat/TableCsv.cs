using ChatGuard.Core.Answers;
using CsvHelper;

namespace ChatGuard.Chat;

/// <summary>
/// An answer's tables as one CSV file, as the chat shows them: each row begins with the heading it stands under, then the columns of all tables. A cell that a
/// spreadsheet would run as a formula is written with a leading apostrophe.
/// </summary>
internal static class TableCsv
{
    private static readonly CsvWriterOptions Written = new() { Injection = CsvInjection.Escape, NewLine = "\n" };

    public static string Render(Answer answer)
    {
        var tables = Tables(answer).ToList();
        var columns = tables.SelectMany(table => table.Table.Columns.Select(column => column.Name)).Distinct(StringComparer.Ordinal).ToList();
        using var text = new StringWriter();
        using (var csv = CsvWriter.Create(text, Written, leaveOpen: true))
        {
            foreach (var name in columns.Prepend("Part"))
            {
                csv.WriteField(VisibleText.Of(name));
            }

            csv.EndRecord();
            foreach (var (part, table) in tables)
            {
                foreach (var row in table.Rows)
                {
                    csv.WriteField(VisibleText.Of(part));
                    columns.ForEach(column => csv.WriteField(Text(table, row, column)));
                    csv.EndRecord();
                }
            }
        }

        return text.ToString();
    }

    private static IEnumerable<(string Part, Block.Table Table)> Tables(Answer answer)
    {
        var heading = answer.Title;
        foreach (var block in answer.Blocks)
        {
            heading = block is Block.Heading { Content: var content } ? content : heading;
            if (block is Block.Table table)
            {
                yield return (table.Caption ?? heading, table);
            }
        }
    }

    private static string Text(Block.Table table, IReadOnlyList<Cell> row, string column)
    {
        var cell = table.Columns.Zip(row).FirstOrDefault(each => each.First.Name == column).Second;
        return cell is null ? "" : VisibleText.Of(cell.Text.Length > 0 || cell.Mark == Mark.None ? cell.Text : Wording.Kebab(cell.Mark));
    }
}
