using ChatGuard.Core.Answers;

namespace ChatGuard.Store;

internal sealed partial class Store
{
    private const string MessageColumns = "id, proposal, key, surface, channel, message_channel, message_id, attempts";

    /// <summary>Shows a proposal in one more channel, unless it is shown there already.</summary>
    /// <returns>Whether it was not.</returns>
    public Task<bool> ShowAsync(string proposal, ChannelRef channel, CancellationToken cancellationToken) => WriteAsync(
        async session =>
        {
            if ((await ChannelsAsync(session, proposal)).Contains(channel))
            {
                return false;
            }

            await ShowAsync(session, proposal, $"proposal/{proposal}", [channel]);
            return true;
        },
        cancellationToken);

    /// <summary>Shows a proposal in a channel in a new message, whether or not an older one shows it there.</summary>
    public Task ShowAgainAsync(string proposal, ChannelRef channel, CancellationToken cancellationToken) => WriteAsync(
        async session =>
        {
            await ShowAsync(session, proposal, $"proposal/{proposal}/{Clock.GetUtcNow().UtcTicks}", [channel]);
            return true;
        },
        cancellationToken);

    /// <summary>The channels that show a proposal, or will.</summary>
    public Task<IReadOnlyList<ChannelRef>> ChannelsAsync(string proposal, CancellationToken cancellationToken) => ReadAsync(session => ChannelsAsync(session, proposal), cancellationToken);

    /// <summary>Takes messages that are to be posted, or that show an earlier state than their proposal is in, for a time, so that no other replica is at them meanwhile.</summary>
    public Task<IReadOnlyList<ProposalMessage>> LeaseMessagesAsync(string owner, TimeSpan lease, int most, CancellationToken cancellationToken) => WriteAsync<IReadOnlyList<ProposalMessage>>(
        async session =>
        {
            var now = Clock.GetUtcNow();
            var sql = $"""
                UPDATE proposal_messages SET owner = @owner, lease_until = @until WHERE id IN (
                    SELECT due.id FROM proposal_messages AS due
                    WHERE due.is_gone = 0 AND due.next_attempt_at <= @now AND (due.lease_until IS NULL OR due.lease_until <= @now)
                      AND due.shown < (SELECT version FROM proposals WHERE proposals.id = due.proposal)
                    ORDER BY due.next_attempt_at, due.id LIMIT @most {Dialect.SkipLocked})
                RETURNING {MessageColumns}
                """;
            var rows = await session.QueryAsync<MessageRow>(sql, new { owner, until = now + lease, now, most });
            return [.. rows.OrderBy(row => row.Id).Select(row => row.ToMessage())];
        },
        cancellationToken);

    /// <summary>The message is posted and shows that version of its proposal.</summary>
    public Task ShownAsync(long id, MessageRef message, long version, CancellationToken cancellationToken)
    {
        const string Sql = """
            UPDATE proposal_messages SET message_channel = @Channel, message_id = @messageId, shown = @version, attempts = 0, error = NULL, next_attempt_at = @now,
                owner = NULL, lease_until = NULL
            WHERE id = @id
            """;
        return WriteAsync(session => session.ExecuteAsync(Sql, new { id, message.Channel, messageId = message.Id, version, now = Clock.GetUtcNow() }), cancellationToken);
    }

    /// <summary>It could not be posted or edited: it is tried again then, or never where <paramref name="nextAttempt"/> is null.</summary>
    public Task NotShownAsync(long id, string error, DateTimeOffset? nextAttempt, CancellationToken cancellationToken)
    {
        const string Sql = """
            UPDATE proposal_messages SET attempts = attempts + 1, error = @error, next_attempt_at = COALESCE(@nextAttempt, next_attempt_at), is_gone = @gone,
                owner = NULL, lease_until = NULL
            WHERE id = @id
            """;
        return WriteAsync(session => session.ExecuteAsync(Sql, new { id, error = StoredValues.Storable(error), nextAttempt, gone = nextAttempt is null ? 1 : 0 }), cancellationToken);
    }

    private async Task ShowAsync(Session session, string proposal, string key, IReadOnlyList<ChannelRef> channels)
    {
        const string Sql = """
            INSERT INTO proposal_messages (proposal, key, surface, channel, shown, attempts, next_attempt_at, is_gone)
            VALUES (@proposal, @key, @Surface, @Channel, 0, 0, @now, 0) ON CONFLICT DO NOTHING
            """;
        foreach (var channel in channels.Distinct())
        {
            await session.ExecuteAsync(Sql, new { proposal, key = $"{key}/{channel}", channel.Surface, channel.Channel, now = Clock.GetUtcNow() });
        }
    }

    private static async Task<IReadOnlyList<ChannelRef>> ChannelsAsync(Session session, string proposal)
    {
        var rows = await session.QueryAsync<MessageRow>($"SELECT {MessageColumns} FROM proposal_messages WHERE proposal = @proposal AND is_gone = 0 ORDER BY id", new { proposal });
        return [.. rows.Select(row => new ChannelRef(row.Surface, row.Channel)).Distinct()];
    }

    private sealed class MessageRow
    {
        public long Id { get; init; }

        public required string Proposal { get; init; }

        public required string Key { get; init; }

        public required string Surface { get; init; }

        public required string Channel { get; init; }

        public string? MessageChannel { get; init; }

        public string? MessageId { get; init; }

        public int Attempts { get; init; }

        public ProposalMessage ToMessage() => new(
            Id, Proposal, Key, new ChannelRef(Surface, Channel), MessageId is null ? null : new MessageRef(Surface, MessageChannel ?? Channel, MessageId), Attempts);
    }
}

/// <summary>A message that shows a proposal.</summary>
/// <param name="Key">Names the post for good, such as <c>proposal/k3v9x2m4q7/web:security</c>.</param>
/// <param name="Channel">Where to.</param>
/// <param name="Message">The message as it was posted; null before that.</param>
/// <param name="Attempts">How often posting or editing it failed since it last succeeded.</param>
internal sealed record ProposalMessage(long Id, string Proposal, string Key, ChannelRef Channel, MessageRef? Message, int Attempts);
