using System.Data.Common;

namespace ChatGuard.Store;

/// <summary>What differs between the databases: how one connects, locks and reads a list given as one value.</summary>
internal abstract class Dialect : IDisposable
{
    protected Dialect() => StoredValues.Register();

    /// <summary>The folder of its migrations.</summary>
    public abstract string Name { get; }

    /// <summary>Which database, for messages; never with a password.</summary>
    public abstract string Place { get; }

    /// <summary>The connection string in use, with the defaults filled in.</summary>
    public abstract string ConnectionString { get; }

    /// <summary>What to do where it cannot be used.</summary>
    public abstract string Fix { get; }

    /// <summary>Ends a SELECT whose rows are about to be updated: rows another replica is updating are passed over.</summary>
    public abstract string SkipLocked { get; }

    /// <exception cref="StoreException">The options name no database that can be used.</exception>
    public static Dialect Of(StoreOptions options) => options.Provider == "postgres" ? new PostgresDialect(options.ConnectionString) : new SqliteDialect(options.ConnectionString);

    /// <summary>The folder in which the database is still to be made; null where it is there, or on a server that has to be asked.</summary>
    public virtual string? UnmadeIn => null;

    /// <summary>Makes what must be there before the first connection.</summary>
    public virtual Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public abstract Task<DbConnection> OpenAsync(CancellationToken cancellationToken);

    /// <summary>Runs a transaction when it is its turn, where one writes at a time.</summary>
    public virtual Task<T> InTurnAsync<T>(Func<Task<T>> write, CancellationToken cancellationToken) => write();

    /// <summary>Has the transaction wait for others that took the same lock, until they end.</summary>
    public abstract Task LockAsync(Session session, StoreLock which);

    /// <summary>Asks the server for its time; null where the database has no clock but this computer's.</summary>
    public virtual string? Now => null;

    /// <summary>A FROM item named <c>item</c>: the JSON array in <c>@items</c> as rows of text columns.</summary>
    public abstract string Items(params string[] columns);

    /// <summary>A condition after a column: its value is one of those in the parameter, an array.</summary>
    public abstract string OneOf(string parameter);

    public abstract void Dispose();
}

/// <summary>What only one transaction does at a time, in all replicas.</summary>
internal enum StoreLock
{
    Migration = 72001,
    WebMessages = 72002,
    Audit = 72003,
}
