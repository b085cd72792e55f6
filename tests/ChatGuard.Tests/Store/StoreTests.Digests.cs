using ChatGuard.Core.Checks;
using ChatGuard.Core.Digests;
using ChatGuard.Store;
using Xunit;
using static ChatGuard.Tests.Store.Samples;

namespace ChatGuard.Tests.Store;

public abstract partial class StoreTests
{
    private static readonly DigestSlot Slot = new("morning", new DateOnly(2026, 3, 2));

    [Fact]
    public async Task ASlotIsTakenOnce()
    {
        var before = await Store.IsTakenAsync(Slot, Token);
        var first = await Store.CommitDigestAsync(Slot, [Message("a")], [new("k", Severity.High, false)], Token);
        var second = await Store.CommitDigestAsync(Slot, [Message("b")], [new("l", Severity.High, false)], Token);
        var nextDay = await Store.CommitDigestAsync(Slot with { LocalDate = Slot.LocalDate.AddDays(1) }, [], [], Token);

        Assert.Equal((false, true, false, true), (before, first, second, nextDay));
        Assert.True(await Store.IsTakenAsync(Slot, Token));
        Assert.False(await Store.IsTakenAsync(Slot with { Digest = "evening" }, Token));
        Assert.Equal(1, (await Store.OutboxDepthAsync(Token)).Waiting);
        Assert.Equal(["k"], (await Store.AnnouncedAsync("morning", Token)).Announced.Keys);
    }

    [Fact]
    public async Task OfEightReplicasOneTakesTheSlot()
    {
        var replicas = Enumerable.Range(0, 8).Select(_ => Database.Replica()).ToList();

        var taken = await Task.WhenAll(replicas.Select((replica, number) => Task.Run(() => replica.CommitDigestAsync(Slot, [Message($"of {number}")], [], Token), Token)));

        Assert.Single(taken, true);
        Assert.Equal(1, (await Store.OutboxDepthAsync(Token)).Waiting);
    }

    [Fact]
    public async Task ADigestThatCannotBeStoredLeavesItsSlotFree()
    {
        await Store.CommitDigestAsync(Slot, [Message("a")], [], Token);
        var evening = Slot with { Digest = "evening" };

        await Assert.ThrowsAsync<StoreException>(() => Store.CommitDigestAsync(evening, [Message("b"), Message("a")], [], Token));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.CommitDigestAsync(evening, [Message("c", after: "nobody")], [], Token));

        Assert.False(await Store.IsTakenAsync(evening, Token));
        Assert.Equal(1, (await Store.OutboxDepthAsync(Token)).Waiting);
    }

    [Fact]
    public async Task WhatADigestAnnouncedIsRememberedByName()
    {
        await Store.CommitDigestAsync(Slot, [], [new("k", Severity.Low, false), new("l", Severity.High, false)], Token);
        Database.Clock.Advance(TimeSpan.FromDays(1));
        await Store.CommitDigestAsync(Slot with { LocalDate = Slot.LocalDate.AddDays(1) }, [], [new("k", Severity.High, true)], Token);

        var (last, announced) = await Store.AnnouncedAsync("morning", Token);
        var (never, nothing) = await Store.AnnouncedAsync("evening", Token);

        Assert.Equal(Monday.AddDays(1), last);
        Assert.Equal([new("k", Severity.High, true), new AnnouncedFinding("l", Severity.High, false)], announced.Values.OrderBy(finding => finding.Key));
        Assert.Null(never);
        Assert.Empty(nothing);
    }
}
