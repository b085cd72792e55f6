using ChatGuard.Store;
using Microsoft.Data.Sqlite;

namespace ChatGuard.Tests;

/// <summary>A SQLite database that is away, as a volume that is not mounted: its folder has another name until this is disposed.</summary>
internal sealed class Outage : IDisposable
{
    private readonly string folder;

    /// <param name="connectionString">The very one that is in use: only its pool is emptied, not that of other tests.</param>
    public Outage(string connectionString)
    {
        folder = Path.GetDirectoryName(new SqliteConnectionStringBuilder(connectionString).DataSource)!;
        Dialect.Of(new StoreOptions { ConnectionString = connectionString }).Dispose();
        Directory.Move(folder, $"{folder}-away");
    }

    public void Dispose() => Directory.Move($"{folder}-away", folder);
}
