using ChatGuard.Store;
using Xunit;
using static ChatGuard.Tests.Store.Samples;

namespace ChatGuard.Tests.Store;

public abstract partial class StoreTests
{
    [Fact]
    public async Task EachEarlierVersionIsUpgradedWithItsData()
    {
        Assert.True(ChatGuard.Store.Store.Newest > 1);
        for (var version = 1; version < ChatGuard.Store.Store.Newest; version++)
        {
            using var database = await NewDatabaseAsync();
            var old = database.Replica();
            await old.MigrateAsync(version, Token);
            await database.ExecuteAsync(
                $"""
                INSERT INTO findings (account_id, check_id, region, resource_id, status, severity, detail, first_seen, last_seen)
                VALUES ('{Account}', 'user-mfa-enabled', '', '{Anna}', 'Fail', 'High', 'no MFA', '2026-03-02T09:00:00.000000Z', '2026-03-02T09:00:00.000000Z')
                """,
                Token);

            var upgraded = await database.StartAsync(Token);

            Assert.Equal(Anna, Assert.Single(await upgraded.FindingsAsync([Account], Monday, Token)).ResourceId);
            Assert.True(await upgraded.CommitDigestAsync(Slot, [Message("a")], [], Token));
        }
    }

    [Fact]
    public async Task ReplicasThatStartAtOnceMigrateOnce()
    {
        using var database = await NewDatabaseAsync();
        var replicas = Enumerable.Range(0, 4).Select(_ => database.Replica()).ToList();

        await Task.WhenAll(replicas.Select(replica => Task.Run(() => replica.MigrateAsync(Token), Token)));

        Assert.True(await replicas[0].CommitDigestAsync(Slot, [], [], Token));
        Assert.True(await replicas[3].IsTakenAsync(Slot, Token));
    }

    [Fact]
    public async Task StartingAgainKeepsEverything()
    {
        await RecordAsync(0, Fails(Anna));
        var again = await Database.StartAsync(Token);
        await again.PingAsync(Token);

        Assert.Single(await again.FindingsAsync([Account], Monday, Token));
    }

    [Fact]
    public async Task ADatabaseOfANewerVersionIsRefused()
    {
        var older = Database.Replica();

        var refused = await Assert.ThrowsAsync<StoreException>(() => older.MigrateAsync(2, Token));

        Assert.Contains($"has schema version {ChatGuard.Store.Store.Newest}", refused.Message, StringComparison.Ordinal);
        Assert.Contains("knows version 2", refused.Message, StringComparison.Ordinal);
        Assert.Contains("ChatGuard:Store:ConnectionString", refused.Message, StringComparison.Ordinal);
    }
}
