namespace ChatGuard.Store;

internal sealed partial class Store
{
    /// <summary>Writes down how a replica's Socket Mode connection is.</summary>
    public Task NoteSlackSocketAsync(string replica, SlackSocketNote note, CancellationToken cancellationToken)
    {
        const string Sql = """
            INSERT INTO slack_sockets (replica, since, reason, seen_at) VALUES (@replica, @Since, @Reason, @now)
            ON CONFLICT (replica) DO UPDATE SET since = excluded.since, reason = excluded.reason, seen_at = excluded.seen_at
            """;
        return WriteAsync(session => session.ExecuteAsync(Sql, new { replica, note.Since, note.Reason, now = Clock.GetUtcNow() }), cancellationToken);
    }

    /// <summary>The replica stops.</summary>
    public Task ForgetSlackSocketAsync(string replica, CancellationToken cancellationToken) =>
        WriteAsync(session => session.ExecuteAsync("DELETE FROM slack_sockets WHERE replica = @replica", new { replica }), cancellationToken);

    /// <summary>What the replicas wrote down that still ran at that time.</summary>
    public async Task<IReadOnlyList<(string Replica, SlackSocketNote Note)>> SlackSocketsAsync(DateTimeOffset seenSince, CancellationToken cancellationToken)
    {
        const string Sql = "SELECT replica, since, reason FROM slack_sockets WHERE seen_at >= @seenSince ORDER BY replica";
        return [.. (await ReadAsync(session => session.QueryAsync<SlackSocketRow>(Sql, new { seenSince }), cancellationToken)).Select(row => (row.Replica, new SlackSocketNote(row.Since, row.Reason)))];
    }

    private sealed class SlackSocketRow
    {
        public string Replica { get; init; } = "";

        public DateTimeOffset Since { get; init; }

        public string? Reason { get; init; }
    }
}

/// <summary>How a Socket Mode connection is.</summary>
/// <param name="Since">Since when it is so.</param>
/// <param name="Reason">Why there is none, in Slack's or the protocol's own word; null where there is one.</param>
internal sealed record SlackSocketNote(DateTimeOffset Since, string? Reason);
