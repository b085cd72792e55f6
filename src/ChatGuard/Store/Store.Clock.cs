namespace ChatGuard.Store;

internal sealed partial class Store
{
    /// <summary>How far a replica's clock may be from the database's: claims end by the clock of the replica that looks at them.</summary>
    public static readonly TimeSpan MostSkew = TimeSpan.FromSeconds(5);

    /// <summary>By how much this computer's clock is ahead of the database's at least, negative where it is behind; zero within the time that asking took, and for SQLite.</summary>
    public async Task<TimeSpan> SkewAsync(CancellationToken cancellationToken)
    {
        if (Dialect.Now is not { } sql)
        {
            return TimeSpan.Zero;
        }

        var before = Clock.GetUtcNow();
        var there = await ReadAsync(session => session.FirstAsync<DateTimeOffset>(sql), cancellationToken);
        var after = Clock.GetUtcNow();
        return before > there ? before - there : after < there ? after - there : TimeSpan.Zero;
    }
}
