using ChatGuard.Core.Answers;

namespace ChatGuard.Store;

internal sealed partial class Store
{
    private const string WebColumns = "id, channel, who, at, text, answer, key, revision, thread";

    /// <summary>Adds a message to a web channel; one whose key is already there is not added again, and the one that is there is returned.</summary>
    public async Task<StoredWebMessage> AddWebMessageAsync(StoredWebMessage message, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            INSERT INTO web_messages (channel, who, at, text, answer, key, revision, thread) VALUES (@Channel, @who, @At, @text, @answer, @Key, (SELECT last FROM web_revision), @Thread)
            ON CONFLICT (channel, key) DO NOTHING RETURNING {WebColumns}
            """;
        var values = new
        {
            message.Channel,
            who = StoredValues.Storable(message.Who),
            message.At,
            text = message.Text is null ? null : StoredValues.Storable(message.Text),
            answer = message.Answer is null ? null : AnswerJson.Write(message.Answer),
            message.Key,
            message.Thread,
        };
        var row = await WriteAsync(
            async session =>
            {
                await ReviseAsync(session);
                return await session.FirstAsync<WebRow>(Sql, values)
                    ?? await session.FirstAsync<WebRow>($"SELECT {WebColumns} FROM web_messages WHERE channel = @Channel AND key = @Key", values);
            },
            cancellationToken);
        return row!.ToMessage();
    }

    /// <summary>Changes what a message of ChatGuard's says; one that is no longer there stays gone.</summary>
    public Task UpdateWebMessageAsync(long id, Answer answer, CancellationToken cancellationToken)
    {
        const string Sql = "UPDATE web_messages SET answer = @answer, revision = (SELECT last FROM web_revision) WHERE id = @id AND answer IS NOT NULL";
        return WriteAsync(
            async session =>
            {
                await ReviseAsync(session);
                return await session.ExecuteAsync(Sql, new { id, answer = AnswerJson.Write(answer) });
            },
            cancellationToken);
    }

    /// <summary>Of a channel's newest messages those with a higher revision than <paramref name="after"/>, oldest first.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="after">The highest revision seen; 0 for none.</param>
    /// <param name="most">How many messages the channel shows.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<StoredWebMessage>> WebMessagesAsync(string channel, long after, int most, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            SELECT {WebColumns} FROM (SELECT {WebColumns} FROM web_messages WHERE channel = @channel ORDER BY id DESC LIMIT @most) AS shown
            WHERE revision > @after ORDER BY id
            """;
        var rows = await ReadAsync(session => session.QueryAsync<WebRow>(Sql, new { channel, after, most }), cancellationToken);
        return [.. rows.Select(row => row.ToMessage())];
    }

    /// <summary>A channel's message; null where there is none of that id.</summary>
    public async Task<StoredWebMessage?> WebMessageAsync(string channel, long id, CancellationToken cancellationToken)
    {
        const string Sql = $"SELECT {WebColumns} FROM web_messages WHERE channel = @channel AND id = @id";
        return (await ReadAsync(session => session.FirstAsync<WebRow>(Sql, new { channel, id }), cancellationToken))?.ToMessage();
    }

    // Writers come one after the other, so that no message appears later than one with a higher revision, where a reader has already passed.
    private async Task ReviseAsync(Session session)
    {
        await Dialect.LockAsync(session, StoreLock.WebMessages);
        await session.ExecuteAsync("UPDATE web_revision SET last = last + 1");
    }

    private sealed class WebRow
    {
        public long Id { get; init; }

        public required string Channel { get; init; }

        public required string Who { get; init; }

        public DateTimeOffset At { get; init; }

        public string? Text { get; init; }

        public string? Answer { get; init; }

        public string? Key { get; init; }

        public long Revision { get; init; }

        public long? Thread { get; init; }

        public StoredWebMessage ToMessage() => new(Id, Channel, Who, At, Text, Answer is null ? null : AnswerJson.Read(Answer), Key, Revision, Thread);
    }
}
