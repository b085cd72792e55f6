using System.Text.Json;
using ChatGuard.Doctor;
using Microsoft.Extensions.Options;

namespace ChatGuard.Schedules;

/// <summary><c>GET /health/ready</c>: whether this replica does its work, with the reasons where it does not.</summary>
internal sealed class Readiness(Store.Store store, Scheduler scheduler, IEnumerable<Connection> connections, IOptions<ScheduleOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>200 or 503, and what each part says as JSON.</summary>
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/health/ready", (Readiness readiness, CancellationToken cancellationToken) => readiness.AnswerAsync(cancellationToken));

    private async Task<IResult> AnswerAsync(CancellationToken cancellationToken)
    {
        var reasons = new List<string>();
        if (!scheduler.IsRunning)
        {
            reasons.Add("the scheduler is not running");
        }

        DateTimeOffset? refreshed = null;
        var skew = TimeSpan.Zero;
        using var limit = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            (refreshed, skew) = await Task.Run(() => AskStoreAsync(either.Token), either.Token).WaitAsync(either.Token);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            // The message may name hosts and users; whoever may see them finds it in the log.
            reasons.Add(error is OperationCanceledException ? $"the store does not answer within {Patience.TotalSeconds} seconds" : "the store does not answer");
        }

        if (skew.Duration() > Store.Store.MostSkew)
        {
            reasons.Add($"this computer's clock and the database's are {skew.Duration().TotalSeconds:0} seconds apart, so no plan is executed here");
        }

        var age = clock.GetUtcNow() - refreshed;
        if (age > 2 * options.Value.RefreshEvery)
        {
            reasons.Add($"the last refresh began {age.Value.TotalHours:0.0} hours ago");
        }

        return TypedResults.Json(
            new
            {
                Status = reasons.Count == 0 ? "ready" : "not-ready",
                Reasons = reasons,
                LastRefresh = refreshed,
                LastRefreshAgeSeconds = (long?)age?.TotalSeconds,
                Connections = connections.ToDictionary(connection => connection.To, connection => connection.State(), StringComparer.Ordinal),
            },
            JsonSerializerOptions.Web,
            statusCode: reasons.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private async Task<(DateTimeOffset? Refreshed, TimeSpan Skew)> AskStoreAsync(CancellationToken cancellationToken)
    {
        await store.PingAsync(cancellationToken);
        return (await scheduler.LastRefreshAsync(cancellationToken), await store.SkewAsync(cancellationToken));
    }
}
