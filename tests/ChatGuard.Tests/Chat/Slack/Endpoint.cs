using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ChatGuard.Tests.Chat.Slack;

/// <summary>An app that answers Slack with an error, or not at all.</summary>
internal sealed class Endpoint : IAsyncDisposable
{
    private readonly WebApplication app;

    private Endpoint(WebApplication app) => this.app = app;

    public Uri Address => new(app.Urls.Single());

    public ConcurrentQueue<(string Path, string? RetryNum, string? RetryReason)> Received { get; } = new();

    public static async Task<Endpoint> StartAsync(CancellationToken cancellationToken, bool hang = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var endpoint = new Endpoint(builder.Build());
        endpoint.app.Run(context => endpoint.TakeAsync(context, hang));
        await endpoint.app.StartAsync(cancellationToken);
        return endpoint;
    }

    /// <summary>Waits until so many requests came.</summary>
    public async Task ReceivedAsync(int count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2), TimeProvider.System);
        while (Received.Count < count)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero, TimeProvider.System);
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }

    private Task TakeAsync(HttpContext context, bool hang)
    {
        Received.Enqueue((context.Request.Path, Header(context, "X-Slack-Retry-Num"), Header(context, "X-Slack-Retry-Reason")));
        context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        return hang ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default) : Task.CompletedTask;
    }

    private static string? Header(HttpContext context, string name) => context.Request.Headers[name] is { Count: > 0 } values ? values[0] : null;
}
