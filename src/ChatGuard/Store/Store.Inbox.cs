namespace ChatGuard.Store;

internal sealed partial class Store
{
    /// <summary>Keeps what a chat platform delivered, so that it may be acknowledged. Null where a delivery of the same key was kept before: it is worked off once.</summary>
    /// <param name="key">The platform's own id of it, with the surface in front: <c>slack:Ev0123</c>.</param>
    /// <param name="surface">Whose it is.</param>
    /// <param name="payload">As the surface's handler reads it; emptied when it was worked off.</param>
    /// <param name="owner">Who is about to work it off; nobody else does while the lease lasts.</param>
    /// <param name="lease">For how long.</param>
    /// <param name="cancellationToken">Gives up; it may be kept all the same, so the platform must not be told it is.</param>
    public async Task<InboxItem?> ReceiveAsync(string key, string surface, string payload, string owner, TimeSpan lease, CancellationToken cancellationToken)
    {
        const string Sql = """
            INSERT INTO inbox (key, surface, payload, state, attempts, received_at, next_attempt_at, owner, lease_until)
            VALUES (@key, @surface, @payload, 'waiting', 0, @now, @now, @owner, @until) ON CONFLICT (key) DO NOTHING RETURNING id
            """;
        var now = Clock.GetUtcNow();
        payload = StoredValues.Storable(payload);
        var id = await WriteAsync(session => session.FirstAsync<long?>(Sql, new { key, surface, payload, now, owner, until = now + lease }), cancellationToken);
        return id is { } kept ? new InboxItem(kept, key, surface, payload, 0, now) : null;
    }

    /// <summary>Takes what waits and nobody works on, oldest first: what a replica that died left behind, and what is to be tried again.</summary>
    public Task<IReadOnlyList<InboxItem>> LeaseInboxAsync(string owner, TimeSpan lease, int most, CancellationToken cancellationToken) => WriteAsync<IReadOnlyList<InboxItem>>(
        async session =>
        {
            var now = Clock.GetUtcNow();
            var take = $"""
                UPDATE inbox SET owner = @owner, lease_until = @until WHERE id IN (
                    SELECT id FROM inbox WHERE state = 'waiting' AND next_attempt_at <= @now AND (lease_until IS NULL OR lease_until <= @now)
                    ORDER BY id LIMIT @most {Dialect.SkipLocked})
                RETURNING id, key, surface, payload, attempts, received_at
                """;
            var rows = await session.QueryAsync<InboxRow>(take, new { now, most, owner, until = now + lease });
            return [.. rows.OrderBy(row => row.Id).Select(row => new InboxItem(row.Id, row.Key, row.Surface, row.Payload, row.Attempts, row.ReceivedAt))];
        },
        cancellationToken);

    /// <summary>It was worked off: never again. The key stays, so that a late second delivery is known; what it said does not.</summary>
    public Task HandledAsync(long id, CancellationToken cancellationToken)
    {
        const string Sql = "UPDATE inbox SET state = 'done', payload = '', done_at = @now, error = NULL, owner = NULL, lease_until = NULL WHERE id = @id AND state = 'waiting'";
        return WriteAsync(session => session.ExecuteAsync(Sql, new { id, now = Clock.GetUtcNow() }), cancellationToken);
    }

    /// <summary>It could not be worked off: again at that time, or never where it is null.</summary>
    public Task UnhandledAsync(long id, string error, DateTimeOffset? nextAttempt, CancellationToken cancellationToken)
    {
        const string Sql = """
            UPDATE inbox SET attempts = attempts + 1, error = @error, owner = NULL, lease_until = NULL, state = @state, next_attempt_at = @next,
                done_at = @done, payload = CASE WHEN @state = 'waiting' THEN payload ELSE '' END
            WHERE id = @id AND state = 'waiting'
            """;
        var now = Clock.GetUtcNow();
        var values = new { id, error = StoredValues.Storable(error), state = nextAttempt is null ? "given-up" : "waiting", next = nextAttempt ?? now, done = nextAttempt is null ? now : (DateTimeOffset?)null };
        return WriteAsync(session => session.ExecuteAsync(Sql, values), cancellationToken);
    }

    /// <summary>What came from each surface since then and was given up, so that nobody was answered.</summary>
    public async Task<IReadOnlyList<Unanswered>> UnansweredAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        const string Sql = """
            SELECT lost.surface, COUNT(*) AS number, MAX(lost.done_at) AS last_at,
                (SELECT one.error FROM inbox AS one WHERE one.state = 'given-up' AND one.surface = lost.surface ORDER BY one.done_at DESC, one.id DESC LIMIT 1) AS error,
                (SELECT MAX(one.done_at) FROM inbox AS one WHERE one.state = 'done' AND one.surface = lost.surface) AS answered_at
            FROM inbox AS lost WHERE lost.state = 'given-up' AND lost.done_at >= @since GROUP BY lost.surface ORDER BY lost.surface
            """;
        var rows = await ReadAsync(session => session.QueryAsync<UnansweredRow>(Sql, new { since }), cancellationToken);
        return [.. rows.Select(row => new Unanswered(row.Surface, (int)row.Number, row.LastAt, row.Error, row.AnsweredAt > row.LastAt))];
    }

    private sealed class UnansweredRow
    {
        public required string Surface { get; init; }

        public long Number { get; init; }

        public DateTimeOffset LastAt { get; init; }

        public required string Error { get; init; }

        public DateTimeOffset? AnsweredAt { get; init; }
    }

    private sealed class InboxRow
    {
        public long Id { get; init; }

        public required string Key { get; init; }

        public required string Surface { get; init; }

        public required string Payload { get; init; }

        public int Attempts { get; init; }

        public DateTimeOffset ReceivedAt { get; init; }
    }
}

/// <summary>Something a chat platform delivered.</summary>
/// <param name="Id">The store's number of it.</param>
/// <param name="Key">The platform's own id, with the surface in front.</param>
/// <param name="Surface">Whose it is.</param>
/// <param name="Payload">As the surface's handler reads it.</param>
/// <param name="Attempts">How often working it off failed so far.</param>
/// <param name="ReceivedAt">When it was kept.</param>
internal sealed record InboxItem(long Id, string Key, string Surface, string Payload, int Attempts, DateTimeOffset ReceivedAt);

/// <summary>What of a surface was given up.</summary>
/// <param name="Surface">Which.</param>
/// <param name="Number">How many deliveries.</param>
/// <param name="LastAt">When the last was given up.</param>
/// <param name="Error">Why that one was.</param>
/// <param name="WorksAgain">Whether a later delivery was worked off.</param>
internal sealed record Unanswered(string Surface, int Number, DateTimeOffset LastAt, string Error, bool WorksAgain);
