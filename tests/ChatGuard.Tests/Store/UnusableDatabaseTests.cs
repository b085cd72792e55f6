using ChatGuard.Store;
using Xunit;

namespace ChatGuard.Tests.Store;

/// <summary>A database that cannot be used is refused with its place and the fix.</summary>
public sealed class UnusableDatabaseTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("chatguard-store").FullName;

    [Fact]
    public async Task AFolderThatIsNotThereIsNamed()
    {
        var file = Path.Combine(folder, "missing", "test.db");

        var message = await RefusedAsync($"Data Source={file}");

        Assert.Contains(file, message, StringComparison.Ordinal);
        Assert.Contains("ChatGuard:Store:ConnectionString", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFileThatIsNoDatabaseIsNamedAndLeftAlone()
    {
        var file = Path.Combine(folder, "notes.txt");
        await File.WriteAllTextAsync(file, new string('x', 4096), TestContext.Current.CancellationToken);

        Assert.Contains(file, await RefusedAsync($"Data Source={file}"), StringComparison.Ordinal);
        Assert.Equal(4096, new FileInfo(file).Length);
    }

    [Fact]
    public async Task AReadOnlyFileIsRefused()
    {
        using (var database = new ChatGuard.Store.Store(new StoreOptions { ConnectionString = $"Data Source={Path.Combine(folder, "test.db")}" }, TimeProvider.System))
        {
            await database.MigrateAsync(TestContext.Current.CancellationToken);
        }

        Assert.Contains("writable", await RefusedAsync($"Data Source={Path.Combine(folder, "test.db")};Mode=ReadOnly"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Data Source=:memory:")]
    [InlineData("Data Source=x;Mode=Memory")]
    [InlineData("Nonsense=1")]
    public async Task AConnectionStringWithoutAFileIsRefused(string connectionString) =>
        Assert.Contains("ChatGuard:Store:ConnectionString", await RefusedAsync(connectionString), StringComparison.Ordinal);

    [Fact]
    public async Task AServerThatDoesNotAnswerIsNamedWithoutItsPassword()
    {
        var message = await RefusedAsync("Host=127.0.0.1;Port=1;Database=guard;Username=u;Password=hunter2;Timeout=2", "postgres");

        Assert.Contains("guard on 127.0.0.1:1", message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static async Task<string> RefusedAsync(string connectionString, string provider = "sqlite")
    {
        using var store = new ChatGuard.Store.Store(new StoreOptions { Provider = provider, ConnectionString = connectionString }, TimeProvider.System);
        return (await Assert.ThrowsAsync<StoreException>(() => store.MigrateAsync(TestContext.Current.CancellationToken))).Message;
    }
}
