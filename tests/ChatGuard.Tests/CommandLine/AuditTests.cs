using System.Text.Json.Nodes;
using ChatGuard.Store;
using ChatGuard.Tests.Store;
using Xunit;

namespace ChatGuard.Tests.CommandLine;

/// <summary><c>chatguard audit</c>, as its own process.</summary>
public sealed class AuditTests : IDisposable
{
    private readonly TestDatabase database = TestDatabase.Sqlite();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnEmptyAuditIsWhole()
    {
        Assert.Equal((0, "The audit is empty."), await RunAsync("audit", "verify"));
        Assert.Equal((0, ""), await RunAsync("audit", "export"));
    }

    [Fact]
    public async Task AWholeAuditIsConfirmedWithItsHeadAndExported()
    {
        var head = await FillAsync(3);

        Assert.Equal((0, $"All 3 records are as they were written. Head: 3:{head.Hash}"), await RunAsync("audit", "verify", "--head", $"3:{head.Hash}"));
        var lines = (await RunAsync("audit", "export")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(["1", "2", "3"], lines.Select(line => line["detail"]!["n"]!.ToString()));
        Assert.Equal(head.Hash, lines[2]["hash"]!.ToString());
    }

    [Fact]
    public async Task ABrokenAuditIsNamedByItsFirstBadRecord()
    {
        await FillAsync(3);
        await database.ExecuteAsync("UPDATE audit SET actor = 'web:nobody' WHERE seq = 2", Stop);

        var (exit, output) = await RunAsync("audit", "verify", "--json");

        Assert.Equal(1, exit);
        var verdict = JsonNode.Parse(output)!;
        Assert.False((bool)verdict["intact"]!);
        Assert.Equal(1, (int)verdict["records"]!);
        Assert.StartsWith("record 2 was changed", verdict["problem"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatWasCutOffShowsAgainstANotedHead()
    {
        var head = await FillAsync(3);
        await database.ExecuteAsync("DELETE FROM audit WHERE seq = 3", Stop);

        Assert.Equal(0, (await RunAsync("audit", "verify")).Exit);
        var (exit, output) = await RunAsync("audit", "verify", "--head", $"3:{head.Hash}");

        Assert.Equal(1, exit);
        Assert.StartsWith("The audit is broken: records 3 to 3 are missing", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AHeadThatIsNoneIsRefused()
    {
        var result = await Cli().RunAsync("audit", "verify", "--head", "yesterday");

        Assert.Equal((1, ""), (result.Exit, result.Output));
        Assert.Contains("NUMBER:HASH", result.Error, StringComparison.Ordinal);
    }

    public void Dispose() => database.Dispose();

    private async Task<AuditRecord> FillAsync(int count)
    {
        var store = await database.StartAsync(Stop);
        for (var n = 1; n <= count; n++)
        {
            await store.AuditAsync(new AuditEntry("test", null, "web:anna", new JsonObject { ["n"] = n }), Stop);
        }

        return (await store.AuditHeadAsync(Stop))!;
    }

    private Cli Cli() => new Cli().With(("ChatGuard__Store__ConnectionString", database.Options.ConnectionString));

    private async Task<(int Exit, string Output)> RunAsync(params string[] arguments)
    {
        var result = await Cli().RunAsync(arguments);
        Assert.Equal("", result.Error);
        return (result.Exit, result.Output);
    }
}
