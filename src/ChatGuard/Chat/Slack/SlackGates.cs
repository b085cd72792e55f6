using System.Collections.Concurrent;
using System.Threading.RateLimiting;

namespace ChatGuard.Chat.Slack;

/// <summary>
/// Holds calls back so that Slack need not refuse them: about one message a second and channel, and each method as often a minute as its tier allows
/// (slack.dev: rate limits; tier 2 20, tier 3 50, tier 4 100). Where Slack says Retry-After all the same, the method rests for so long.
/// </summary>
internal sealed class SlackGates(TimeProvider clock) : IDisposable
{
    // A little over a second, for the way to Slack takes now more, now less time.
    private static readonly TimeSpan BetweenMessages = TimeSpan.FromMilliseconds(1_100);

    private static readonly Dictionary<string, int> PerMinute = new(StringComparer.Ordinal)
    {
        ["apps.connections.open"] = 20,
        ["chat.postMessage"] = 300,
        ["chat.update"] = 50,
        ["conversations.history"] = 50,
        ["conversations.open"] = 50,
        ["usergroups.users.list"] = 20,
        ["auth.test"] = 200,
    };

    private const int OtherwisePerMinute = 100;

    private readonly PartitionedRateLimiter<string> channels = PartitionedRateLimiter.Create<string, string>(channel => RateLimitPartition.GetTokenBucketLimiter(
        channel,
        _ => new TokenBucketRateLimiterOptions { TokenLimit = 1, TokensPerPeriod = 1, ReplenishmentPeriod = BetweenMessages, QueueLimit = int.MaxValue }));

    private readonly PartitionedRateLimiter<string> methods = PartitionedRateLimiter.Create<string, string>(method => RateLimitPartition.GetTokenBucketLimiter(
        method,
        _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = Limit(method) / 2,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromMinutes(1) / (Limit(method) * 0.9),
            QueueLimit = int.MaxValue,
        }));

    private readonly ConcurrentDictionary<string, DateTimeOffset> resting = new(StringComparer.Ordinal);

    /// <summary>Returns when the call may be made.</summary>
    /// <param name="method">The method's name.</param>
    /// <param name="channel">The channel it posts to; null where it posts nothing.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task PassAsync(string method, string? channel, CancellationToken cancellationToken)
    {
        using var one = await methods.AcquireAsync(method, 1, cancellationToken);
        using var two = channel is null ? null : await channels.AcquireAsync(channel, 1, cancellationToken);
        for (TimeSpan rest; (rest = resting.GetValueOrDefault(method) - clock.GetUtcNow()) > TimeSpan.Zero;)
        {
            await Task.Delay(rest, clock, cancellationToken);
        }
    }

    /// <summary>Slack said that the method is to rest.</summary>
    public void Rest(string method, TimeSpan time) => resting[method] = clock.GetUtcNow() + time;

    public void Dispose()
    {
        channels.Dispose();
        methods.Dispose();
    }

    private static int Limit(string method) => PerMinute.GetValueOrDefault(method, OtherwisePerMinute);
}
