using ChatGuard.Core.Answers;

namespace ChatGuard.Store;

internal sealed partial class Store
{
    /// <summary>Writes down that a post is about to be made, before it is.</summary>
    /// <returns>What is known of an earlier attempt: null for none, a null message for one of which nobody knows whether it was posted.</returns>
    public Task<SlackPost?> BeginSlackPostAsync(string key, string channel, CancellationToken cancellationToken) => WriteAsync(
        async session =>
        {
            const string Sql = "INSERT INTO slack_posts (key, channel, begun_at) VALUES (@key, @channel, @now) ON CONFLICT (key, channel) DO NOTHING";
            if (await session.ExecuteAsync(Sql, new { key, channel, now = Clock.GetUtcNow() }) == 1)
            {
                return null;
            }

            var row = await session.FirstAsync<SlackPostRow>("SELECT begun_at, posted_in, ts FROM slack_posts WHERE key = @key AND channel = @channel", new { key, channel });
            return new SlackPost(row!.BegunAt, row.Ts is null ? null : new MessageRef("slack", row.PostedIn!, row.Ts));
        },
        cancellationToken);

    /// <summary>It was posted: never again.</summary>
    public Task EndSlackPostAsync(string key, string channel, MessageRef message, CancellationToken cancellationToken) => WriteAsync(
        session => session.ExecuteAsync("UPDATE slack_posts SET posted_in = @Channel, ts = @Id WHERE key = @key AND channel = @asked", new { key, asked = channel, message.Channel, message.Id }),
        cancellationToken);

    /// <summary>It was certainly not posted.</summary>
    public Task ForgetSlackPostAsync(string key, string channel, CancellationToken cancellationToken) => WriteAsync(
        session => session.ExecuteAsync("DELETE FROM slack_posts WHERE key = @key AND channel = @channel AND ts IS NULL", new { key, channel }), cancellationToken);

    private sealed class SlackPostRow
    {
        public DateTimeOffset BegunAt { get; init; }

        public string? PostedIn { get; init; }

        public string? Ts { get; init; }
    }
}

/// <summary>An earlier attempt to post.</summary>
/// <param name="BegunAt">When it began.</param>
/// <param name="Message">What was posted; null where nobody knows whether anything was.</param>
internal sealed record SlackPost(DateTimeOffset BegunAt, MessageRef? Message);
