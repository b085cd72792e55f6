using ChatGuard.Store;
using Xunit;

namespace ChatGuard.Tests.Store;

/// <summary>How transactions take turns on SQLite, and where what they wrote goes.</summary>
public sealed class SqliteWritingTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TheWriteAheadLogDoesNotGrowWithoutEndThoughWritersNeverPause()
    {
        using var database = TestDatabase.Sqlite();
        var store = await database.StartAsync(Stop);
        var payload = new string('x', 60_000);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(
            async () =>
            {
                for (var n = 0; n < 500; n++)
                {
                    Assert.NotNull(await store.ReceiveAsync($"{writer}/{n}", "slack", payload, "me", TimeSpan.FromMinutes(1), Stop));
                }
            },
            Stop)));

        var file = database.Options.ConnectionString["Data Source=".Length..];
        var (written, log) = (4_000L * payload.Length, new FileInfo($"{file}-wal").Length);
        Assert.True(log < 120 << 20, $"of {written >> 20} MiB {log >> 20} MiB are in the log");
        Assert.True(new FileInfo(file).Length > written - log, "the rest is not in the database");
    }

    [Fact]
    public async Task WhatFailsOrIsGivenUpHoldsUpNobody()
    {
        using var writer = new WriterThread();
        using var givenUp = new CancellationTokenSource();
        var (first, order) = (new TaskCompletionSource(), new List<int>());
        Task<int> Write(int n, CancellationToken token = default) => writer.RunAsync(
            () =>
            {
                order.Add(n);
                return n == 2 ? throw new InvalidOperationException("no") : Task.FromResult(n);
            },
            token);

        var held = writer.RunAsync(
            async () =>
            {
                await first.Task;
                return 0;
            },
            Stop);
        var (one, two, three, four) = (Write(1), Write(2), Write(3, givenUp.Token), Write(4));
        await givenUp.CancelAsync();
        Assert.Empty(order);
        first.SetResult();

        var done = await Task.WhenAll(held, one, four);
        Assert.Equal([0, 1, 4], done);
        await Assert.ThrowsAsync<InvalidOperationException>(() => two);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => three);
        Assert.Equal([1, 2, 4], order);
    }

    [Fact]
    public async Task WhatWaitsIsWrittenBeforeItEnds()
    {
        var writer = new WriterThread();
        var (last, waiting) = (0, new List<Task<int>>());
        for (var n = 1; n <= 100; n++)
        {
            var mine = n;
            waiting.Add(writer.RunAsync(() => Task.FromResult(last = mine), Stop));
        }

        writer.Dispose();
        writer.Dispose();

        Assert.Equal(100, last);
        Assert.Equal(Enumerable.Range(1, 100), await Task.WhenAll(waiting));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => writer.RunAsync(() => Task.FromResult(0), Stop));
    }
}
