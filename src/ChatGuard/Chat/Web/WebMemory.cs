using ChatGuard.Store;

namespace ChatGuard.Chat.Web;

/// <summary>The latest messages of each channel, for when the database does not answer, and those it has yet to be given.</summary>
/// <param name="most">How many a channel keeps.</param>
internal sealed class WebMemory(int most)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, SortedDictionary<long, StoredWebMessage>> channels = new(StringComparer.Ordinal);
    private readonly List<StoredWebMessage> unstored = [];
    private long lastId;
    private long lastRevision;

    /// <summary>Keeps a message that is stored.</summary>
    public void Remember(StoredWebMessage message)
    {
        lock (gate)
        {
            Add(message);
        }
    }

    /// <summary>Keeps a message that could not be stored, under an id and a revision that hold until it is.</summary>
    public StoredWebMessage Keep(StoredWebMessage message)
    {
        lock (gate)
        {
            var kept = message with { Id = lastId + 1, Revision = lastRevision + 1 };
            unstored.Add(kept);
            Add(kept);
            return kept;
        }
    }

    public IReadOnlyList<StoredWebMessage> Unstored()
    {
        lock (gate)
        {
            return [.. unstored];
        }
    }

    public void Replace(StoredWebMessage kept, StoredWebMessage stored)
    {
        lock (gate)
        {
            unstored.Remove(kept);
            if (channels[kept.Channel].GetValueOrDefault(kept.Id) == kept)
            {
                channels[kept.Channel].Remove(kept.Id);
            }

            Add(stored);
        }
    }

    public IReadOnlyList<StoredWebMessage> Of(string channel, long after)
    {
        lock (gate)
        {
            return channels.TryGetValue(channel, out var messages) ? [.. messages.Values.Where(message => message.Revision > after)] : [];
        }
    }

    private void Add(StoredWebMessage message)
    {
        lastId = Math.Max(lastId, message.Id);
        lastRevision = Math.Max(lastRevision, message.Revision);
        var messages = channels.TryGetValue(message.Channel, out var known) ? known : channels[message.Channel] = [];
        messages[message.Id] = message;
        if (messages.Count > most)
        {
            messages.Remove(messages.Keys.First());
        }
    }
}
