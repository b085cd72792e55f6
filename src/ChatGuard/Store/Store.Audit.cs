using System.Data;
using System.Runtime.CompilerServices;

namespace ChatGuard.Store;

internal sealed partial class Store
{
    private const string AuditColumns = "seq, at, kind, proposal, actor, detail, previous, hash";

    /// <summary>Remembers something that changes no proposal, such as a refused click.</summary>
    public Task<AuditRecord> AuditAsync(AuditEntry entry, CancellationToken cancellationToken) => WriteAsync(session => AuditAsync(session, entry), cancellationToken);

    /// <summary>The last record; null before the first.</summary>
    public async Task<AuditRecord?> AuditHeadAsync(CancellationToken cancellationToken) =>
        (await ReadAsync(session => session.FirstAsync<AuditRow>($"SELECT {AuditColumns} FROM audit ORDER BY seq DESC LIMIT 1"), cancellationToken))?.ToRecord();

    /// <summary>Records with a higher number than <paramref name="after"/>, in order, at most so many.</summary>
    public async Task<IReadOnlyList<AuditRecord>> AuditRecordsAsync(long after, int most, CancellationToken cancellationToken)
    {
        var rows = await ReadAsync(session => session.QueryAsync<AuditRow>($"SELECT {AuditColumns} FROM audit WHERE seq > @after ORDER BY seq LIMIT @most", new { after, most }), cancellationToken);
        return [.. rows.Select(row => row.ToRecord())];
    }

    /// <summary>Every record in order, read in pages, so that an audit of any length takes the same memory.</summary>
    /// <exception cref="DataException">The next record is none: somebody changed the database.</exception>
    public async IAsyncEnumerable<AuditRecord> AuditAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const int Page = 5_000;
        var most = Page;
        for (long after = 0; ;)
        {
            IReadOnlyList<AuditRecord> page;
            try
            {
                page = await AuditRecordsAsync(after, most, cancellationToken);
            }
            catch (DataException) when (most > 1)
            {
                // One of them cannot be read: those before it can.
                most = 1;
                continue;
            }

            foreach (var record in page)
            {
                yield return record;
            }

            if (page.Count == 0)
            {
                yield break;
            }

            after = page[^1].Seq;
        }
    }

    /// <summary>The newest records since then, newest first, at most so many.</summary>
    public async Task<IReadOnlyList<AuditRecord>> AuditSinceAsync(DateTimeOffset since, int most, CancellationToken cancellationToken)
    {
        var rows = await ReadAsync(session => session.QueryAsync<AuditRow>($"SELECT {AuditColumns} FROM audit WHERE at >= @since ORDER BY seq DESC LIMIT @most", new { since, most }), cancellationToken);
        return [.. rows.Select(row => row.ToRecord())];
    }

    /// <summary>Appends within the transaction of what it tells of: either both are kept or neither.</summary>
    private async Task<AuditRecord> AuditAsync(Session session, AuditEntry entry)
    {
        await Dialect.LockAsync(session, StoreLock.Audit);
        var last = await session.FirstAsync<AuditRow>($"SELECT {AuditColumns} FROM audit ORDER BY seq DESC LIMIT 1");
        var record = AuditRecord.Following(last is null ? (0, AuditRecord.Nothing) : (last.Seq, last.Hash), Clock.GetUtcNow(), entry);
        await session.ExecuteAsync($"INSERT INTO audit ({AuditColumns}) VALUES (@Seq, @At, @Kind, @Proposal, @Actor, @Detail, @Previous, @Hash)", record);
        return record;
    }

    private sealed class AuditRow
    {
        public long Seq { get; init; }

        public DateTimeOffset At { get; init; }

        public required string Kind { get; init; }

        public string? Proposal { get; init; }

        public string? Actor { get; init; }

        public required string Detail { get; init; }

        public required string Previous { get; init; }

        public required string Hash { get; init; }

        public AuditRecord ToRecord() => new(Seq, At, Kind, Proposal, Actor, Detail, Previous, Hash);
    }
}
