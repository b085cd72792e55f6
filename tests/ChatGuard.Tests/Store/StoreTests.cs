using ChatGuard.Store;
using Xunit;

namespace ChatGuard.Tests.Store;

/// <summary>One set of tests for every database; each test has an empty one of its own.</summary>
public abstract partial class StoreTests : IAsyncLifetime
{
    private TestDatabase? own;
    private ChatGuard.Store.Store? store;

    private protected TestDatabase Database => own!;

    private protected ChatGuard.Store.Store Store => store!;

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected abstract Task<TestDatabase> NewDatabaseAsync();

    public async ValueTask InitializeAsync()
    {
        own = await NewDatabaseAsync();
        store = await own.StartAsync(Token);
    }

    public ValueTask DisposeAsync()
    {
        own?.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}

public sealed class SqliteStoreTests : StoreTests
{
    private protected override Task<TestDatabase> NewDatabaseAsync() => Task.FromResult(TestDatabase.Sqlite());
}

public sealed class PostgresStoreTests(PostgresServer server) : StoreTests
{
    private protected override Task<TestDatabase> NewDatabaseAsync() => TestDatabase.PostgresAsync(server, Token);
}
