using ChatGuard.Core.Checks;
using ChatGuard.Core.Digests;

namespace ChatGuard.Store;

internal sealed partial class Store
{
    /// <summary>Claims a slot and commits with it what is to be posted, what it announces and what its buttons offer. False where the slot was taken: nothing is changed then.</summary>
    /// <exception cref="ArgumentException">A message belongs under one that is not among <paramref name="messages"/>.</exception>
    public Task<bool> CommitDigestAsync(DigestSlot slot, IReadOnlyList<OutboxMessage> messages, IReadOnlyList<AnnouncedFinding> announces, CancellationToken cancellationToken, IReadOnlyList<Offer>? offers = null)
    {
        var orphan = messages.FirstOrDefault(message => message.AfterKey is not null && messages.All(parent => parent.Key != message.AfterKey));
        if (orphan is not null)
        {
            throw new ArgumentException($"Message {orphan.Key} belongs under {orphan.AfterKey}, which is not in the same digest", nameof(messages));
        }

        return WriteAsync(
            async session =>
            {
                var now = Clock.GetUtcNow();
                if (!await ClaimAsync(session, slot, now))
                {
                    return false;
                }

                await EnqueueAsync(session, messages, now);
                await AnnounceAsync(session, slot.Digest, announces, now);
                await AddOffersAsync(session, offers ?? []);
                return true;
            },
            cancellationToken);
    }

    public async Task<bool> IsTakenAsync(DigestSlot slot, CancellationToken cancellationToken)
    {
        const string Sql = "SELECT COUNT(*) FROM digest_slots WHERE digest = @Digest AND local_date = @LocalDate";
        return await ReadAsync(session => session.FirstAsync<long>(Sql, slot), cancellationToken) > 0;
    }

    /// <summary>When the last digest of that name was made and what digests of that name have announced.</summary>
    public Task<(DateTimeOffset? Last, IReadOnlyDictionary<string, AnnouncedFinding> Announced)> AnnouncedAsync(string digest, CancellationToken cancellationToken) => ReadAsync(
        async session =>
        {
            var last = await session.FirstAsync<DateTimeOffset?>("SELECT made_at FROM digest_slots WHERE digest = @digest ORDER BY made_at DESC LIMIT 1", new { digest });
            var rows = await session.QueryAsync<AnnouncedRow>("SELECT finding_key, severity, fixed FROM announced WHERE digest = @digest", new { digest });
            var announced = rows.ToDictionary(row => row.FindingKey, row => new AnnouncedFinding(row.FindingKey, Enum.Parse<Severity>(row.Severity), row.Fixed), StringComparer.Ordinal);
            return (last, (IReadOnlyDictionary<string, AnnouncedFinding>)announced);
        },
        cancellationToken);

    private static async Task<bool> ClaimAsync(Session session, DigestSlot slot, DateTimeOffset now)
    {
        const string Sql = "INSERT INTO digest_slots (digest, local_date, made_at) VALUES (@Digest, @LocalDate, @now) ON CONFLICT DO NOTHING";
        return await session.ExecuteAsync(Sql, new { slot.Digest, slot.LocalDate, now }) > 0;
    }

    private async Task AnnounceAsync(Session session, string digest, IReadOnlyList<AnnouncedFinding> announces, DateTimeOffset now)
    {
        var sql = $"""
            INSERT INTO announced (digest, finding_key, severity, fixed, announced_at)
            SELECT @digest, finding_key, severity, CAST(fixed AS integer), @now FROM {Dialect.Items("finding_key", "severity", "fixed")} WHERE true
            ON CONFLICT (digest, finding_key) DO UPDATE SET severity = excluded.severity, fixed = excluded.fixed, announced_at = excluded.announced_at
            """;
        var rows = announces.DistinctBy(finding => finding.Key)
            .Select(finding => new { FindingKey = StoredValues.Storable(finding.Key), Severity = finding.Severity.ToString(), Fixed = finding.Fixed ? "1" : "0" });
        await session.ExecuteAsync(sql, new { digest, now, items = Items(rows) });
    }

    private sealed class AnnouncedRow
    {
        public required string FindingKey { get; init; }

        public required string Severity { get; init; }

        public bool Fixed { get; init; }
    }
}
