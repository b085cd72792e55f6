using ChatGuard.Store;
using Xunit;

namespace ChatGuard.Tests.Store;

public abstract partial class StoreTests
{
    private static readonly TimeSpan InboxLease = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task ADeliveryIsKeptOnceHoweverOftenItComes()
    {
        var replica = Database.Replica();
        var kept = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => Task.Run(() => (n % 2 == 0 ? Store : replica).ReceiveAsync("slack:Ev1", "slack", "{}", $"r{n}", InboxLease, Token), Token)));

        Assert.Single(kept, item => item is not null);
    }

    [Fact]
    public async Task WhatADeadReplicaWasAtIsTakenOverAfterItsLeaseAndOnlyOnce()
    {
        await Store.ReceiveAsync("slack:Ev1", "slack", "{\"a\":1}", "dead", InboxLease, Token);

        Assert.Empty(await Store.LeaseInboxAsync("alive", InboxLease, 10, Token));
        Database.Clock.Advance(InboxLease);
        var taken = await Store.LeaseInboxAsync("alive", InboxLease, 10, Token);

        Assert.Equal("{\"a\":1}", Assert.Single(taken).Payload);
        Assert.Empty(await Store.LeaseInboxAsync("third", InboxLease, 10, Token));
    }

    [Fact]
    public async Task WhatWasWorkedOffIsNotKeptAgain()
    {
        var item = await Store.ReceiveAsync("slack:Ev1", "slack", "{}", "me", InboxLease, Token);
        await Store.HandledAsync(item!.Id, Token);
        Database.Clock.Advance(InboxLease);

        Assert.Null(await Store.ReceiveAsync("slack:Ev1", "slack", "{}", "me", InboxLease, Token));
        Assert.Empty(await Store.LeaseInboxAsync("me", InboxLease, 10, Token));
    }

    [Fact]
    public async Task WhatIsGivenUpIsCountedASurfaceUntilOneIsWorkedOffAndThenForgottenWithTime()
    {
        async Task<long> ReceiveAsync(string key) => (await Store.ReceiveAsync(key, key.Split(':')[0], "{}", "me", InboxLease, Token))!.Id;
        var (first, second, other, later) = (await ReceiveAsync("teams:1"), await ReceiveAsync("teams:2"), await ReceiveAsync("slack:1"), await ReceiveAsync("teams:3"));
        var begun = Database.Clock.Now;
        await Store.UnhandledAsync(first, "no answer", null, Token);
        await Store.HandledAsync(other, Token);
        Database.Clock.Advance(TimeSpan.FromMinutes(1));
        await Store.UnhandledAsync(second, "blocked", null, Token);

        Assert.Equal(new Unanswered("teams", 2, begun.AddMinutes(1), "blocked", WorksAgain: false), Assert.Single(await Store.UnansweredAsync(begun, Token)));
        Database.Clock.Advance(TimeSpan.FromMinutes(1));
        await Store.HandledAsync(later, Token);
        Assert.True(Assert.Single(await Store.UnansweredAsync(begun, Token)).WorksAgain);
        Assert.Empty(await Store.UnansweredAsync(begun.AddMinutes(2), Token));
    }

    [Fact]
    public async Task WhatFailedIsTakenAgainAtItsTimeAndWhatIsGivenUpIsNot()
    {
        var (again, never) = (await Store.ReceiveAsync("slack:Ev1", "slack", "{}", "me", InboxLease, Token), await Store.ReceiveAsync("slack:Ev2", "slack", "{}", "me", InboxLease, Token));
        await Store.UnhandledAsync(again!.Id, "no answer", Database.Clock.Now.AddSeconds(5), Token);
        await Store.UnhandledAsync(never!.Id, "no answer", null, Token);

        Assert.Empty(await Store.LeaseInboxAsync("me", InboxLease, 10, Token));
        Database.Clock.Advance(TimeSpan.FromSeconds(5));
        var taken = Assert.Single(await Store.LeaseInboxAsync("me", InboxLease, 10, Token));
        Assert.Equal(("slack:Ev1", 1), (taken.Key, taken.Attempts));
    }
}
