using ChatGuard.Core.Answers;
using Xunit;

namespace ChatGuard.Tests.Schedules;

/// <summary>Posting what the outbox holds when surfaces fail.</summary>
public sealed class DeliveryTests
{
    [Fact]
    public async Task AFailingChannelDelaysNoOtherAndIsTriedAgainLater()
    {
        await using var reports = await TwoChannelsAsync();
        reports.Surface.Before = (channel, _) => channel.Channel == "bad" ? throw new HttpRequestException("503") : Task.CompletedTask;
        await reports.DeliverAsync();
        Assert.Equal(["digest/good/2026-11-20", "digest/good/2026-11-20/details"], reports.Surface.Posted.Select(post => post.Key));

        reports.Surface.Before = (_, _) => Task.CompletedTask;
        await reports.DeliverAsync();
        Assert.Equal(2, reports.Surface.Posted.Count);

        reports.Clock.Advance(TimeSpan.FromSeconds(2));
        await reports.DeliverAsync();
        Assert.Equal(["digest/bad/2026-11-20", "digest/bad/2026-11-20/details"], reports.Surface.Posted.Skip(2).Select(post => post.Key));
    }

    [Fact]
    public async Task AHangingChannelDelaysNoOther()
    {
        await using var reports = await TwoChannelsAsync();
        using var hang = new CancellationTokenSource();
        var bothPosted = new TaskCompletionSource();
        reports.Surface.After = () => _ = reports.Surface.Posted.Count == 2 && bothPosted.TrySetResult();
        reports.Surface.Before = (channel, _) => channel.Channel == "bad" ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, hang.Token) : Task.CompletedTask;
        using var delivery = new ChatGuard.Schedules.Delivery(reports.Store, [reports.Surface], reports.Clock, Microsoft.Extensions.Logging.Abstractions.NullLogger<ChatGuard.Schedules.Delivery>.Instance);
        await delivery.StartAsync(TestContext.Current.CancellationToken);

        await bothPosted.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.All(reports.Surface.Posted, post => Assert.Equal("good", post.Channel));

        await hang.CancelAsync();
        await delivery.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task AChannelThatIsGoneIsGivenUpAtOnce()
    {
        await using var reports = await TwoChannelsAsync();
        reports.Surface.Before = (channel, _) => channel.Channel == "bad" ? throw new ChannelGoneException("is_archived") : Task.CompletedTask;
        await reports.DeliverAsync();
        reports.Clock.Advance(TimeSpan.FromDays(2));
        reports.Surface.Before = (_, _) => Task.CompletedTask;
        await reports.DeliverAsync();

        Assert.DoesNotContain(reports.Surface.Posted, post => post.Channel == "bad");
        Assert.Equal([(new ChannelRef("test", "bad"), "is_archived")], await reports.Store.BrokenChannelsAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task AChannelThatFailsForADayIsGivenUp()
    {
        await using var reports = await TwoChannelsAsync();
        var attempts = 0;
        reports.Surface.Before = (channel, _) => channel.Channel == "bad" ? throw new HttpRequestException($"attempt {++attempts}") : Task.CompletedTask;
        for (var minute = 0; minute < 36 * 60; minute += 10, reports.Clock.Advance(TimeSpan.FromMinutes(10)))
        {
            await reports.DeliverAsync();
        }

        Assert.InRange(attempts, 60, 120);
        Assert.Equal($"attempt {attempts}", Assert.Single(await reports.Store.BrokenChannelsAsync(TestContext.Current.CancellationToken)).Error);
        Assert.Equal(0, (await reports.Store.OutboxDepthAsync(TestContext.Current.CancellationToken)).Waiting);
    }

    private static async Task<Reports> TwoChannelsAsync()
    {
        var reports = await Reports.StartAsync("2026-11-20T08:00:00Z");
        Assert.True(await reports.RunDueAsync(Reports.Plan("Etc/UTC", name: "bad", channel: "bad")));
        Assert.True(await reports.RunDueAsync(Reports.Plan("Etc/UTC", name: "good", channel: "good")));
        return reports;
    }
}
