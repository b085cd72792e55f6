using ChatGuard.Core.Answers;
using ChatGuard.Core.Checks;
using ChatGuard.Core.Digests;

namespace ChatGuard.Store;

/// <summary>What ChatGuard remembers, on SQLite or PostgreSQL. Safe for several replicas on one PostgreSQL.</summary>
internal sealed partial class Store(StoreOptions options, TimeProvider clock)
{
    /// <summary>Creates or upgrades the schema; safe when several replicas start at once.</summary>
    /// <exception cref="StoreException">The database cannot be opened or written, or belongs to a newer ChatGuard.</exception>
    public Task MigrateAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Remembers a reading: findings per check and resource with first and last seen, and the day's score. Unknown results change nothing.</summary>
    public Task RecordAsync(string accountId, string accountName, DateTimeOffset at, Posture posture, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Failing findings of these accounts, and those fixed since a time.</summary>
    public Task<IReadOnlyList<StoredFinding>> FindingsAsync(IReadOnlyList<string> accountIds, DateTimeOffset fixedSince, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<IReadOnlyList<DailyScore>> ScoresAsync(IReadOnlyList<string> accountIds, DateOnly since, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Claims a slot and commits with it what is to be posted and what it announces. False where the slot was taken: nothing is changed then.</summary>
    public Task<bool> CommitDigestAsync(DigestSlot slot, IReadOnlyList<OutboxMessage> messages, IReadOnlyList<AnnouncedFinding> announces, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<bool> IsTakenAsync(DigestSlot slot, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>When the last digest of that name was made and what digests of that name have announced.</summary>
    public Task<(DateTimeOffset? Last, IReadOnlyDictionary<string, AnnouncedFinding> Announced)> AnnouncedAsync(string digest, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Takes due messages for a time, so that no other replica posts them meanwhile: at most one a channel, oldest first, none before the message it belongs under.</summary>
    public Task<IReadOnlyList<OutboxMessage>> LeaseDueAsync(string owner, TimeSpan lease, int most, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task PostedAsync(long id, MessageRef message, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Gives a message back to be tried again, or for good where <paramref name="nextAttempt"/> is null.</summary>
    public Task FailedAsync(long id, string error, DateTimeOffset? nextAttempt, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>How many messages wait, and since when the oldest does.</summary>
    public Task<(int Waiting, DateTimeOffset? Oldest)> OutboxDepthAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Channels whose messages were given up for good, with the reason.</summary>
    public Task<IReadOnlyList<(ChannelRef Channel, string Error)>> BrokenChannelsAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Adds a message to a web channel; one whose key is already there is not added again, and the one that is there is returned.</summary>
    public Task<StoredWebMessage> AddWebMessageAsync(StoredWebMessage message, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<IReadOnlyList<StoredWebMessage>> WebMessagesAsync(string channel, long after, int most, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Deletes what is older than the options keep; how many rows.</summary>
    public Task<int> SweepAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Throws where the database does not answer.</summary>
    public Task PingAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    private StoreOptions Options { get; } = options;

    private TimeProvider Clock { get; } = clock;
}

/// <summary>The database cannot be used; the message says why and what to do.</summary>
internal sealed class StoreException(string message, Exception? inner = null) : Exception(message, inner);
