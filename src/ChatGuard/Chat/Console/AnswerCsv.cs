using System.Text.Json.Nodes;
using ChatGuard.Commands;
using ChatGuard.Core.Answers;
using CsvHelper;

namespace ChatGuard.Chat.Console;

/// <summary>
/// A reply as a CSV table with one header row: the command's list, one row an entry, each beginning with its account.
/// A check is one row a resource. A cell that a spreadsheet would run as a formula is written with a leading apostrophe,
/// and invisible characters as visible escapes.
/// </summary>
internal static class AnswerCsv
{
    private static readonly CsvWriterOptions Written = new() { Injection = CsvInjection.Escape, NewLine = "\n" };

    public static string Render(Reply reply)
    {
        var rows = reply.Accounts.Count > 0 ? [.. reply.Accounts.SelectMany(Rows)] : Table(reply.Answer);
        var columns = rows.SelectMany(row => row.Select(cell => cell.Column)).Distinct(StringComparer.Ordinal).ToList();
        using var text = new StringWriter();
        using (var csv = CsvWriter.Create(text, Written, leaveOpen: true))
        {
            columns.ForEach(csv.WriteField);
            csv.EndRecord();
            foreach (var row in rows)
            {
                var cells = row.ToDictionary(cell => cell.Column, cell => cell.Value, StringComparer.Ordinal);
                columns.ForEach(column => csv.WriteField(VisibleText.Of(cells.GetValueOrDefault(column) ?? "")));
                csv.EndRecord();
            }
        }

        return text.ToString();
    }

    private static IEnumerable<List<(string Column, string? Value)>> Rows(AccountReply reply)
    {
        List<(string, string?)> account = [("accountId", reply.Account.AccountId), ("accountName", reply.Account.AccountName), ("asOf", Wording.Iso(reply.Account.TakenAt))];
        var list = reply.Body.Select(member => member.Value).OfType<JsonArray>().FirstOrDefault(array => array.All(item => item is JsonObject));
        var entries = reply.Body["check"] is JsonObject check ? [check] : list?.OfType<JsonObject>() ?? (reply.Body.Any(member => member.Value is not null) ? [reply.Body] : []);
        return entries.SelectMany(entry => Rows(entry)).Select(row => (List<(string, string?)>)[.. account, .. row]);
    }

    private static IEnumerable<List<(string Column, string? Value)>> Rows(JsonObject entry)
    {
        var own = entry.Where(member => member.Key != "resources").Select(member => (member.Key, Text(member.Value))).ToList();
        return entry["resources"] is JsonArray { Count: > 0 } resources
            ? resources.OfType<JsonObject>().Select(resource => (List<(string, string?)>)[.. own, .. resource.Select(member => ("resource" + char.ToUpperInvariant(member.Key[0]) + member.Key[1..], Text(member.Value)))])
            : [own];
    }

    private static List<List<(string Column, string? Value)>> Table(Answer answer) => answer.Blocks.OfType<Block.Table>().FirstOrDefault() is { } table
        ? [.. table.Rows.Select(row => row.Select((cell, n) => (table.Columns[n].Name, (string?)cell.Text)).ToList())]
        : [[("title", answer.Title)]];

    private static string? Text(JsonNode? value) => value switch
    {
        JsonArray array => string.Join(';', array.Select(Text)),
        JsonValue scalar => scalar.ToString(),
        _ => value?.ToJsonString(),
    };
}
