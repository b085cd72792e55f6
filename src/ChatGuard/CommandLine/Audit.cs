using System.Data;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatGuard.Store;
using Microsoft.Extensions.Options;

namespace ChatGuard.CommandLine;

/// <summary><c>chatguard audit</c>: verifies the chain of audit records, or writes them out. Reads the database alone; nothing else is started.</summary>
internal static class Audit
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="head">A head noted earlier, as <c>NUMBER:HASH</c>: shows what was cut off since; null for none.</param>
    /// <param name="json">One JSON object instead of a sentence.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>0 where every record is as it was written; 1 where one is not, which is named.</returns>
    public static async Task<int> VerifyAsync(string? head, bool json, CancellationToken cancellationToken)
    {
        var noted = Noted(head);
        using var host = Build();
        host.ValidateConfiguration();
        var verdict = await AuditChain.VerifyAsync(host.Services.GetRequiredService<Store.Store>(), noted, cancellationToken);
        await System.Console.Out.WriteLineAsync(json
            ? JsonSerializer.Serialize(new { schema = "chatguard.audit/v1", intact = verdict.Problem is null, records = verdict.Intact, head = verdict.Head, problem = verdict.Problem }, Json)
            : verdict switch
            {
                { Problem: { } problem } => $"The audit is broken: {problem}. The {verdict.Intact} records before that are as they were written.",
                { Head: null } => "The audit is empty.",
                _ => $"All {verdict.Intact} records are as they were written. Head: {verdict.Intact}:{verdict.Head}",
            });
        return verdict.Problem is null ? 0 : 1;
    }

    /// <summary>Writes every record as a line of JSON, oldest first.</summary>
    public static async Task<int> ExportAsync(CancellationToken cancellationToken)
    {
        using var host = Build();
        host.ValidateConfiguration();
        var store = host.Services.GetRequiredService<Store.Store>();
        try
        {
            await foreach (var record in store.AuditAsync(cancellationToken))
            {
                var line = new { record.Seq, record.At, record.Kind, record.Proposal, record.Actor, Detail = Detail(record.Detail), record.Previous, record.Hash };
                await System.Console.Out.WriteLineAsync(JsonSerializer.Serialize(line, Json).AsMemory(), cancellationToken);
            }
        }
        catch (DataException unreadable)
        {
            throw new StoreException($"The audit is broken: the record after the last one that was written out cannot be read ({unreadable.Message}). See chatguard audit verify.", unreadable);
        }

        return 0;
    }

    /// <summary>As JSON; as text where somebody made something else of it.</summary>
    private static JsonNode? Detail(string detail)
    {
        try
        {
            return JsonNode.Parse(detail);
        }
        catch (JsonException)
        {
            return JsonValue.Create(detail);
        }
    }

    private static (long Seq, string Hash)? Noted(string? head) => head is null ? null
        : head.Split(':') is [var number, { Length: 64 } hash] && long.TryParse(number, CultureInfo.InvariantCulture, out var seq) && seq > 0 ? (seq, hash)
        : throw new FormatException($"--head is a record's number and hash as an earlier verify printed them, NUMBER:HASH, not '{head}'");

    private static IHost Build()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.Services.AddChatGuard(builder.Configuration);
        return builder.Build();
    }
}
