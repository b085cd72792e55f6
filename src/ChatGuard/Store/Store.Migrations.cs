using System.Data.Common;
using System.Globalization;

namespace ChatGuard.Store;

internal sealed partial class Store
{
    /// <summary>The schema's version in this ChatGuard: that of the last migration.</summary>
    public static int Newest => 11;

    /// <summary>Creates or upgrades the schema; safe when several replicas start at once.</summary>
    /// <exception cref="StoreException">The database cannot be opened or written, or belongs to a newer ChatGuard.</exception>
    public Task MigrateAsync(CancellationToken cancellationToken) => MigrateAsync(Newest, cancellationToken);

    /// <summary>Upgrades as an older ChatGuard did, whose newest version was <paramref name="newest"/>.</summary>
    internal async Task MigrateAsync(int newest, CancellationToken cancellationToken)
    {
        try
        {
            await Dialect.PrepareAsync(cancellationToken);
        }
        catch (DbException e)
        {
            throw new StoreException($"Cannot open or write the {Dialect.Place}: {e.Message} {Dialect.Fix}", e);
        }

        await OpenAsync(connection => WriteAsync(connection, session => MigrateAsync(session, newest), cancellationToken), cancellationToken);
        isMigrated = true;
    }

    private async Task<int> MigrateAsync(Session session, int newest)
    {
        await Dialect.LockAsync(session, StoreLock.Migration);
        var version = await VersionAsync(session);
        if (version > newest)
        {
            throw Newer(version, newest);
        }

        foreach (var next in Enumerable.Range(version + 1, newest - version))
        {
            await session.ExecuteAsync(Migration(next));
            await session.ExecuteAsync("INSERT INTO schema_versions (version) VALUES (@next)", new { next });
        }

        await TryWritingAsync(session);
        return newest;
    }

    private StoreException Newer(int version, int newest) => new(
        $"The {Dialect.Place} has schema version {version}, and this ChatGuard knows version {newest} at most: a newer ChatGuard wrote it. "
        + $"Start that version or a later one, or set {StoreOptions.Section}:ConnectionString to another database.");

    private static async Task<int> VersionAsync(Session session)
    {
        await session.ExecuteAsync("CREATE TABLE IF NOT EXISTS schema_versions (version integer NOT NULL PRIMARY KEY)");
        return await session.FirstAsync<int>("SELECT COALESCE(MAX(version), 0) FROM schema_versions");
    }

    /// <summary>A database that nothing can be written to is to be refused now, not at the first reading.</summary>
    private static Task<int> TryWritingAsync(Session session) => session.ExecuteAsync("INSERT INTO schema_versions (version) VALUES (-1); DELETE FROM schema_versions WHERE version = -1");

    private string Migration(int version)
    {
        var assembly = typeof(Store).Assembly;
        var start = string.Create(CultureInfo.InvariantCulture, $"ChatGuard.Store.Migrations.{Dialect.Name}.{version:0000}_");
        var name = assembly.GetManifestResourceNames().Single(name => name.StartsWith(start, StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
