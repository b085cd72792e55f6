namespace ChatGuard.Tests.Chat.Teams;

/// <summary>Teams' published limits of one operation in one conversation: so many within each of several windows.</summary>
internal sealed class TeamsThrottle(TimeProvider clock, params (int Count, int Seconds)[] windows)
{
    private readonly Lock locked = new();
    private readonly Dictionary<string, Queue<DateTimeOffset>> taken = new(StringComparer.Ordinal);

    /// <summary>Whether one more is allowed now; one that is refused does not count.</summary>
    /// <param name="conversation">Each has limits of its own.</param>
    /// <param name="wait">How long until it is, where it is not.</param>
    public bool TryTake(string conversation, out TimeSpan wait)
    {
        lock (locked)
        {
            var now = clock.GetUtcNow();
            if (!taken.TryGetValue(conversation, out var times))
            {
                taken[conversation] = times = [];
            }

            while (times.TryPeek(out var oldest) && now - oldest >= TimeSpan.FromSeconds(windows.Max(window => window.Seconds)))
            {
                times.Dequeue();
            }

            var inOrder = times.ToArray();
            wait = windows.Where(window => inOrder.Length >= window.Count)
                .Select(window => inOrder[^window.Count] + TimeSpan.FromSeconds(window.Seconds) - now)
                .Append(TimeSpan.Zero)
                .Max();
            if (wait > TimeSpan.Zero)
            {
                return false;
            }

            times.Enqueue(now);
            wait = TimeSpan.Zero;
            return true;
        }
    }
}
