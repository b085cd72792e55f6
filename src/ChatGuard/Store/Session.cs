using System.Data.Common;
using Dapper;

namespace ChatGuard.Store;

/// <summary>One connection, and the transaction of what is written; statements as <c>@name</c> SQL that both databases understand.</summary>
internal sealed record Session(DbConnection Connection, DbTransaction? Transaction, CancellationToken CancellationToken)
{
    /// <summary>How many rows it changed.</summary>
    public Task<int> ExecuteAsync(string sql, object? values = null) => Connection.ExecuteAsync(Command(sql, values));

    public async Task<List<T>> QueryAsync<T>(string sql, object? values = null) => [.. await Connection.QueryAsync<T>(Command(sql, values))];

    /// <summary>The first row; null where there is none.</summary>
    public Task<T?> FirstAsync<T>(string sql, object? values = null) => Connection.QueryFirstOrDefaultAsync<T>(Command(sql, values));

    private CommandDefinition Command(string sql, object? values) => new(sql, values, Transaction, cancellationToken: CancellationToken);
}
