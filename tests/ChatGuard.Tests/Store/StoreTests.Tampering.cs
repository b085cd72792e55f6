using System.Globalization;
using System.Text.Json.Nodes;
using ChatGuard.Store;
using Xunit;

namespace ChatGuard.Tests.Store;

/// <summary>Every way to change, remove, move or cut off a record, tried on each record of an audit.</summary>
public abstract partial class StoreTests
{
    /// <summary>Enough for every pair and every end; CHATGUARD_LONG=1 tries a longer audit.</summary>
    private static int AuditLength => Environment.GetEnvironmentVariable("CHATGUARD_LONG") == "1" ? 60 : 10;

    [Fact]
    public async Task WhateverIsDoneToWhicheverRecordIsFound()
    {
        var records = await WriteAuditAsync();
        var head = (records[^1].Seq, records[^1].Hash);
        await Database.ExecuteAsync("CREATE TABLE kept AS SELECT * FROM audit", Token);
        Assert.Equal(new AuditVerdict(AuditLength, head.Hash, null), await AuditChain.VerifyAsync(Store, head, Token));

        var tried = 0;
        foreach (var (what, first, sql, values) in records.SelectMany(Changed).Concat(Deleted(records)).Concat(Swapped(records)).Concat(Cut(records)))
        {
            await Database.ExecuteAsync(sql, values, Token);
            var verdict = await AuditChain.VerifyAsync(Store, head, Token);

            Assert.True(verdict.Problem is not null, $"{what} was not found");
            Assert.True(verdict.Intact < first, $"{what} was found at record {verdict.Intact + 1} only");
            await Database.ExecuteAsync("DELETE FROM audit; INSERT INTO audit SELECT * FROM kept", Token);
            tried++;
        }

        Assert.Equal(new AuditVerdict(AuditLength, head.Hash, null), await AuditChain.VerifyAsync(Store, head, Token));
        Assert.True(tried >= AuditLength * (7 + 1 + 1) + (AuditLength * (AuditLength - 1) / 2), $"only {tried} were tried");
    }

    private async Task<IReadOnlyList<AuditRecord>> WriteAuditAsync()
    {
        var random = new Random(20261125);
        for (var n = 1; n <= AuditLength; n++)
        {
            Database.Clock.Advance(TimeSpan.FromSeconds(random.Next(100)));
            var detail = new JsonObject { ["event"] = "Approve", ["n"] = n, ["reason"] = $"weil „es“ sein muß {random.Next()}" };
            await Store.AuditAsync(new AuditEntry(n % 3 == 0 ? "refused" : "accepted", n % 4 == 0 ? null : $"prop{n:000000}", n % 5 == 0 ? null : "web:anna", detail), Token);
        }

        return await Store.AuditRecordsAsync(0, AuditLength + 1, Token);
    }

    /// <summary>Each column of the record made another one. What tampering with the last record's own number does shows as a record that is missing.</summary>
    private static IEnumerable<(string What, long First, string Sql, object Values)> Changed(AuditRecord record)
    {
        var changed = new (string Column, object? Value)[]
        {
            ("at", record.At.AddTicks(10)), ("kind", Flipped(record.Kind)), ("proposal", record.Proposal is { } proposal ? Flipped(proposal) : ""), ("actor", record.Actor is null ? "web:ben" : null),
            ("detail", Flipped(record.Detail)), ("previous", Flipped(record.Previous)), ("hash", Flipped(record.Hash)), ("seq", record.Seq + 1_000),
        };
        foreach (var (column, value) in changed)
        {
            // Dapper knows a parameter's type by the property's.
            object values = value switch { DateTimeOffset at => new { at, record.Seq }, long seq => new { at = seq, record.Seq }, _ => new { at = (string?)value, record.Seq } };
            yield return ($"another {column} of record {record.Seq}", record.Seq, $"UPDATE audit SET {column} = @at WHERE seq = @Seq", values);
        }
    }

    private static IEnumerable<(string What, long First, string Sql, object Values)> Deleted(IReadOnlyList<AuditRecord> records) =>
        records.Select(record => ($"removing record {record.Seq}", record.Seq, "DELETE FROM audit WHERE seq = @Seq", (object)new { record.Seq }));

    private static IEnumerable<(string What, long First, string Sql, object Values)> Swapped(IReadOnlyList<AuditRecord> records) =>
        from one in records
        from other in records
        where one.Seq < other.Seq
        select ($"swapping records {one.Seq} and {other.Seq}", one.Seq,
            "UPDATE audit SET seq = -1 WHERE seq = @one; UPDATE audit SET seq = @one WHERE seq = @other; UPDATE audit SET seq = @other WHERE seq = -1", (object)new { one = one.Seq, other = other.Seq });

    private static IEnumerable<(string What, long First, string Sql, object Values)> Cut(IReadOnlyList<AuditRecord> records) =>
        records.Select(record => ($"cutting off from record {record.Seq}", record.Seq, "DELETE FROM audit WHERE seq >= @Seq", (object)new { record.Seq }));

    /// <summary>One bit of one character flipped.</summary>
    private static string Flipped(string text)
    {
        var at = text.Length / 2;
        return string.Create(CultureInfo.InvariantCulture, $"{text[..at]}{(char)(text[at] ^ 1)}{text[(at + 1)..]}");
    }
}
