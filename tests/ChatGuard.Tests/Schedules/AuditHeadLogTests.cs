using ChatGuard.Schedules;
using ChatGuard.Store;
using ChatGuard.Tests.Chat.Web;
using ChatGuard.Tests.Store;
using Dapper;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ChatGuard.Tests.Schedules;

/// <summary>A ChatGuard that stops tells the audit's head, and stops without an error whatever the database does.</summary>
public sealed class AuditHeadLogTests(PostgresServer postgres) : IDisposable
{
    private readonly CapturedLog log = new(LogLevel.Information);
    private readonly LoggerFactory logs = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TheHeadIsWrittenThoughDrainingUsedUpTheHostsTime()
    {
        using var database = TestDatabase.Sqlite();
        var store = await database.StartAsync(Stop);
        var last = await store.AuditAsync(new AuditEntry("test", null, null, []), Stop);

        await Open(store).StopAsync(new CancellationToken(canceled: true));

        Assert.Equal([$"The audit's head is {last.Seq}:{last.Hash}; ChatGuard stops"], log.Lines);
    }

    [Fact]
    public async Task ADatabaseThatDoesNotAnswerIsNotWaitedForAndToldOf()
    {
        using var database = await TestDatabase.PostgresAsync(postgres, Stop);
        var store = await database.StartAsync(Stop);
        using var dialect = Dialect.Of(database.Options);
        await using var administrator = await dialect.OpenAsync(Stop);
        await using var transaction = await administrator.BeginTransactionAsync(Stop);
        await administrator.ExecuteAsync("LOCK TABLE audit");

        await Open(store).StopAsync(Stop).WaitAsync(TimeSpan.FromMinutes(1), Stop);

        Assert.Equal(["The database does not answer while reading the audit's head: no answer within 5 seconds"], log.Lines);
    }

    public void Dispose() => logs.Dispose();

    private AuditHeadLog Open(ChatGuard.Store.Store store)
    {
        logs.AddProvider(log);
        return new AuditHeadLog(store, TimeProvider.System, logs.CreateLogger<AuditHeadLog>());
    }
}
