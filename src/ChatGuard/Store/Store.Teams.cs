namespace ChatGuard.Store;

internal sealed partial class Store
{
    private const string TeamsColumns = "id, kind, tenant, service_url, bot_id, team_id, installed, seen_at";

    /// <summary>Keeps where an activity came from; what is newer replaces what is known of it.</summary>
    public Task SeenTeamsConversationAsync(TeamsConversation conversation, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            INSERT INTO teams_conversations ({TeamsColumns}) VALUES (@Id, @Kind, @Tenant, @ServiceUrl, @BotId, @TeamId, @installed, @SeenAt)
            ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, tenant = excluded.tenant, service_url = excluded.service_url, bot_id = excluded.bot_id,
                team_id = COALESCE(excluded.team_id, teams_conversations.team_id), installed = excluded.installed, seen_at = excluded.seen_at
            WHERE teams_conversations.seen_at <= excluded.seen_at
            """;
        var values = new { conversation.Id, conversation.Kind, conversation.Tenant, conversation.ServiceUrl, conversation.BotId, conversation.TeamId, installed = conversation.Installed ? 1 : 0, conversation.SeenAt };
        return WriteAsync(session => session.ExecuteAsync(Sql, values), cancellationToken);
    }

    /// <summary>ChatGuard was removed from a team or chat: nothing can be posted there, nor in the team's other channels.</summary>
    public Task LeftTeamsConversationAsync(string id, string? team, DateTimeOffset at, CancellationToken cancellationToken)
    {
        const string Sql = "UPDATE teams_conversations SET installed = 0, seen_at = @at WHERE (id = @id OR team_id = @team) AND seen_at <= @at";
        return WriteAsync(session => session.ExecuteAsync(Sql, new { id, team, at }), cancellationToken);
    }

    /// <summary>What is known of a channel or chat; null for one that nothing came from.</summary>
    public async Task<TeamsConversation?> TeamsConversationAsync(string id, CancellationToken cancellationToken)
    {
        const string Sql = $"SELECT {TeamsColumns} FROM teams_conversations WHERE id = @id";
        return (await ReadAsync(session => session.FirstAsync<TeamsRow>(Sql, new { id }), cancellationToken))?.ToConversation();
    }

    /// <summary>Every channel and chat that is known, the latest heard from first.</summary>
    public async Task<IReadOnlyList<TeamsConversation>> TeamsConversationsAsync(int most, CancellationToken cancellationToken)
    {
        const string Sql = $"SELECT {TeamsColumns} FROM teams_conversations ORDER BY seen_at DESC, id LIMIT @most";
        return [.. (await ReadAsync(session => session.QueryAsync<TeamsRow>(Sql, new { most }), cancellationToken)).Select(row => row.ToConversation())];
    }

    /// <summary>The id of what was posted under a key; null where nothing was.</summary>
    public Task<string?> TeamsMessageAsync(string key, CancellationToken cancellationToken) =>
        ReadAsync(session => session.FirstAsync<string>("SELECT message FROM teams_messages WHERE key = @key", new { key }), cancellationToken);

    /// <summary>Keeps the id of what was posted under a key; the first one stays.</summary>
    public Task PostedTeamsMessageAsync(string key, string message, CancellationToken cancellationToken) => WriteAsync(
        session => session.ExecuteAsync("INSERT INTO teams_messages (key, message, at) VALUES (@key, @message, @now) ON CONFLICT (key) DO NOTHING", new { key, message, now = Clock.GetUtcNow() }),
        cancellationToken);

    /// <summary>Whether a click is delivered for the first time; where it is not, what it was answered, or null while it is being answered.</summary>
    public Task<(bool IsFirst, string? Reply)> BeginTeamsClickAsync(string key, CancellationToken cancellationToken) => WriteAsync(
        async session =>
        {
            var isFirst = await session.ExecuteAsync("INSERT INTO teams_clicks (key, reply, at) VALUES (@key, NULL, @now) ON CONFLICT (key) DO NOTHING", new { key, now = Clock.GetUtcNow() }) == 1;
            return (isFirst, isFirst ? null : await session.FirstAsync<string>("SELECT reply FROM teams_clicks WHERE key = @key", new { key }));
        },
        cancellationToken);

    /// <summary>Keeps what a click was answered.</summary>
    public Task AnsweredTeamsClickAsync(string key, string reply, CancellationToken cancellationToken) =>
        WriteAsync(session => session.ExecuteAsync("UPDATE teams_clicks SET reply = @reply WHERE key = @key", new { key, reply = StoredValues.Storable(reply) }), cancellationToken);

    private sealed class TeamsRow
    {
        public required string Id { get; init; }

        public required string Kind { get; init; }

        public required string Tenant { get; init; }

        public required string ServiceUrl { get; init; }

        public required string BotId { get; init; }

        public string? TeamId { get; init; }

        public int Installed { get; init; }

        public DateTimeOffset SeenAt { get; init; }

        public TeamsConversation ToConversation() => new(Id, Kind, Tenant, ServiceUrl, BotId, TeamId, Installed == 1, SeenAt);
    }
}

/// <summary>A place in Teams where ChatGuard can speak.</summary>
/// <param name="Id">The channel's or chat's id, without a thread.</param>
/// <param name="Kind"><c>personal</c>, <c>groupChat</c> or <c>channel</c>.</param>
/// <param name="Tenant">The organisation.</param>
/// <param name="ServiceUrl">Where its connector is, as a verified activity said.</param>
/// <param name="BotId">ChatGuard's own id there.</param>
/// <param name="TeamId">The channel's team; null elsewhere.</param>
/// <param name="Installed">Whether ChatGuard is still in it.</param>
/// <param name="SeenAt">When anything last came from it.</param>
internal sealed record TeamsConversation(string Id, string Kind, string Tenant, string ServiceUrl, string BotId, string? TeamId, bool Installed, DateTimeOffset SeenAt);
