using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ChatGuard.Schedules;
using ChatGuard.Store;
using ChatGuard.Tests.Chat;
using ChatGuard.Tests.Store;
using Npgsql;
using Xunit;

namespace ChatGuard.Tests.Schedules;

/// <summary><c>GET /health/ready</c>: 200, or 503 with each reason there is.</summary>
public sealed class ReadinessTests(PostgresServer postgres) : IDisposable
{
    private readonly TempDatabase database = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => database.Dispose();

    [Fact]
    public async Task ItIsReadyUntilTheLastRefreshIsTooOldOrTheSchedulerStops()
    {
        await using var app = await WholeApp.StartAsync(database);
        var (status, answer) = await UntilAsync(app, (_, answer) => answer["lastRefresh"] is not null);
        Assert.Equal((HttpStatusCode.OK, "ready"), (status, (string?)answer["status"]));

        var old = TimeProvider.System.GetUtcNow().AddHours(-13);
        await new TestDatabase(new StoreOptions { ConnectionString = database.ConnectionString }).ExecuteAsync($"UPDATE QRTZ_TRIGGERS SET PREV_FIRE_TIME = {old.UtcTicks} WHERE TRIGGER_NAME = 'refresh'", Stop);
        (status, answer) = await AskAsync(app);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "not-ready"), (status, (string?)answer["status"]));
        Assert.Equal("the last refresh began 13.0 hours ago", (string?)Assert.Single(answer["reasons"]!.AsArray()));

        await app.Service<Scheduler>().StopAsync(Stop);
        (status, answer) = await AskAsync(app);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "the scheduler is not running"), (status, (string?)Assert.Single(answer["reasons"]!.AsArray())));
    }

    [Fact]
    public async Task ADatabaseThatIsAwayIsAReasonUntilItIsBack()
    {
        await using var app = await WholeApp.StartAsync(database);
        await UntilAsync(app, (_, answer) => answer["lastRefresh"] is not null);
        using (new Outage(database.ConnectionString))
        {
            var (status, answer) = await AskAsync(app);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "the store does not answer"), (status, (string?)Assert.Single(answer["reasons"]!.AsArray())));
            using var client = new HttpClient { BaseAddress = app.Address };
            Assert.Equal("live", await client.GetStringAsync("/health/live", Stop));
        }

        Assert.Equal(HttpStatusCode.OK, (await UntilAsync(app, (status, _) => status == HttpStatusCode.OK)).Status);
    }

    [Fact]
    public async Task ADatabaseThatHangsIsAReasonToo()
    {
        var connection = await postgres.NewDatabaseAsync(Stop);
        await using var app = await WholeApp.StartAsync(database, "--ChatGuard:Store:Provider=postgres", $"--ChatGuard:Store:ConnectionString={connection}");
        await using var other = new NpgsqlConnection(connection);
        await other.OpenAsync(Stop);
        await using (var locked = await other.BeginTransactionAsync(Stop))
        {
            await using var hold = new NpgsqlCommand("LOCK TABLE qrtz_triggers IN ACCESS EXCLUSIVE MODE", other, locked);
            await hold.ExecuteNonQueryAsync(Stop);

            var (status, answer) = await AskAsync(app);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "the store does not answer within 3 seconds"), (status, (string?)Assert.Single(answer["reasons"]!.AsArray())));
        }

        Assert.Equal(HttpStatusCode.OK, (await UntilAsync(app, (status, _) => status == HttpStatusCode.OK)).Status);
    }

    private static async Task<(HttpStatusCode Status, JsonObject Answer)> AskAsync(WholeApp app)
    {
        using var client = new HttpClient { BaseAddress = app.Address };
        using var response = await client.GetAsync("/health/ready", Stop);
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonObject>(Stop))!);
    }

    private static async Task<(HttpStatusCode Status, JsonObject Answer)> UntilAsync(WholeApp app, Func<HttpStatusCode, JsonObject, bool> holds)
    {
        for (var n = 0; ; n++)
        {
            var (status, answer) = await AskAsync(app);
            if (holds(status, answer) || n == 600)
            {
                return (status, answer);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Stop);
        }
    }
}
