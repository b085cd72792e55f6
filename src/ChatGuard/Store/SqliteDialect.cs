using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ChatGuard.Store;

/// <summary>One file, for one replica. Every transaction takes the write lock as it begins, so that none has to be repeated.</summary>
internal sealed class SqliteDialect : Dialect
{
    private readonly SqliteConnectionStringBuilder connection;
    private readonly bool isDefault;
    private readonly WriterThread writer = new();
    private readonly WalCheckpoint checkpoint;

    public SqliteDialect(string connectionString)
    {
        try
        {
            connection = new SqliteConnectionStringBuilder(connectionString);
        }
        catch (ArgumentException e)
        {
            throw new StoreException($"{StoreOptions.Section}:ConnectionString is no SQLite connection string such as 'Data Source=chatguard.db': {e.Message}", e);
        }

        isDefault = connectionString.Length == 0;
        connection.DataSource = isDefault ? DefaultFile() : connection.DataSource;
        if (connection.DataSource is "" or ":memory:" || connection.Mode == SqliteOpenMode.Memory)
        {
            throw new StoreException($"{StoreOptions.Section}:ConnectionString has to name a file, such as 'Data Source=chatguard.db': ChatGuard must remember after a restart");
        }

        connection.DataSource = Path.GetFullPath(connection.DataSource);
        connection.ForeignKeys = true;
        checkpoint = new WalCheckpoint(OpenAsync, writer);
    }

    public override string Name => "sqlite";

    public override string Place => $"SQLite database {connection.DataSource}";

    public override string ConnectionString => connection.ToString();

    public override string Fix => $"Make the file and its folder writable for the user ChatGuard runs as, or set {StoreOptions.Section}:ConnectionString to 'Data Source=<another file>'.";

    public override string SkipLocked => "";

    public override string? UnmadeIn => File.Exists(connection.DataSource) ? null : Path.GetDirectoryName(connection.DataSource);

    public override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (isDefault)
        {
            CreateFolder(Path.GetDirectoryName(connection.DataSource)!);
        }

        await using var opened = await OpenAsync(cancellationToken);
        await opened.ExecuteAsync(new CommandDefinition("PRAGMA journal_mode = WAL", cancellationToken: cancellationToken));
    }

    public override async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var opened = new SqliteConnection(ConnectionString);
        try
        {
            await opened.OpenAsync(cancellationToken);
            await opened.ExecuteAsync(new CommandDefinition("PRAGMA busy_timeout = 5000; PRAGMA wal_autocheckpoint = 0", cancellationToken: cancellationToken));
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    /// <summary>Left to themselves, waiting writers sleep up to a tenth of a second each, on the thread they are on, and nobody wakes them.</summary>
    public override async Task<T> InTurnAsync<T>(Func<Task<T>> write, CancellationToken cancellationToken)
    {
        var result = await writer.RunAsync(write, cancellationToken);
        checkpoint.Written();
        return result;
    }

    public override Task LockAsync(Session session, StoreLock which) => Task.CompletedTask;

    public override string Items(params string[] columns) =>
        $"(SELECT {string.Join(", ", columns.Select(column => $"value ->> '{column}' AS {column}"))} FROM json_each(@items)) AS item";

    public override string OneOf(string parameter) => $"IN {parameter}";

    public override void Dispose()
    {
        writer.Dispose();
        checkpoint.Dispose();
        using var any = new SqliteConnection(ConnectionString);
        SqliteConnection.ClearPool(any);
    }

    private static string DefaultFile()
    {
        var folder = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return folder.Length > 0
            ? Path.Combine(folder, "ChatGuard", "chatguard.db")
            : throw new StoreException($"The user ChatGuard runs as has no local data folder; set {StoreOptions.Section}:ConnectionString to 'Data Source=<file>'");
    }

    private void CreateFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"Cannot make the folder of the {Place}: {e.Message} {Fix}", e);
        }
    }
}
