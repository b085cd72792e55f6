using System.Collections.Concurrent;

namespace ChatGuard.Chat.Teams;

/// <summary>
/// Keeps calls within Teams' limits for a bot: for each conversation 7 in 1 s, 8 in 2 s, 60 in 30 s and 1,800 in an hour, twice as many where its members are
/// asked for (learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit), and 30 in 1 s for all of an organisation. Where the connector says to wait,
/// everybody in that conversation waits.
/// </summary>
internal sealed class Pace(TimeProvider clock)
{
    private const string Everywhere = "";

    private static readonly (int Calls, TimeSpan Within)[] Conversation =
        [(7, TimeSpan.FromSeconds(1)), (8, TimeSpan.FromSeconds(2)), (60, TimeSpan.FromSeconds(30)), (1_800, TimeSpan.FromHours(1))];

    private static readonly (int Calls, TimeSpan Within)[] LookUps =
        [(14, TimeSpan.FromSeconds(1)), (16, TimeSpan.FromSeconds(2)), (120, TimeSpan.FromSeconds(30)), (3_600, TimeSpan.FromHours(1))];

    private static readonly (int Calls, TimeSpan Within)[] Organization = [(30, TimeSpan.FromSeconds(1))];

    private readonly ConcurrentDictionary<string, Track> tracks = new(StringComparer.Ordinal);

    /// <summary>Waits until a call in that conversation is within the limits, and counts it.</summary>
    public Task WaitAsync(string conversation, bool isLookUp, CancellationToken cancellationToken) => Task.Delay(Take(conversation, isLookUp), clock, cancellationToken);

    /// <summary>Counts a call, and says how long it has to wait.</summary>
    internal TimeSpan Take(string conversation, bool isLookUp = false)
    {
        Forget();
        var now = clock.GetUtcNow();
        var own = Of(conversation, isLookUp).Take(now);
        return own + Of(Everywhere, Organization).Take(now + own);
    }

    /// <summary>No call in that conversation before then.</summary>
    public void Pause(string conversation, bool isLookUp, TimeSpan wait) => Of(conversation, isLookUp).Pause(clock.GetUtcNow() + wait);

    private Track Of(string conversation, bool isLookUp) => isLookUp ? Of($"members of {conversation}", LookUps) : Of(conversation, Conversation);

    private Track Of(string name, (int Calls, TimeSpan Within)[] limits) => tracks.GetOrAdd(name, _ => new Track(limits));

    private void Forget()
    {
        var now = clock.GetUtcNow();
        foreach (var (name, track) in tracks.Count > 500 ? [.. tracks] : Array.Empty<KeyValuePair<string, Track>>())
        {
            _ = track.IsIdle(now) && tracks.TryRemove(name, out _);
        }
    }

    private sealed class Track((int Calls, TimeSpan Within)[] limits)
    {
        private readonly Lock gate = new();
        private readonly Queue<DateTimeOffset> calls = new();
        private DateTimeOffset closedUntil;

        /// <summary>Counts a call at the first moment that every limit allows, and says how long that is from now.</summary>
        public TimeSpan Take(DateTimeOffset now)
        {
            lock (gate)
            {
                while (calls.TryPeek(out var oldest) && oldest <= now - limits[^1].Within)
                {
                    calls.Dequeue();
                }

                var at = limits.Where(limit => calls.Count >= limit.Calls).Select(limit => calls.ElementAt(calls.Count - limit.Calls) + limit.Within).Append(closedUntil).Append(now).Max();
                calls.Enqueue(at);
                return at - now;
            }
        }

        public void Pause(DateTimeOffset until)
        {
            lock (gate)
            {
                closedUntil = until > closedUntil ? until : closedUntil;
            }
        }

        public bool IsIdle(DateTimeOffset now)
        {
            lock (gate)
            {
                return closedUntil <= now && (calls.Count == 0 || calls.Last() <= now - limits[^1].Within);
            }
        }
    }
}
