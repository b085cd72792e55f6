using ChatGuard.Core.Checks;
using ChatGuard.Core.Digests;

namespace ChatGuard.Store;

internal sealed partial class Store
{
    /// <summary>
    /// Remembers a reading: findings per check and resource with first and last seen, and the day's score, by UTC. Unknown results change nothing; neither does a
    /// reading older than the account's last one. A suppressed finding is kept, neither failing nor fixed.
    /// </summary>
    public Task RecordAsync(string accountId, string accountName, DateTimeOffset at, Posture posture, CancellationToken cancellationToken)
    {
        var reading = new Reading(accountId, posture);
        var open = Items(reading.Open());
        return WriteAsync(
            async session =>
            {
                if (!await TakeTurnAsync(session, accountId, accountName, at))
                {
                    return false;
                }

                await UpsertOpenAsync(session, accountId, at, open);
                await MarkFixedAsync(session, accountId, at, reading);
                await UpsertScoreAsync(session, accountId, at, posture);
                return true;
            },
            cancellationToken);
    }

    /// <summary>Failing findings of these accounts, and those fixed since a time.</summary>
    public async Task<IReadOnlyList<StoredFinding>> FindingsAsync(IReadOnlyList<string> accountIds, DateTimeOffset fixedSince, CancellationToken cancellationToken)
    {
        var sql = $"""
            SELECT account_id, check_id, resource_id, region, status, severity, detail, first_seen, last_seen, fixed_at, suppression_ended_at FROM findings
            WHERE account_id {Dialect.OneOf("@ids")} AND ((fixed_at IS NULL AND status = 'Fail') OR fixed_at >= @fixedSince)
            ORDER BY account_id, check_id, region, resource_id
            """;
        var rows = await ReadAsync(session => session.QueryAsync<FindingRow>(sql, new { ids = accountIds.ToArray(), fixedSince }), cancellationToken);
        return [.. rows.Select(row => row.ToFinding())];
    }

    /// <summary>Scores of these accounts from a day on, by account and day.</summary>
    public async Task<IReadOnlyList<DailyScore>> ScoresAsync(IReadOnlyList<string> accountIds, DateOnly since, CancellationToken cancellationToken)
    {
        var sql = $"SELECT account_id, day, score, grade FROM scores WHERE account_id {Dialect.OneOf("@ids")} AND day >= @since ORDER BY account_id, day";
        var rows = await ReadAsync(session => session.QueryAsync<ScoreRow>(sql, new { ids = accountIds.ToArray(), since }), cancellationToken);
        return [.. rows.Select(row => new DailyScore(row.AccountId, row.Day, row.Score, row.Grade))];
    }

    // The account's row is held until the transaction ends, so that two replicas record one after the other; the later reading wins.
    private static async Task<bool> TakeTurnAsync(Session session, string accountId, string accountName, DateTimeOffset at)
    {
        const string Sql = """
            INSERT INTO accounts (account_id, name, read_at) VALUES (@accountId, @name, @at)
            ON CONFLICT (account_id) DO UPDATE SET name = excluded.name, read_at = excluded.read_at WHERE accounts.read_at <= excluded.read_at
            """;
        return await session.ExecuteAsync(Sql, new { accountId, name = StoredValues.Storable(accountName), at }) > 0;
    }

    private async Task UpsertOpenAsync(Session session, string accountId, DateTimeOffset at, string open)
    {
        var sql = $"""
            INSERT INTO findings (account_id, check_id, region, resource_id, status, severity, detail, first_seen, last_seen)
            SELECT @accountId, check_id, region, resource_id, status, severity, detail, @at, @at
            FROM {Dialect.Items("check_id", "region", "resource_id", "status", "severity", "detail")} WHERE true
            ON CONFLICT (account_id, check_id, region, resource_id) DO UPDATE SET
                status = excluded.status,
                severity = excluded.severity,
                detail = excluded.detail,
                first_seen = CASE WHEN findings.fixed_at IS NULL THEN findings.first_seen ELSE excluded.first_seen END,
                last_seen = excluded.last_seen,
                fixed_at = NULL,
                suppression_ended_at = CASE
                    WHEN excluded.status <> 'Fail' OR findings.fixed_at IS NOT NULL THEN NULL
                    WHEN findings.status = 'Suppressed' THEN excluded.last_seen
                    ELSE findings.suppression_ended_at END
            """;
        await session.ExecuteAsync(sql, new { accountId, at, items = open });
    }

    private async Task MarkFixedAsync(Session session, string accountId, DateTimeOffset at, Reading reading)
    {
        var open = await session.QueryAsync<FindingKey>("SELECT check_id, region, resource_id FROM findings WHERE account_id = @accountId AND fixed_at IS NULL", new { accountId });
        var sql = $"""
            UPDATE findings SET status = 'Pass', last_seen = @at, fixed_at = @at
            WHERE account_id = @accountId AND (check_id, region, resource_id) IN (SELECT check_id, region, resource_id FROM {Dialect.Items("check_id", "region", "resource_id")})
            """;
        await session.ExecuteAsync(sql, new { accountId, at, items = Items(reading.Fixed(open)) });
    }

    private static Task<int> UpsertScoreAsync(Session session, string accountId, DateTimeOffset at, Posture posture)
    {
        const string Sql = """
            INSERT INTO scores (account_id, day, score, grade) VALUES (@accountId, @day, @score, @grade)
            ON CONFLICT (account_id, day) DO UPDATE SET score = excluded.score, grade = excluded.grade
            """;
        return session.ExecuteAsync(Sql, new { accountId, day = DateOnly.FromDateTime(at.UtcDateTime), score = posture.Score, grade = posture.Grade });
    }

    private sealed class ScoreRow
    {
        public required string AccountId { get; init; }

        public DateOnly Day { get; init; }

        public int? Score { get; init; }

        public required string Grade { get; init; }
    }

    private sealed class FindingRow
    {
        public required string AccountId { get; init; }

        public required string CheckId { get; init; }

        public required string ResourceId { get; init; }

        public required string Region { get; init; }

        public required string Status { get; init; }

        public required string Severity { get; init; }

        public required string Detail { get; init; }

        public DateTimeOffset FirstSeen { get; init; }

        public DateTimeOffset LastSeen { get; init; }

        public DateTimeOffset? FixedAt { get; init; }

        public DateTimeOffset? SuppressionEndedAt { get; init; }

        public StoredFinding ToFinding() => new(
            AccountId, CheckId, ResourceId, Region.Length == 0 ? null : Region, Enum.Parse<CheckStatus>(Status), Enum.Parse<Severity>(Severity), Detail, FirstSeen, LastSeen, FixedAt)
        {
            SuppressionEndedAt = SuppressionEndedAt,
        };
    }
}
