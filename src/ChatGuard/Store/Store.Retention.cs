namespace ChatGuard.Store;

internal sealed partial class Store
{
    // What still fails is kept, unless its account has not been read for as long.
    private const string Sweep = """
        DELETE FROM findings WHERE (fixed_at IS NOT NULL AND fixed_at < @old) OR last_seen < @old;
        DELETE FROM scores WHERE day < @oldDay;
        DELETE FROM announced WHERE fixed = 1 AND announced_at < @old;
        DELETE FROM digest_slots WHERE local_date < @oldDay;
        DELETE FROM outbox WHERE state <> 'waiting' AND done_at < @oldMessage
            AND key NOT IN (SELECT after_key FROM outbox WHERE state = 'waiting' AND after_key IS NOT NULL);
        DELETE FROM inbox WHERE state <> 'waiting' AND done_at < @oldMessage;
        DELETE FROM offers WHERE created_at < @oldMessage;
        DELETE FROM web_messages WHERE at < @oldMessage;
        DELETE FROM pages WHERE created_at < @oldMessage;
        DELETE FROM slack_posts WHERE begun_at < @oldMessage;
        DELETE FROM slack_sockets WHERE seen_at < @oldMessage;
        DELETE FROM teams_messages WHERE at < @oldMessage;
        DELETE FROM teams_clicks WHERE at < @oldMessage;
        """;

    /// <summary>Deletes what is older than the options keep; how many rows.</summary>
    public Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var now = Clock.GetUtcNow();
        var old = now.AddDays(-Options.RetentionDays);
        var values = new { old, oldDay = DateOnly.FromDateTime(old.UtcDateTime), oldMessage = now.AddDays(-Options.MessageRetentionDays) };
        return WriteAsync(session => session.ExecuteAsync(Sweep, values), cancellationToken);
    }
}
