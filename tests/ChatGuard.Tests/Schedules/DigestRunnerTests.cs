using ChatGuard.Core.Digests;
using ChatGuard.Store;
using Xunit;

namespace ChatGuard.Tests.Schedules;

/// <summary>Each slot is posted once: through clock changes, downtime and restarts.</summary>
public sealed class DigestRunnerTests
{
    [Theory]
    [InlineData("Europe/Berlin", "2026-03-27T00:00:00Z", "2026-03-28,2026-03-29,2026-03-30")]
    [InlineData("Europe/Berlin", "2026-10-23T22:00:00Z", "2026-10-24,2026-10-25,2026-10-26")]
    [InlineData("America/New_York", "2026-03-07T05:00:00Z", "2026-03-07,2026-03-08,2026-03-09")]
    [InlineData("America/New_York", "2026-10-31T04:00:00Z", "2026-10-31,2026-11-01,2026-11-02")]
    public async Task EveryDayAroundAClockChangeHasOneDigest(string zone, string begin, string days)
    {
        foreach (var cron in new[] { "0 30 7 * * ?", "0 30 2 * * ?", "0 30 1 * * ?" })
        {
            await using var reports = await Reports.StartAsync(begin);
            var plan = Reports.Plan(zone, cron);
            for (var hour = 0; hour < 4 * 24; hour++)
            {
                await reports.RunDueAsync(plan, begin);
                await reports.RunDueAsync(plan, begin);
                await reports.DeliverAsync();
                reports.Clock.Advance(TimeSpan.FromHours(1));
            }

            var posted = reports.Surface.Posted.Select(post => post.Key).Where(key => !key.EndsWith("/details", StringComparison.Ordinal)).Select(key => key.Split('/')[2]).ToList();
            Assert.Equal(posted.Distinct(), posted);
            Assert.Superset(days.Split(',').ToHashSet(), posted.ToHashSet());
        }
    }

    [Fact]
    public async Task AMonthWithDowntimeHasOneDigestForEachDayThatWasServedAndOneForEachOutage()
    {
        await using var reports = await Reports.StartAsync("2026-10-01T00:00:00Z");
        var plan = Reports.Plan("Europe/Berlin");
        for (var hour = 0; hour < 31 * 24; hour++, reports.Clock.Advance(TimeSpan.FromHours(1)))
        {
            // Down from the 5th to the 9th at noon, and through the night of the 20th.
            if (hour is (>= 4 * 24 and < (8 * 24) + 12) or (>= 19 * 24 and < (19 * 24) + 5))
            {
                continue;
            }

            await reports.RunDueAsync(plan, "2026-10-01T00:00:00Z");
            await reports.DeliverAsync();
        }

        var expected = Enumerable.Range(1, 31).Where(day => day is < 5 or > 8).Select(day => $"digest/daily/2026-10-{day:00}");
        Assert.Equal(expected, reports.Surface.Posted.Select(post => post.Key).Where(key => !key.EndsWith("/details", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task TheDetailsAreInTheThreadOfTheHeadline()
    {
        await using var reports = await Reports.StartAsync("2026-11-20T08:00:00Z");
        Assert.True(await reports.RunDueAsync(Reports.Plan("Etc/UTC")));
        await reports.DeliverAsync();

        Assert.Equal([("digest/daily/2026-11-20", "security", null), ("digest/daily/2026-11-20/details", "security", "m0")], reports.Surface.Posted);
    }

    [Fact]
    public async Task ARestartBetweenClaimAndPostPostsOnce()
    {
        await using var reports = await Reports.StartAsync("2026-11-20T08:00:00Z");
        Assert.True(await reports.RunDueAsync(Reports.Plan("Etc/UTC")));
        reports.Restart();

        Assert.False(await reports.RunDueAsync(Reports.Plan("Etc/UTC")));
        await reports.DeliverAsync();

        Assert.Equal((1, 2), (reports.Made, reports.Surface.Posted.Count));
    }

    [Fact]
    public async Task ARestartBetweenPostAndRecordPostsOnce()
    {
        await using var reports = await Reports.StartAsync("2026-11-20T08:00:00Z");
        Assert.True(await reports.RunDueAsync(Reports.Plan("Etc/UTC")));

        // Posted by a replica that dies before it can say so: its lease is all it leaves.
        var leased = Assert.Single(await reports.Store.LeaseDueAsync("dead", ChatGuard.Schedules.Delivery.Lease, 20, TestContext.Current.CancellationToken));
        var first = await reports.Surface.PostAsync(leased.Channel, leased.Thread, leased.Answer, leased.Key, TestContext.Current.CancellationToken);
        reports.Restart();
        await reports.DeliverAsync();
        Assert.Single(reports.Surface.Posted);

        reports.Clock.Advance(ChatGuard.Schedules.Delivery.Lease);
        await reports.DeliverAsync();

        Assert.Equal([("digest/daily/2026-11-20", "security", null), ("digest/daily/2026-11-20/details", "security", first.Id)], reports.Surface.Posted);
    }

    [Fact]
    public async Task ADayWithNothingToSayIsDoneToo()
    {
        await using var reports = await Reports.StartAsync("2026-11-20T08:00:00Z");
        Assert.True(await reports.RunDueAsync(Reports.Plan("Etc/UTC"), make: (_, _, _) => Task.FromResult(new Digest(null, null, []))));
        await reports.DeliverAsync();

        Assert.Empty(reports.Surface.Posted);
        Assert.True(await reports.Store.IsTakenAsync(new DigestSlot("daily", new DateOnly(2026, 11, 20)), TestContext.Current.CancellationToken));
        Assert.False(await reports.RunDueAsync(Reports.Plan("Etc/UTC")));
    }

    [Fact]
    public async Task ADigestThatCannotBeMadeLeavesItsSlotFree()
    {
        await using var reports = await Reports.StartAsync("2026-11-20T08:00:00Z");
        await Assert.ThrowsAsync<IOException>(() => reports.RunDueAsync(Reports.Plan("Etc/UTC"), make: (_, _, _) => throw new IOException()));

        Assert.True(await reports.RunDueAsync(Reports.Plan("Etc/UTC")));
    }
}
