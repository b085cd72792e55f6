using ChatGuard.Core.Answers;

namespace ChatGuard.Store;

internal sealed partial class Store
{
    // The oldest message of each channel that waits for none other is the channel's head; only a head is ever posted, so that a channel reads in order.
    private const string Due = """
        SELECT head.id FROM outbox AS head
        WHERE head.state = 'waiting'
          AND head.next_attempt_at <= @now
          AND (head.lease_until IS NULL OR head.lease_until <= @now)
          AND head.id = (
              SELECT MIN(first.id) FROM outbox AS first
              LEFT JOIN outbox AS parent ON parent.key = first.after_key
              WHERE first.state = 'waiting' AND first.surface = head.surface AND first.channel = head.channel
                AND (first.after_key IS NULL OR parent.state = 'posted'))
          AND NOT EXISTS (
              SELECT 1 FROM outbox AS other
              WHERE other.state = 'waiting' AND other.surface = head.surface AND other.channel = head.channel AND other.id <> head.id AND other.lease_until > @now)
        ORDER BY head.id LIMIT @most
        """;

    /// <summary>
    /// Takes due messages for a time, so that no other replica posts them meanwhile: at most one a channel, oldest first, none before the message it belongs under.
    /// A message that waits for its next attempt holds up those after it in its channel, and no other channel.
    /// </summary>
    public Task<IReadOnlyList<OutboxMessage>> LeaseDueAsync(string owner, TimeSpan lease, int most, CancellationToken cancellationToken) => WriteAsync<IReadOnlyList<OutboxMessage>>(
        async session =>
        {
            var now = Clock.GetUtcNow();
            var take = $"""
                WITH due AS MATERIALIZED ({Due} {Dialect.SkipLocked})
                UPDATE outbox SET owner = @owner, lease_until = @until WHERE id IN (SELECT id FROM due) RETURNING id
                """;
            var ids = await session.QueryAsync<long>(take, new { now, most, owner, until = now + lease });
            var read = $"""
                SELECT child.id, child.key, child.surface, child.channel, child.after_key, child.answer, child.attempts,
                       parent.message_surface, parent.message_channel, parent.message_id
                FROM outbox AS child LEFT JOIN outbox AS parent ON parent.key = child.after_key
                WHERE child.id {Dialect.OneOf("@ids")} ORDER BY child.id
                """;
            var rows = ids.Count == 0 ? [] : await session.QueryAsync<OutboxRow>(read, new { ids = ids.ToArray() });
            return [.. rows.Select(row => row.ToMessage())];
        },
        cancellationToken);

    /// <summary>It was posted: never again. The first message id that is told stays.</summary>
    public Task PostedAsync(long id, MessageRef message, CancellationToken cancellationToken)
    {
        const string Sql = """
            UPDATE outbox SET state = 'posted', done_at = @now, error = NULL, owner = NULL, lease_until = NULL,
                message_surface = @Surface, message_channel = @Channel, message_id = @messageId
            WHERE id = @id AND state <> 'posted'
            """;
        return WriteAsync(session => session.ExecuteAsync(Sql, new { id, now = Clock.GetUtcNow(), message.Surface, message.Channel, messageId = message.Id }), cancellationToken);
    }

    /// <summary>Gives a message back to be tried again, or for good where <paramref name="nextAttempt"/> is null; then what belongs under it is given up too.</summary>
    public Task FailedAsync(long id, string error, DateTimeOffset? nextAttempt, CancellationToken cancellationToken)
    {
        const string Again = """
            UPDATE outbox SET attempts = attempts + 1, error = @error, next_attempt_at = @next, owner = NULL, lease_until = NULL
            WHERE id = @id AND state = 'waiting'
            """;
        const string GiveUp = """
            WITH RECURSIVE lost(id, key) AS (
                SELECT id, key FROM outbox WHERE id = @id AND state = 'waiting'
                UNION SELECT child.id, child.key FROM outbox AS child JOIN lost ON child.after_key = lost.key)
            UPDATE outbox SET state = 'given-up', done_at = @now, attempts = attempts + CASE WHEN id = @id THEN 1 ELSE 0 END, error = @error, owner = NULL, lease_until = NULL
            WHERE id IN (SELECT id FROM lost) AND state = 'waiting'
            """;
        error = StoredValues.Storable(error);
        return WriteAsync(
            session => nextAttempt is { } next
                ? session.ExecuteAsync(Again, new { id, error, next })
                : session.ExecuteAsync(GiveUp, new { id, error, now = Clock.GetUtcNow() }),
            cancellationToken);
    }

    /// <summary>How many messages wait, and since when the oldest does.</summary>
    public Task<(int Waiting, DateTimeOffset? Oldest)> OutboxDepthAsync(CancellationToken cancellationToken) => ReadAsync(
        async session =>
        {
            var waiting = await session.FirstAsync<int>("SELECT COUNT(*) FROM outbox WHERE state = 'waiting'");
            var oldest = await session.FirstAsync<DateTimeOffset?>("SELECT created_at FROM outbox WHERE state = 'waiting' ORDER BY created_at LIMIT 1");
            return (waiting, oldest);
        },
        cancellationToken);

    /// <summary>Channels whose last message was given up for good, with the reason; one that took a later message is well again.</summary>
    public async Task<IReadOnlyList<(ChannelRef Channel, string Error)>> BrokenChannelsAsync(CancellationToken cancellationToken)
    {
        const string Sql = """
            SELECT surface, channel, error FROM outbox
            WHERE state = 'given-up' AND id IN (SELECT MAX(id) FROM outbox WHERE state <> 'waiting' GROUP BY surface, channel)
            ORDER BY surface, channel
            """;
        var rows = await ReadAsync(session => session.QueryAsync<BrokenRow>(Sql), cancellationToken);
        return [.. rows.Select(row => (new ChannelRef(row.Surface, row.Channel), row.Error))];
    }

    private static async Task EnqueueAsync(Session session, IReadOnlyList<OutboxMessage> messages, DateTimeOffset now)
    {
        const string Sql = """
            INSERT INTO outbox (key, surface, channel, after_key, answer, state, attempts, created_at, next_attempt_at)
            VALUES (@Key, @Surface, @Channel, @AfterKey, @answer, 'waiting', 0, @now, @now)
            """;
        foreach (var message in messages)
        {
            await session.ExecuteAsync(Sql, new { message.Key, message.Channel.Surface, message.Channel.Channel, message.AfterKey, answer = AnswerJson.Write(message.Answer), now });
        }
    }

    private sealed record BrokenRow(string Surface, string Channel, string Error);

    private sealed class OutboxRow
    {
        public long Id { get; init; }

        public required string Key { get; init; }

        public required string Surface { get; init; }

        public required string Channel { get; init; }

        public string? AfterKey { get; init; }

        public required string Answer { get; init; }

        public int Attempts { get; init; }

        public string? MessageSurface { get; init; }

        public string? MessageChannel { get; init; }

        public string? MessageId { get; init; }

        public OutboxMessage ToMessage() => new(
            Id, Key, new ChannelRef(Surface, Channel), AfterKey, AnswerJson.Read(Answer), Attempts, MessageId is null ? null : new MessageRef(MessageSurface!, MessageChannel!, MessageId));
    }
}
