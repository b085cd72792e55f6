namespace ChatGuard.Tests.Chat.Slack.Fake;

/// <summary>Slack's rate limits, by the clock that is driven: so many calls of a method a minute, and one message a second in a channel.</summary>
internal sealed class RateLimits(TimeProvider clock)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Calls a minute by tier, from Slack's page on rate limits, which calls them minimums. Tier 1 is "1+, with bursts": a socket has to be opened anew
    /// more often than once a minute, so the burst is taken as 10.
    /// </summary>
    private static readonly Dictionary<string, int> Methods = new(StringComparer.Ordinal)
    {
        ["apps.connections.open"] = 10,
        ["usergroups.list"] = 20,
        ["usergroups.users.list"] = 20,
        ["chat.update"] = 50,
        ["chat.delete"] = 50,
        ["conversations.open"] = 50,
        ["conversations.info"] = 50,
        ["conversations.history"] = 50,
        ["conversations.replies"] = 50,
        ["chat.postEphemeral"] = 100,
        ["users.info"] = 100,
        ["views.open"] = 100,
        ["views.push"] = 100,
        ["views.update"] = 100,
        ["views.publish"] = 100,
        ["files.getUploadURLExternal"] = 100,
        ["files.completeUploadExternal"] = 100,
        ["chat.postMessage"] = 300,
        ["auth.test"] = 300,
        ["chat.getPermalink"] = 300,
    };

    private readonly Dictionary<string, List<DateTimeOffset>> calls = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (double Left, DateTimeOffset At)> channels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Queue<int>> ordered = new(StringComparer.Ordinal);

    /// <summary>How many messages a channel takes at once before one a second is all: "short bursts" are allowed.</summary>
    public int ChannelBurst { get; set; } = 3;

    /// <summary>Off for what is not about limits.</summary>
    public bool AreEnforced { get; set; } = true;

    /// <summary>Refuses the next calls of a method with these Retry-After seconds.</summary>
    public void Storm(string method, params int[] retryAfter)
    {
        lock (calls)
        {
            ordered[method] = new Queue<int>(retryAfter);
        }
    }

    /// <summary>Counts a call.</summary>
    /// <returns>The seconds of Retry-After where it is refused; null where it may go on.</returns>
    public int? Take(string method, string? channel)
    {
        lock (calls)
        {
            if (ordered.TryGetValue(method, out var storm) && storm.TryDequeue(out var seconds))
            {
                return seconds;
            }

            var now = clock.GetUtcNow();
            if (!AreEnforced || !Methods.TryGetValue(method, out var most))
            {
                return null;
            }

            var recent = calls.TryGetValue(method, out var known) ? known : calls[method] = [];
            recent.RemoveAll(at => at <= now - Minute);
            if (recent.Count >= most)
            {
                return Seconds(recent[0] + Minute - now);
            }

            if (method == "chat.postMessage" && channel is not null && Wait(channel, now) is { } wait)
            {
                return wait;
            }

            recent.Add(now);
            return null;
        }
    }

    private int? Wait(string channel, DateTimeOffset now)
    {
        var (left, at) = channels.TryGetValue(channel, out var bucket) ? bucket : (ChannelBurst, now);
        left = Math.Min(ChannelBurst, left + (now - at).TotalSeconds);
        channels[channel] = (left < 1 ? left : left - 1, now);
        return left < 1 ? Seconds(TimeSpan.FromSeconds(1 - left)) : null;
    }

    private static int Seconds(TimeSpan time) => Math.Max(1, (int)Math.Ceiling(time.TotalSeconds));
}
