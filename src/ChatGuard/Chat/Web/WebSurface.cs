using ChatGuard.Core.Answers;
using Microsoft.Extensions.Options;

namespace ChatGuard.Chat.Web;

/// <summary>The web chat's channels and their latest messages, kept in memory. Safe to use from many requests at once.</summary>
internal sealed class WebSurface(IOptions<WebOptions> options, TimeProvider time)
{
    /// <summary>How many messages a channel keeps; the oldest go first.</summary>
    public const int Kept = 200;

    private readonly Lock gate = new();
    private readonly Dictionary<string, Queue<WebMessage>> messages =
        options.Value.Channels.ToDictionary(name => name, _ => new Queue<WebMessage>(), StringComparer.Ordinal);

    // Begins at the clock, so that ids still rise for a page that stayed open while ChatGuard was restarted.
    private long lastId = time.GetUtcNow().ToUnixTimeMilliseconds();

    public IReadOnlyList<string> Channels { get; } = [.. options.Value.Channels];

    /// <summary>The channel's messages newer than <paramref name="after"/>, oldest first; null where there is no such channel.</summary>
    public IReadOnlyList<WebMessage>? Messages(string channel, long after = 0)
    {
        lock (gate)
        {
            return messages.TryGetValue(channel, out var kept) ? [.. kept.Where(message => message.Id > after)] : null;
        }
    }

    public WebMessage AddText(string channel, string who, string text) => Add(channel, (id, at) => new(id, who, at, text, null));

    public WebMessage AddAnswer(string channel, Answer answer) => Add(channel, (id, at) => new(id, "ChatGuard", at, null, answer));

    private WebMessage Add(string channel, Func<long, DateTimeOffset, WebMessage> create)
    {
        lock (gate)
        {
            var message = create(++lastId, time.GetUtcNow());
            var kept = messages[channel];
            kept.Enqueue(message);
            if (kept.Count > Kept)
            {
                kept.Dequeue();
            }

            return message;
        }
    }
}

/// <summary>One message: either what somebody typed or what ChatGuard answered.</summary>
/// <param name="Id">Rises through all channels and restarts.</param>
/// <param name="Who">Who wrote it, as shown.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Text">As typed; null for an answer.</param>
/// <param name="Answer">The answer, rendered when it is read; null for typed text.</param>
internal sealed record WebMessage(long Id, string Who, DateTimeOffset At, string? Text, Answer? Answer);
