using ChatGuard.Store;
using Dapper;

namespace ChatGuard.Tests.Store;

/// <summary>An empty database, and as many stores on it as there are replicas.</summary>
internal sealed class TestDatabase(StoreOptions options, string? folder = null) : IDisposable
{
    private readonly List<ChatGuard.Store.Store> stores = [];

    public StoreOptions Options { get; } = options;

    public ManualClock Clock { get; } = new("2026-03-02T09:00:00Z");

    public static TestDatabase Sqlite()
    {
        var folder = Directory.CreateTempSubdirectory("chatguard-store").FullName;
        return new(new StoreOptions { ConnectionString = $"Data Source={Path.Combine(folder, "test.db")}" }, folder);
    }

    public static async Task<TestDatabase> PostgresAsync(PostgresServer server, CancellationToken cancellationToken) =>
        new(new StoreOptions { Provider = "postgres", ConnectionString = await server.NewDatabaseAsync(cancellationToken) });

    /// <summary>One more replica; the schema is not touched.</summary>
    public ChatGuard.Store.Store Replica()
    {
        var store = new ChatGuard.Store.Store(Options, Clock);
        stores.Add(store);
        return store;
    }

    /// <summary>A replica that has started.</summary>
    public async Task<ChatGuard.Store.Store> StartAsync(CancellationToken cancellationToken)
    {
        var store = Replica();
        await store.MigrateAsync(cancellationToken);
        return store;
    }

    /// <summary>What an administrator of the database could do behind ChatGuard's back.</summary>
    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        using var dialect = Dialect.Of(Options);
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(sql, cancellationToken: cancellationToken));
    }

    public void Dispose()
    {
        stores.ForEach(store => store.Dispose());
        if (folder is not null)
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
