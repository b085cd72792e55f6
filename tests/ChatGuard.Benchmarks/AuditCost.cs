using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using ChatGuard.CommandLine;
using ChatGuard.Store;
using Microsoft.Data.Sqlite;

namespace ChatGuard.Benchmarks;

/// <summary>What verifying an audit of 1,000,000 records costs: time and memory of <c>chatguard audit verify</c> on a SQLite file.</summary>
internal static class AuditCost
{
    /// <summary>Tells the program that it is the process that verifies.</summary>
    public const string Argument = "--audit-process";

    private const int Count = 1_000_000;

    public static async Task PrintAsync()
    {
        var folder = Directory.CreateTempSubdirectory("chatguard-audit").FullName;
        try
        {
            var file = Path.Combine(folder, "audit.db");
            var begun = TimeProvider.System.GetTimestamp();
            await WriteAsync($"Data Source={file}");
            Console.WriteLine($"{Count:N0} records written in {TimeProvider.System.GetElapsedTime(begun).TotalSeconds:F1} s, {new FileInfo(file).Length / 1024.0 / 1024.0:F0} MB");
            Console.Write(await Child.VerifyAuditAsync(new Dictionary<string, string> { ["ChatGuard__Store__ConnectionString"] = $"Data Source={file}" }));
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Does what <c>chatguard audit verify</c> does, in this process, and prints what it took.</summary>
    public static async Task<int> VerifyAsync()
    {
        var begun = TimeProvider.System.GetTimestamp();
        var exit = await Audit.VerifyAsync(null, json: false, CancellationToken.None);
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Verified in {TimeProvider.System.GetElapsedTime(begun).TotalSeconds:F1} s, {process.TotalProcessorTime.TotalSeconds:F1} s of processor, peak memory {process.PeakWorkingSet64 / 1024.0 / 1024.0:F0} MB"));
        return exit;
    }

    /// <summary>The records that ChatGuard would write, in one transaction.</summary>
    private static async Task WriteAsync(string connectionString)
    {
        using (var store = new ChatGuard.Store.Store(new StoreOptions { ConnectionString = connectionString }, TimeProvider.System))
        {
            await store.MigrateAsync(CancellationToken.None);
        }

        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync();
        await using var transaction = connection.BeginTransaction();
        await using var insert = connection.CreateCommand();
        insert.Transaction = transaction;
        insert.CommandText = "INSERT INTO audit (seq, at, kind, proposal, actor, detail, previous, hash) VALUES ($seq, $at, $kind, $proposal, $actor, $detail, $previous, $hash)";
        string[] names = ["$seq", "$at", "$kind", "$proposal", "$actor", "$detail", "$previous", "$hash"];
        var values = names.Select(name => insert.Parameters.Add(new SqliteParameter { ParameterName = name })).ToList();
        var last = (Seq: 0L, Hash: AuditRecord.Nothing);
        var at = new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
        for (var n = 0; n < Count; n++)
        {
            var detail = new JsonObject { ["event"] = "StepChanged", ["state"] = "Executing", ["planHash"] = AuditRecord.Nothing, ["step"] = n % 4, ["stepState"] = "Done", ["requestId"] = $"{n:x8}-0000-4000-8000-000000000000" };
            var record = AuditRecord.Following(last, at.AddSeconds(n), new AuditEntry("accepted", $"p{n / 20:x9}", n % 20 == 0 ? "slack:T1/U2" : null, detail));
            object?[] row = [record.Seq, record.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture), record.Kind, record.Proposal, record.Actor, record.Detail, record.Previous, record.Hash];
            for (var column = 0; column < row.Length; column++)
            {
                values[column].Value = row[column] ?? DBNull.Value;
            }

            await insert.ExecuteNonQueryAsync();
            last = (record.Seq, record.Hash);
        }

        await transaction.CommitAsync();
    }
}
