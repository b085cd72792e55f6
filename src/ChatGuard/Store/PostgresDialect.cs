using System.Data.Common;
using Npgsql;

namespace ChatGuard.Store;

/// <summary>One database for any number of replicas.</summary>
internal sealed class PostgresDialect : Dialect
{
    private readonly NpgsqlDataSource source;
    private readonly NpgsqlConnectionStringBuilder connection;

    public PostgresDialect(string connectionString)
    {
        try
        {
            connection = new NpgsqlConnectionStringBuilder(connectionString);
            source = NpgsqlDataSource.Create(connection);
        }
        catch (ArgumentException e)
        {
            throw new StoreException($"{StoreOptions.Section}:ConnectionString is no PostgreSQL connection string such as 'Host=db;Database=chatguard;Username=chatguard': {e.Message}", e);
        }
    }

    public override string Name => "postgres";

    public override string Place => $"PostgreSQL database {connection.Database ?? connection.Username} on {connection.Host}:{connection.Port}";

    public override string ConnectionString => connection.ToString();

    public override string Fix => $"Check {StoreOptions.Section}:ConnectionString, that the server answers, and that its user may create tables.";

    public override string SkipLocked => "FOR UPDATE SKIP LOCKED";

    public override string Now => "SELECT clock_timestamp()";

    public override async Task<DbConnection> OpenAsync(CancellationToken cancellationToken) => await source.OpenConnectionAsync(cancellationToken);

    public override Task LockAsync(Session session, StoreLock which) => session.ExecuteAsync("SELECT pg_advisory_xact_lock(@Key)", new { Key = (long)which });

    public override string Items(params string[] columns) =>
        $"json_to_recordset(CAST(@items AS json)) AS item({string.Join(", ", columns.Select(column => $"{column} text"))})";

    public override string OneOf(string parameter) => $"= ANY({parameter})";

    public override void Dispose() => source.Dispose();
}
