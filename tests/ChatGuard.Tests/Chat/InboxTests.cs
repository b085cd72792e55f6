using ChatGuard.Chat;
using ChatGuard.Core.Answers;
using ChatGuard.Store;
using ChatGuard.Tests.Store;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ChatGuard.Tests.Chat;

public sealed class InboxTests : IAsyncLifetime
{
    private readonly TestDatabase database = TestDatabase.Sqlite();
    private ChatGuard.Store.Store store = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => store = await database.StartAsync(Token);

    public ValueTask DisposeAsync()
    {
        database.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task AcknowledgingDoesNotWaitForTheWork()
    {
        var release = new TaskCompletionSource();
        var handled = new TaskCompletionSource<string>();
        using var inbox = Open(async item =>
        {
            await release.Task;
            handled.SetResult(item.Payload);
        });

        Assert.True(await inbox.ReceiveAsync("chat:1", "chat", "hello", Token));
        Assert.False(handled.Task.IsCompleted);
        Assert.False(await inbox.ReceiveAsync("chat:1", "chat", "hello", Token));
        release.SetResult();

        Assert.Equal("hello", await handled.Task.WaitAsync(Token));
    }

    [Fact]
    public async Task AHandlerThatFailsIsAskedAgainLaterUntilItSucceeds()
    {
        var attempts = 0;
        using var inbox = Open(_ => ++attempts < 3 ? Task.FromException(new InvalidOperationException("not yet")) : Task.CompletedTask);
        await store.ReceiveAsync("chat:1", "chat", "hello", "dead", Inbox.Lease, Token);
        database.Clock.Advance(Inbox.Lease);

        for (var sweep = 1; sweep <= 3; sweep++)
        {
            Assert.Equal(1, await inbox.SweepAsync(Token));
            Assert.Equal(sweep, attempts);
            database.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(0, await inbox.SweepAsync(Token));
    }

    [Fact]
    public async Task AHandlerThatNeverSucceedsIsGivenUpOn()
    {
        var attempts = 0;
        using var inbox = Open(_ =>
        {
            attempts++;
            throw new InvalidOperationException("never");
        });
        await store.ReceiveAsync("chat:1", "chat", "hello", "dead", Inbox.Lease, Token);

        for (var sweep = 0; sweep < 20; sweep++)
        {
            database.Clock.Advance(Inbox.Lease);
            await inbox.SweepAsync(Token);
        }

        Assert.Equal(5, attempts);
    }

    [Fact]
    public async Task WhatIsForAChannelThatIsGoneIsGivenUpAtOnce()
    {
        var attempts = 0;
        using var inbox = Open(_ =>
        {
            attempts++;
            throw new ChannelGoneException("the app was removed there");
        });
        await store.ReceiveAsync("chat:1", "chat", "hello", "dead", Inbox.Lease, Token);
        database.Clock.Advance(Inbox.Lease);
        await inbox.SweepAsync(Token);
        database.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(0, await inbox.SweepAsync(Token));
        Assert.Equal(1, attempts);
        var lost = Assert.Single(await store.UnansweredAsync(database.Clock.Now - TimeSpan.FromDays(1), Token));
        Assert.Equal(("chat", 1, "the app was removed there", false), (lost.Surface, lost.Number, lost.Error, lost.WorksAgain));
    }

    private Inbox Open(Func<InboxItem, Task> handle) => new(store, [new InboxHandler("chat", (item, _) => handle(item))], database.Clock, NullLogger<Inbox>.Instance);
}
