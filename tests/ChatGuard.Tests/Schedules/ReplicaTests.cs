using System.Diagnostics;
using System.Globalization;
using ChatGuard.Sandbox;
using ChatGuard.Tests.Store;
using Xunit;

namespace ChatGuard.Tests.Schedules;

/// <summary>Three processes of ChatGuard on one PostgreSQL, killed again and again while their digests fall due.</summary>
public sealed class ReplicaTests(PostgresServer postgres)
{
    private static bool IsLong => Environment.GetEnvironmentVariable("CHATGUARD_LONG") == "1";

    /// <summary>10 digests, or 100 with CHATGUARD_LONG=1; a second between each and the next.</summary>
    [Fact]
    public async Task EachDigestIsPostedOnceThoughReplicasAreKilled()
    {
        // A lease of a killed replica holds its channel up for 75 seconds, so several in a row are allowed for.
        using var deadline = new CancellationTokenSource(IsLong ? TimeSpan.FromMinutes(20) : TimeSpan.FromMinutes(6), TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, TestContext.Current.CancellationToken);
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions(), either.Token);
        var watch = Stopwatch.StartNew();

        await using var replicas = await StartInTimeAsync(sandbox, IsLong ? 100 : 10, either.Token);
        await replicas.KillUntilAllIsPostedAsync(either.Token);
        var posted = watch.Elapsed;
        await replicas.Record.NothingIsUnderWayAsync(either.Token);

        var digests = replicas.Digests.Select(digest => $"digest/{digest.Name}/{digest.Day:yyyy-MM-dd}").ToList();
        Assert.Equal(digests, await replicas.Record.SlotsAsync(either.Token));
        var outbox = await replicas.Record.OutboxAsync(either.Token);
        Assert.Equal(digests, outbox.Where(key => !key.EndsWith("/details", StringComparison.Ordinal)));
        Assert.Equal(outbox, await replicas.Record.MessagesAsync(either.Token));
        Assert.True(replicas.Kills >= Math.Max(3, digests.Count / 4), string.Create(CultureInfo.InvariantCulture, $"only {replicas.Kills} replicas were killed"));
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{digests.Count} digests, {outbox.Count} messages, {replicas.Kills} kills, all posted after {posted.TotalSeconds:0} s, all recovered after {watch.Elapsed.TotalSeconds:0} s"));
    }

    /// <summary>Replicas that knew of every digest before the first fell due; on a machine too slow for that they get more time.</summary>
    private async Task<Replicas> StartInTimeAsync(SandboxServer sandbox, int count, CancellationToken cancellationToken)
    {
        for (var ahead = TimeSpan.FromSeconds(6); ; ahead *= 2)
        {
            var first = TimeProvider.System.GetUtcNow() + ahead;
            var digests = Enumerable.Range(0, count).Select(n => new ReplicaDigest($"d{n:000}", first.AddSeconds(n))).ToList();
            var replicas = new Replicas(sandbox, await postgres.NewDatabaseAsync(cancellationToken), digests);
            replicas.Start();
            if (TimeProvider.System.GetUtcNow() < first.AddSeconds(-1))
            {
                return replicas;
            }

            await replicas.DisposeAsync();
        }
    }
}
