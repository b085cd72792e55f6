using System.Data.Common;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ChatGuard.Store;

/// <summary>What ChatGuard remembers, on SQLite or PostgreSQL. Safe for several replicas on one PostgreSQL. Every method throws a <see cref="StoreException"/> where the database does not answer.</summary>
/// <param name="options">Which database.</param>
/// <param name="clock">What time it is.</param>
/// <param name="sealing">Encrypts proposals; null where none is kept or read.</param>
internal sealed partial class Store(StoreOptions options, TimeProvider clock, Sealing? sealing = null) : IDisposable
{
    private static readonly JsonSerializerOptions ItemJson = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private volatile bool isMigrated;

    private readonly Lazy<Dialect> dialect = new(() => Dialect.Of(options));

    /// <summary>The connection string in use, with the defaults filled in: for what keeps its own tables in the same database.</summary>
    /// <exception cref="StoreException">The options name no database that can be used.</exception>
    public string ConnectionString => Dialect.ConnectionString;

    private StoreOptions Options { get; } = options;

    private TimeProvider Clock { get; } = clock;

    private Sealing Sealing { get; } = sealing ?? new Sealing(null);

    private Dialect Dialect => dialect.Value;

    /// <summary>Throws where the database does not answer.</summary>
    public Task PingAsync(CancellationToken cancellationToken) => ReadAsync(session => session.FirstAsync<long>("SELECT 1"), cancellationToken);

    public void Dispose()
    {
        if (dialect.IsValueCreated)
        {
            dialect.Value.Dispose();
        }
    }

    /// <summary>A list as the one value that <see cref="Dialect.Items"/> reads.</summary>
    private static string Items<T>(IEnumerable<T> rows) => JsonSerializer.Serialize(rows, ItemJson);

    private Task<T> ReadAsync<T>(Func<Session, Task<T>> read, CancellationToken cancellationToken) => UseAsync(
        () => OpenAsync(connection => read(new Session(connection, null, cancellationToken)), cancellationToken), cancellationToken);

    /// <summary>One transaction: all of it or, where anything throws, nothing.</summary>
    private Task<T> WriteAsync<T>(Func<Session, Task<T>> write, CancellationToken cancellationToken) => UseAsync(
        () => Dialect.InTurnAsync(() => OpenAsync(connection => WriteAsync(connection, write, cancellationToken), cancellationToken), cancellationToken), cancellationToken);

    private static async Task<T> WriteAsync<T>(DbConnection connection, Func<Session, Task<T>> write, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var result = await write(new Session(connection, transaction, cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    private async Task<T> UseAsync<T>(Func<Task<T>> use, CancellationToken cancellationToken)
    {
        if (!isMigrated)
        {
            // Nobody did at start: a command line that turned out to need the store.
            await MigrateAsync(cancellationToken);
        }

        return await use();
    }

    private async Task<T> OpenAsync<T>(Func<DbConnection, Task<T>> use, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await Dialect.OpenAsync(cancellationToken);
            return await use(connection);
        }
        catch (DbException e)
        {
            throw new StoreException($"The {Dialect.Place} cannot be used: {e.Message} {Dialect.Fix}", e);
        }
    }
}

/// <summary>The database cannot be used; the message says why and what to do.</summary>
internal class StoreException(string message, Exception? inner = null) : Exception(message, inner);
