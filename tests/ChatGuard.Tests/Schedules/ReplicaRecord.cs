using Dapper;
using Npgsql;

namespace ChatGuard.Tests.Schedules;

/// <summary>How far the replicas are.</summary>
/// <param name="Begun">Digests under way in a replica, by Quartz's record, that have no slot yet.</param>
/// <param name="Made">Slots.</param>
/// <param name="Leased">Leases that were taken and neither posted nor lapsed.</param>
/// <param name="Waiting">Messages not yet posted.</param>
/// <param name="Posted">Messages of the web chat.</param>
internal sealed record ReplicaProgress(long Begun, long Made, long Leased, long Waiting, long Posted)
{
    public bool IsPosted(int digests) => Made >= digests && Waiting == 0;
}

/// <summary>Reads what the replicas wrote to their database.</summary>
internal sealed class ReplicaRecord(string database) : IAsyncDisposable
{
    private readonly NpgsqlDataSource source = NpgsqlDataSource.Create(database);

    public Task<ReplicaProgress> ProgressAsync(CancellationToken cancellationToken)
    {
        const string Sql = """
            SELECT (SELECT COUNT(*) FROM qrtz_fired_triggers WHERE job_group = 'digests' AND state = 'EXECUTING' AND job_name NOT IN (SELECT digest FROM digest_slots)) AS begun,
                   (SELECT COUNT(*) FROM digest_slots) AS made,
                   (SELECT COUNT(*) FROM outbox WHERE lease_until > now()) AS leased,
                   (SELECT COUNT(*) FROM outbox WHERE state = 'waiting') AS waiting,
                   (SELECT COUNT(*) FROM web_messages) AS posted
            """;
        return OneAsync<ReplicaProgress>(Sql, cancellationToken);
    }

    /// <summary>The first progress other than this.</summary>
    public async Task<ReplicaProgress> ChangeAsync(ReplicaProgress before, CancellationToken cancellationToken)
    {
        while (true)
        {
            var now = await ProgressAsync(cancellationToken);
            if (now != before)
            {
                return now;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Returns when no digest is under way, and those that were in a killed replica have been taken up again.</summary>
    public async Task NothingIsUnderWayAsync(CancellationToken cancellationToken)
    {
        const string Sql = "SELECT (SELECT COUNT(*) FROM qrtz_fired_triggers WHERE job_group = 'digests') + (SELECT COUNT(*) FROM qrtz_triggers WHERE trigger_group <> 'digests' AND job_group = 'digests')";
        while (await OneAsync<long>(Sql, cancellationToken) > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>The slots, written as their messages' keys.</summary>
    public Task<List<string>> SlotsAsync(CancellationToken cancellationToken) => KeysAsync("SELECT 'digest/' || digest || '/' || local_date FROM digest_slots", cancellationToken);

    /// <summary>The keys of messages that the outbox holds as posted.</summary>
    public Task<List<string>> OutboxAsync(CancellationToken cancellationToken) => KeysAsync("SELECT key FROM outbox WHERE state = 'posted'", cancellationToken);

    /// <summary>The keys of the web chat's messages.</summary>
    public Task<List<string>> MessagesAsync(CancellationToken cancellationToken) => KeysAsync("SELECT key FROM web_messages WHERE channel = 'security'", cancellationToken);

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private async Task<List<string>> KeysAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return [.. (await connection.QueryAsync<string>(new CommandDefinition(sql, cancellationToken: cancellationToken))).Order(StringComparer.Ordinal)];
    }

    private async Task<T> OneAsync<T>(string sql, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleAsync<T>(new CommandDefinition(sql, cancellationToken: cancellationToken));
    }
}
