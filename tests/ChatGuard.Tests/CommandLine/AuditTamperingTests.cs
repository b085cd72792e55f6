using System.Globalization;
using System.Text.Json.Nodes;
using ChatGuard.Store;
using ChatGuard.Tests.Store;
using Xunit;

namespace ChatGuard.Tests.CommandLine;

/// <summary><c>chatguard audit verify</c> as a process finds what was done to the audit in either database; every record and column in <see cref="StoreTests"/>.</summary>
public sealed class AuditTamperingTests(PostgresServer postgres)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, "UPDATE audit SET detail = replace(detail, '4', '5') WHERE seq = 4", "record 4 was changed")]
    [InlineData(false, "UPDATE audit SET at = 'yesterday' WHERE seq = 4", "record 4 was changed: it cannot be read any more")]
    [InlineData(false, "UPDATE audit SET seq = -1 WHERE seq = 4; UPDATE audit SET seq = 4 WHERE seq = 5; UPDATE audit SET seq = 5 WHERE seq = -1", "record 4 does not follow record 3")]
    [InlineData(true, "UPDATE audit SET detail = replace(detail, '4', '5') WHERE seq = 4", "record 4 was changed")]
    [InlineData(true, "DELETE FROM audit WHERE seq = 4", "record 4 is missing")]
    [InlineData(true, "UPDATE audit SET seq = -1 WHERE seq = 4; UPDATE audit SET seq = 4 WHERE seq = 5; UPDATE audit SET seq = 5 WHERE seq = -1", "record 4 does not follow record 3")]
    [InlineData(true, "DELETE FROM audit WHERE seq > 3", "records 4 to 6 are missing")]
    public async Task WhatWasDoneToTheAuditIsFound(bool isPostgres, string tampering, string problem)
    {
        using var database = isPostgres ? await TestDatabase.PostgresAsync(postgres, Stop) : TestDatabase.Sqlite();
        var store = await database.StartAsync(Stop);
        for (var n = 1; n <= 6; n++)
        {
            await store.AuditAsync(new AuditEntry("test", null, "web:anna", new JsonObject { ["n"] = n }), Stop);
        }

        var head = (await store.AuditHeadAsync(Stop))!;
        await database.ExecuteAsync(tampering, Stop);

        var result = await new Cli()
            .With(("ChatGuard__Store__Provider", database.Options.Provider), ("ChatGuard__Store__ConnectionString", database.Options.ConnectionString))
            .RunAsync("audit", "verify", "--head", string.Create(CultureInfo.InvariantCulture, $"{head.Seq}:{head.Hash}"));

        Assert.Equal((1, ""), (result.Exit, result.Error));
        Assert.StartsWith($"The audit is broken: {problem}", result.Output, StringComparison.Ordinal);
        Assert.Contains("The 3 records before that are as they were written.", result.Output, StringComparison.Ordinal);
    }
}
