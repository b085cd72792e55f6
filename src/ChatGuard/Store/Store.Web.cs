using ChatGuard.Core.Answers;

namespace ChatGuard.Store;

internal sealed partial class Store
{
    /// <summary>Adds a message to a web channel; one whose key is already there is not added again, and the one that is there is returned.</summary>
    public async Task<StoredWebMessage> AddWebMessageAsync(StoredWebMessage message, CancellationToken cancellationToken)
    {
        const string Sql = """
            INSERT INTO web_messages (channel, who, at, text, answer, key) VALUES (@Channel, @who, @At, @text, @answer, @Key)
            ON CONFLICT (channel, key) DO NOTHING RETURNING id, channel, who, at, text, answer, key
            """;
        var values = new
        {
            message.Channel,
            who = StoredValues.Storable(message.Who),
            message.At,
            text = message.Text is null ? null : StoredValues.Storable(message.Text),
            answer = message.Answer is null ? null : AnswerJson.Write(message.Answer),
            message.Key,
        };
        var row = await WriteAsync(
            async session =>
            {
                // One after the other, so that no message appears later than one with a higher id, where a reader has already passed.
                await Dialect.LockAsync(session, StoreLock.WebMessages);
                return await session.FirstAsync<WebRow>(Sql, values)
                    ?? await session.FirstAsync<WebRow>("SELECT id, channel, who, at, text, answer, key FROM web_messages WHERE channel = @Channel AND key = @Key", values);
            },
            cancellationToken);
        return row!.ToMessage();
    }

    /// <summary>Changes what a message of ChatGuard's says; one that is no longer there stays gone.</summary>
    public Task UpdateWebMessageAsync(long id, Answer answer, CancellationToken cancellationToken) =>
        WriteAsync(session => session.ExecuteAsync("UPDATE web_messages SET answer = @answer WHERE id = @id AND answer IS NOT NULL", new { id, answer = AnswerJson.Write(answer) }), cancellationToken);

    /// <summary>A channel's messages with a higher id than <paramref name="after"/>, oldest first; where there are more than <paramref name="most"/>, the newest of them.</summary>
    public async Task<IReadOnlyList<StoredWebMessage>> WebMessagesAsync(string channel, long after, int most, CancellationToken cancellationToken)
    {
        const string Sql = "SELECT id, channel, who, at, text, answer, key FROM web_messages WHERE channel = @channel AND id > @after ORDER BY id DESC LIMIT @most";
        var rows = await ReadAsync(session => session.QueryAsync<WebRow>(Sql, new { channel, after, most }), cancellationToken);
        return [.. rows.Select(row => row.ToMessage()).Reverse()];
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

        public StoredWebMessage ToMessage() => new(Id, Channel, Who, At, Text, Answer is null ? null : AnswerJson.Read(Answer), Key);
    }
}
