using ChatGuard.Core.Answers;
using ChatGuard.Store;
using Xunit;
using static ChatGuard.Tests.Store.Samples;

namespace ChatGuard.Tests.Store;

public abstract partial class StoreTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task AMessageIsLeasedToOneOfEightReplicas()
    {
        await Store.CommitDigestAsync(Slot, [.. Enumerable.Range(0, 5).Select(number => Message($"m{number}", $"channel-{number}"))], [], Token);
        var replicas = Enumerable.Range(0, 8).Select(number => (Store: Database.Replica(), Owner: $"replica-{number}")).ToList();

        var leased = await Task.WhenAll(replicas.Select(replica => Task.Run(() => replica.Store.LeaseDueAsync(replica.Owner, Lease, 3, Token), Token)));

        var keys = leased.SelectMany(messages => messages).Select(message => message.Key).ToList();
        Assert.Equal(keys.Distinct(), keys);
        Assert.All(leased, messages => Assert.InRange(messages.Count, 0, 3));
        Assert.Equal(5, keys.Count + (await DrainAsync("last")).Count);
    }

    [Fact]
    public async Task EightReplicasPostEveryMessageOnceAndInOrder()
    {
        var messages = Enumerable.Range(0, 30).Select(number => Message($"m{number:00}", $"channel-{number % 3}")).ToList();
        await Store.CommitDigestAsync(Slot, messages, [], Token);
        var posted = new System.Collections.Concurrent.ConcurrentQueue<OutboxMessage>();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() => PostAllAsync(Database.Replica(), $"replica-{number}", posted), Token)));

        Assert.Equal(messages.Select(message => message.Key), posted.Select(message => message.Key).Order());
        Assert.All(posted.GroupBy(message => message.Channel), channel => Assert.Equal(channel.Select(message => message.Key).Order(), channel.Select(message => message.Key)));
    }

    [Fact]
    public async Task ALeaseThatLapsedIsTakenOver()
    {
        await Store.CommitDigestAsync(Slot, [Message("a")], [], Token);
        var first = await Store.LeaseDueAsync("dies", Lease, 10, Token);
        Database.Clock.Advance(Lease - TimeSpan.FromSeconds(1));
        var early = await Store.LeaseDueAsync("waits", Lease, 10, Token);
        Database.Clock.Advance(TimeSpan.FromSeconds(1));
        var late = await Store.LeaseDueAsync("waits", Lease, 10, Token);

        Assert.Equal((1, 0, 1), (first.Count, early.Count, late.Count));
        Assert.Equal("a", late[0].Answer.Title);
    }

    [Fact]
    public async Task AChannelIsPostedOneMessageAtATimeOldestFirst()
    {
        await Store.CommitDigestAsync(Slot, [Message("a1", "a"), Message("b1", "b"), Message("a2", "a")], [], Token);

        Assert.Equal(["a1", "b1"], await DrainAsync("me"));
        Assert.Equal(["a2"], await DrainAsync("me"));
        Assert.Empty(await DrainAsync("me"));
    }

    [Fact]
    public async Task AMessageIsPostedAfterTheOneItBelongsUnderAndKnowsIt()
    {
        await Store.CommitDigestAsync(Slot, [Message("details", after: "headline"), Message("headline")], [], Token);

        var headline = Assert.Single(await Store.LeaseDueAsync("me", Lease, 10, Token));
        await Store.PostedAsync(headline.Id, Ref("17"), Token);
        await Store.PostedAsync(headline.Id, Ref("18"), Token);
        var details = Assert.Single(await Store.LeaseDueAsync("me", Lease, 10, Token));

        Assert.Equal(("headline", null, "details", "headline", Ref("17")), (headline.Key, headline.Thread, details.Key, details.AfterKey, details.Thread));
    }

    [Fact]
    public async Task AFailedMessageWaitsForItsTimeAndHoldsUpItsChannelOnly()
    {
        await Store.CommitDigestAsync(Slot, [Message("a1", "a"), Message("a2", "a"), Message("b1", "b")], [], Token);
        var leased = await Store.LeaseDueAsync("me", Lease, 1, Token);
        await Store.FailedAsync(leased[0].Id, "timeout", Monday.AddMinutes(5), Token);

        var meanwhile = await DrainAsync("me");
        Database.Clock.Advance(TimeSpan.FromMinutes(5));
        var later = Assert.Single(await Store.LeaseDueAsync("me", Lease, 10, Token));

        Assert.Equal(["b1"], meanwhile);
        Assert.Equal(("a1", 1), (later.Key, later.Attempts));
    }

    [Fact]
    public async Task WhatIsGivenUpTakesItsThreadAlongAndIsToldUntilTheChannelWorks()
    {
        await Store.CommitDigestAsync(Slot, [Message("headline"), Message("details", after: "headline"), Message("more", after: "details")], [], Token);
        var headline = Assert.Single(await Store.LeaseDueAsync("me", Lease, 10, Token));
        await Store.FailedAsync(headline.Id, "the channel was archived", null, Token);

        Assert.Equal((0, null), await Store.OutboxDepthAsync(Token));
        Assert.Equal([(new ChannelRef("web", "security"), "the channel was archived")], await Store.BrokenChannelsAsync(Token));

        await Store.CommitDigestAsync(Slot with { Digest = "evening" }, [Message("works")], [], Token);
        Assert.Equal(["works"], await DrainAsync("me"));
        Assert.Empty(await Store.BrokenChannelsAsync(Token));
    }

    [Fact]
    public async Task ALateFailureDoesNotUndoAPost()
    {
        await Store.CommitDigestAsync(Slot, [Message("headline"), Message("details", after: "headline")], [], Token);
        var headline = Assert.Single(await Store.LeaseDueAsync("me", Lease, 10, Token));
        await Store.PostedAsync(headline.Id, Ref("1"), Token);
        await Store.FailedAsync(headline.Id, "too late", null, Token);
        await Store.FailedAsync(headline.Id, "too late", Monday, Token);

        Assert.Equal(["details"], await DrainAsync("me"));
        Assert.Empty(await Store.BrokenChannelsAsync(Token));
    }

    [Fact]
    public async Task TheOutboxTellsHowManyWaitAndSinceWhen()
    {
        await Store.CommitDigestAsync(Slot, [Message("a")], [], Token);
        Database.Clock.Advance(TimeSpan.FromHours(1));
        await Store.CommitDigestAsync(Slot with { Digest = "evening" }, [Message("b")], [], Token);

        Assert.Equal((2, Monday), await Store.OutboxDepthAsync(Token));
    }

    private async Task<List<string>> DrainAsync(string owner)
    {
        var leased = await Store.LeaseDueAsync(owner, Lease, 10, Token);
        foreach (var message in leased)
        {
            await Store.PostedAsync(message.Id, Ref(message.Key), Token);
        }

        return [.. leased.Select(message => message.Key)];
    }

    private static async Task PostAllAsync(ChatGuard.Store.Store store, string owner, System.Collections.Concurrent.ConcurrentQueue<OutboxMessage> posted)
    {
        while ((await store.OutboxDepthAsync(Token)).Waiting > 0)
        {
            foreach (var message in await store.LeaseDueAsync(owner, Lease, 2, Token))
            {
                posted.Enqueue(message);
                await store.PostedAsync(message.Id, Ref(message.Key), Token);
            }
        }
    }
}
