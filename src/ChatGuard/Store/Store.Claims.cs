namespace ChatGuard.Store;

internal sealed partial class Store
{
    /// <summary>Takes a proposal that is approved and that nobody works on, or whose worker's time is over, for a time; null where there is none.</summary>
    /// <param name="owner">Who takes it; a name no other replica uses.</param>
    /// <param name="lease">For how long; longer than any one call to AWS can take.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<string?> ClaimProposalAsync(string owner, TimeSpan lease, CancellationToken cancellationToken) => WriteAsync(
        session =>
        {
            var now = Clock.GetUtcNow();
            var sql = $"""
                UPDATE proposals SET owner = @owner, lease_until = @until WHERE id IN (
                    SELECT id FROM proposals WHERE state IN ('Approved', 'Executing', 'Verifying') AND (lease_until IS NULL OR lease_until <= @now)
                    ORDER BY changed_at, id LIMIT 1 {Dialect.SkipLocked})
                RETURNING id
                """;
            return session.FirstAsync<string>(sql, new { owner, until = now + lease, now });
        },
        cancellationToken);

    /// <summary>Takes a verified proposal that is to be looked at again, for a time; null where there is none.</summary>
    public Task<string?> ClaimSecondLookAsync(string owner, TimeSpan lease, CancellationToken cancellationToken) => WriteAsync(
        session =>
        {
            var now = Clock.GetUtcNow();
            var sql = $"""
                UPDATE proposals SET owner = @owner, lease_until = @until WHERE id IN (
                    SELECT id FROM proposals WHERE state = 'Done' AND check_again_at <= @now AND (lease_until IS NULL OR lease_until <= @now)
                    ORDER BY check_again_at, id LIMIT 1 {Dialect.SkipLocked})
                RETURNING id
                """;
            return session.FirstAsync<string>(sql, new { owner, until = now + lease, now });
        },
        cancellationToken);

    /// <summary>Puts a second look off, where AWS could not be read.</summary>
    public Task PutOffSecondLookAsync(string id, DateTimeOffset until, CancellationToken cancellationToken) =>
        WriteAsync(session => session.ExecuteAsync("UPDATE proposals SET check_again_at = @until WHERE id = @id AND check_again_at IS NOT NULL", new { id, until }), cancellationToken);

    /// <summary>Extends a claim; false where it was lost.</summary>
    public Task<bool> KeepClaimAsync(string id, string owner, TimeSpan lease, CancellationToken cancellationToken) => WriteAsync(
        async session =>
        {
            var now = Clock.GetUtcNow();
            return await session.ExecuteAsync("UPDATE proposals SET lease_until = @until WHERE id = @id AND owner = @owner AND lease_until > @now", new { id, owner, until = now + lease, now }) == 1;
        },
        cancellationToken);

    /// <summary>Gives a claim back, so that nobody has to wait for its end.</summary>
    public Task ReleaseClaimAsync(string id, string owner, CancellationToken cancellationToken) =>
        WriteAsync(session => session.ExecuteAsync("UPDATE proposals SET owner = NULL, lease_until = NULL WHERE id = @id AND owner = @owner", new { id, owner }), cancellationToken);

    /// <summary>Proposals whose time to be decided is over.</summary>
    public async Task<IReadOnlyList<string>> ExpiredProposalsAsync(CancellationToken cancellationToken) => await ReadAsync(
        session => session.QueryAsync<string>("SELECT id FROM proposals WHERE state = 'AwaitingApproval' AND expires_at <= @now ORDER BY expires_at", new { now = Clock.GetUtcNow() }), cancellationToken);
}

/// <summary>Somebody else may be working on the proposal: whoever gets this stops at once.</summary>
internal sealed class ClaimLostException(string proposal) : Exception($"The claim on proposal {proposal} was lost");
