using ChatGuard.Core.Answers;
using ChatGuard.Store;
using Microsoft.Extensions.Options;

namespace ChatGuard.Chat.Web;

/// <summary>
/// The web chat's channels and their messages, kept in the store and so the same for all replicas and after a restart. While the database does not
/// answer, typed text and answers are kept in memory and stored when it is back. Safe to use from many requests at once.
/// </summary>
internal sealed class WebSurface(IOptions<WebOptions> options, Store.Store store, TimeProvider time, ILogger<WebSurface> log) : IChatSurface
{
    /// <summary>How many messages of a channel are shown; the oldest go first.</summary>
    public const int Shown = 200;

    // What a reader of the page is kept waiting for a database that hangs, and how often it is asked again.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(5);

    private readonly WebMemory memory = new(Shown);
    private long askAgainAt;

    public string Name => "web";

    public IReadOnlyList<string> Channels => options.Value.Channels;

    public bool Owns(ChannelRef channel) => channel.Surface == Name && Channels.Contains(channel.Channel);

    /// <summary>The channel's messages that are new or edited since revision <paramref name="after"/>, oldest first; null where there is no such channel.</summary>
    public async Task<WebMessages?> MessagesAsync(string channel, long after, CancellationToken cancellationToken)
    {
        if (!Channels.Contains(channel))
        {
            return null;
        }

        var stored = await TryAsync(token => store.WebMessagesAsync(channel, after, Shown, token), cancellationToken);
        stored?.ToList().ForEach(memory.Remember);
        return new WebMessages([.. (stored ?? memory.Of(channel, after)).Select(Message)], stored is null);
    }

    /// <summary>A message by its id; null where there is none, or the database does not answer and it is none of the latest.</summary>
    public async Task<WebMessage?> FindAsync(string channel, long id, CancellationToken cancellationToken)
    {
        var stored = await TryAsync(async token => new Found(await store.WebMessageAsync(channel, id, token)), cancellationToken);
        var message = stored is null ? memory.Of(channel, 0).FirstOrDefault(each => each.Id == id) : stored.Message;
        return message is null ? null : Message(message);
    }

    public Task<WebMessage> AddTextAsync(string channel, string who, string text, CancellationToken cancellationToken) => AddAsync(channel, who, text, null, cancellationToken);

    public Task<WebMessage> AddAnswerAsync(string channel, Answer answer, CancellationToken cancellationToken) => AddAsync(channel, "ChatGuard", null, answer, cancellationToken);

    /// <summary>Posts to the page, which shows what belongs below a message folded up in it.</summary>
    public async Task<MessageRef> PostAsync(ChannelRef channel, MessageRef? thread, Answer answer, string key, CancellationToken cancellationToken)
    {
        if (!Owns(channel))
        {
            throw new ChannelGoneException($"ChatGuard:Web:Channels has no {channel.Channel}");
        }

        var message = await store.AddWebMessageAsync(new StoredWebMessage(0, channel.Channel, "ChatGuard", time.GetUtcNow(), null, answer, key, Thread: thread is null ? null : long.Parse(thread.Id)), cancellationToken);
        return new MessageRef(Name, channel.Channel, message.Id.ToString());
    }

    public Task UpdateAsync(MessageRef message, Answer answer, CancellationToken cancellationToken) =>
        store.UpdateWebMessageAsync(long.Parse(message.Id), answer, cancellationToken);

    private static WebMessage Message(StoredWebMessage message) => new(message.Id, message.Revision, message.Who, message.At, message.Text, message.Answer, message.Thread);

    private async Task<WebMessage> AddAsync(string channel, string who, string? text, Answer? answer, CancellationToken cancellationToken)
    {
        // The key lets what was kept in memory be stored again and again until that is confirmed.
        var message = new StoredWebMessage(0, channel, who, time.GetUtcNow(), text, answer, $"typed/{Guid.NewGuid():N}");
        var stored = await TryAsync(token => store.AddWebMessageAsync(message, token), cancellationToken);
        if (stored is not null)
        {
            memory.Remember(stored);
        }

        return Message(stored ?? memory.Keep(message));
    }

    /// <summary>Uses the store after handing it what waits in memory; null where it does not answer.</summary>
    private async Task<T?> TryAsync<T>(Func<CancellationToken, Task<T>> use, CancellationToken cancellationToken)
        where T : class
    {
        if (time.GetUtcNow().Ticks < Interlocked.Read(ref askAgainAt))
        {
            return null;
        }

        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            // SQLite's calls do not return before they are done, so they run elsewhere.
            return await Task.Run(() => StoreAndUseAsync(use, either.Token), either.Token).WaitAsync(either.Token);
        }
        catch (Exception error) when (error is StoreException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            log.StoreUnavailable("keeping web messages", error.Message);
            Interlocked.Exchange(ref askAgainAt, (time.GetUtcNow() + AskAgain).Ticks);
            return null;
        }
    }

    private async Task<T> StoreAndUseAsync<T>(Func<CancellationToken, Task<T>> use, CancellationToken cancellationToken)
    {
        foreach (var kept in memory.Unstored())
        {
            memory.Replace(kept, await store.AddWebMessageAsync(kept with { Id = 0, Revision = 0 }, cancellationToken));
        }

        return await use(cancellationToken);
    }

    private sealed record Found(StoredWebMessage? Message);
}

/// <summary>What a channel shows.</summary>
/// <param name="IsMemoryOnly">The database does not answer: older messages may be missing, and their ids are not final.</param>
internal sealed record WebMessages(IReadOnlyList<WebMessage> Messages, bool IsMemoryOnly);

/// <summary>One message: either what somebody typed or what ChatGuard answered.</summary>
/// <param name="Id">Rises through all channels and restarts.</param>
/// <param name="Revision">Rises with every message that is added or edited.</param>
/// <param name="Who">Who wrote it, as shown.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Text">As typed; null for an answer.</param>
/// <param name="Answer">The answer, rendered when it is read; null for typed text.</param>
/// <param name="Thread">The message it belongs below; null for one of its own.</param>
internal sealed record WebMessage(long Id, long Revision, string Who, DateTimeOffset At, string? Text, Answer? Answer, long? Thread = null);
