using ChatGuard.Store;
using Dapper;
using Microsoft.AspNetCore.DataProtection;
using Npgsql;

namespace ChatGuard.Tests.Store;

/// <summary>An empty database, and as many stores on it as there are replicas.</summary>
internal sealed class TestDatabase(StoreOptions options, string? folder = null) : IDisposable
{
    private readonly List<ChatGuard.Store.Store> stores = [];
    private readonly EphemeralDataProtectionProvider keys = new();

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
    public ChatGuard.Store.Store Replica() => Replica(() => keys);

    /// <summary>One more replica, with those keys.</summary>
    public ChatGuard.Store.Store Replica(Func<IDataProtectionProvider> withKeys) => Replica(withKeys, Clock);

    /// <summary>One more replica, whose clock goes as this one does.</summary>
    public ChatGuard.Store.Store Replica(TimeProvider clock) => Replica(() => keys, clock);

    private ChatGuard.Store.Store Replica(Func<IDataProtectionProvider> withKeys, TimeProvider clock)
    {
        var store = new ChatGuard.Store.Store(Options, clock, new Sealing(withKeys));
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
    public Task ExecuteAsync(string sql, CancellationToken cancellationToken) => ExecuteAsync(sql, null, cancellationToken);

    /// <param name="sql">One or several statements.</param>
    /// <param name="values">Their parameters.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task ExecuteAsync(string sql, object? values, CancellationToken cancellationToken)
    {
        using var dialect = Dialect.Of(Options);
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(sql, values, cancellationToken: cancellationToken));
    }

    /// <summary>Everything that somebody with a copy of the database sees: SQLite's files as text, PostgreSQL's tables.</summary>
    public async Task<string> DumpAsync(CancellationToken cancellationToken)
    {
        if (folder is not null)
        {
            var files = Directory.GetFiles(folder, "test.db*").Select(file => File.Open(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            return string.Concat(await Task.WhenAll(files.Select(async file =>
            {
                using var reader = new StreamReader(file);
                return await reader.ReadToEndAsync(cancellationToken);
            })));
        }

        using var dialect = Dialect.Of(Options);
        await using var connection = await dialect.OpenAsync(cancellationToken);
        var tables = await connection.QueryAsync<string>(new CommandDefinition("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'", cancellationToken: cancellationToken));
        var rows = new List<string>();
        foreach (var table in tables)
        {
            rows.AddRange(await connection.QueryAsync<string>(new CommandDefinition($"SELECT CAST(row_to_json(it) AS text) FROM {table} it", cancellationToken: cancellationToken)));
        }

        return string.Join('\n', rows);
    }

    public void Dispose()
    {
        stores.ForEach(store => store.Dispose());
        if (folder is not null)
        {
            Directory.Delete(folder, recursive: true);
            return;
        }

        // Some hundred of them would fill a small disk.
        var own = new NpgsqlConnectionStringBuilder(Options.ConnectionString) { Pooling = false };
        using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(own.ConnectionString) { Database = "postgres" }.ConnectionString);
        connection.Open();
        connection.Execute($"DROP DATABASE {own.Database} WITH (FORCE)");
    }
}
