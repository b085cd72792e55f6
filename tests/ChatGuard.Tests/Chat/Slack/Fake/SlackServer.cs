using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ChatGuard.Tests.Chat.Slack.Fake;

/// <summary>
/// Slack on a loopback port, made from its published protocol alone: the Web API, Socket Mode, response URLs and uploads, with the limits that Slack
/// publishes enforced, and the requests that it sends to the app, signed as it signs them. Slack's own packages check it.
/// </summary>
internal sealed class SlackServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly WebApi api;

    private SlackServer(WebApplication app, TimeProvider clock)
    {
        this.app = app;
        Workspace = new SlackWorkspace(clock);
        Triggers = new Triggers(clock);
        Limits = new RateLimits(clock);
        Faults = new SlackFaults();
        api = new WebApi(Workspace, Installation, Triggers);
        Responses = new ResponseUrls(Workspace);
        Sockets = new SocketHub(Complaints);
        Deliveries = new Deliveries(this);
    }

    public SlackWorkspace Workspace { get; }

    public SlackInstallation Installation { get; } = new();

    public Triggers Triggers { get; }

    public RateLimits Limits { get; }

    public SlackFaults Faults { get; }

    public ResponseUrls Responses { get; }

    public SocketHub Sockets { get; }

    /// <summary>What Slack sends to the app.</summary>
    public Deliveries Deliveries { get; }

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>What stands before a method's name.</summary>
    public Uri ApiUrl => new(Address, "/api/");

    /// <summary>Every call of the Web API, with what came of it.</summary>
    public ConcurrentQueue<RecordedApiCall> Calls { get; } = new();

    /// <summary>What an app should not do though Slack lets it pass: no notification text, an acknowledgement that holds what nobody reads.</summary>
    public ConcurrentQueue<string> Complaints { get; } = new();

    public static async Task<SlackServer> StartAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        var server = new SlackServer(builder.Build(), clock);
        server.app.Use(DeadPath.BelowWebSockets);
        server.app.UseWebSockets();
        server.app.Use(server.OutageAsync);
        server.app.MapMethods("/api/{method}", ["GET", "POST"], server.CallAsync);
        server.app.MapPost("/upload/v1/{file}", server.UploadAsync);
        server.app.MapPost("/response/{token}", server.Responses.PostAsync);
        server.app.Map("/link/", server.LinkAsync);
        await server.app.StartAsync(cancellationToken);
        server.Address = new Uri(server.app.Urls.Single());
        server.api.Address = server.Responses.Address = server.Address;
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await Deliveries.DisposeAsync();
        Sockets.Drop();
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1), TimeProvider.System);
        await app.StopAsync(soon.Token);
        await app.DisposeAsync();
    }

    /// <summary>Slack is down: by turns the connection breaks and an error page comes.</summary>
    private Task OutageAsync(HttpContext context, RequestDelegate next)
    {
        if (!Faults.IsDown)
        {
            return next(context);
        }

        if (Faults.NextBreaks())
        {
            context.Abort();
            return Task.CompletedTask;
        }

        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return context.Response.WriteAsync("<html><body>Service Unavailable</body></html>");
    }

    private async Task CallAsync(HttpContext context, string method)
    {
        await Faults.HeldAsync(method);
        ApiCall? call = null;
        JsonObject answer;
        try
        {
            call = await ApiCall.ReadAsync(method, context.Request);
            if (Limits.Take(method, call.Text("channel")) is { } seconds)
            {
                Calls.Enqueue(new RecordedApiCall(method, call, "ratelimited"));
                context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                context.Response.Headers.RetryAfter = seconds.ToString();
                await AnswerAsync(context, new JsonObject { ["ok"] = false, ["error"] = "ratelimited" });
                return;
            }

            answer = api.Answer(call);
        }
        catch (SlackError error)
        {
            answer = new JsonObject { ["ok"] = false, ["error"] = error.Code };
        }

        Calls.Enqueue(new RecordedApiCall(method, call, BlockRules.Value(answer["error"])));
        foreach (var warning in call?.Warnings ?? [])
        {
            Complaints.Enqueue($"{method}: {warning}");
        }

        if (BlockRules.Value(answer["error"]) is null)
        {
            Deliveries.Posted(method, answer);
        }

        if (Faults.Loses(method))
        {
            context.Abort();
            return;
        }

        context.Response.Headers["x-oauth-scopes"] = string.Join(',', Installation.Scopes);
        await AnswerAsync(context, answer);
    }

    private static Task AnswerAsync(HttpContext context, JsonObject answer)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(answer.ToJsonString());
    }

    private async Task UploadAsync(HttpContext context, string file)
    {
        SlackFile? known;
        lock (Workspace.Gate)
        {
            known = Workspace.Files.GetValueOrDefault(file);
        }

        if (known is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (context.Request.Headers.Authorization.Count > 0)
        {
            Complaints.Enqueue("an upload carries the bot's token, which it does not need");
        }

        known.Content = context.Request.HasFormContentType ? await FormAsync(context.Request) : await BytesAsync(context.Request.Body);
        await context.Response.WriteAsync($"OK - {known.Content.Length}");
    }

    private static async Task<byte[]> FormAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        await using var content = form.Files.Count == 1 ? form.Files[0].OpenReadStream() : new MemoryStream(Encoding.UTF8.GetBytes(form["content"].ToString()));
        return await BytesAsync(content);
    }

    private static async Task<byte[]> BytesAsync(Stream content)
    {
        using var buffer = new MemoryStream();
        await content.CopyToAsync(buffer);
        return buffer.ToArray();
    }

    private async Task LinkAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest || !Triggers.UseTicket(context.Request.Query["ticket"].ToString()))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { KeepAliveInterval = Sockets.PingEvery, KeepAliveTimeout = TimeSpan.FromMinutes(1) });
        await Sockets.ServeAsync(socket, context.Features.Get<DeadPath>()!, context.RequestAborted);
    }
}

/// <summary>What is made to go wrong.</summary>
internal sealed class SlackFaults
{
    private readonly ConcurrentDictionary<string, int> losses = new(StringComparer.Ordinal);
    private int turns;

    private readonly ConcurrentDictionary<string, (TaskCompletionSource Come, TaskCompletionSource Released)> held = new(StringComparer.Ordinal);

    /// <summary>Nothing of Slack can be reached.</summary>
    public bool IsDown { get; set; }

    /// <summary>Does what the next calls of a method ask for, and breaks the connection before answering.</summary>
    public void LoseAnswers(string method, int count) => losses[method] = count;

    /// <summary>Lets the calls of a method wait for <see cref="Release"/>.</summary>
    public void Hold(string method) => held[method] = (new(TaskCreationOptions.RunContinuationsAsynchronously), new(TaskCreationOptions.RunContinuationsAsynchronously));

    public void Release(string method)
    {
        if (held.TryRemove(method, out var waiting))
        {
            waiting.Released.SetResult();
        }
    }

    /// <summary>Completes when a held call has come.</summary>
    public Task ComeAsync(string method) => held[method].Come.Task;

    public Task HeldAsync(string method)
    {
        if (!held.TryGetValue(method, out var waiting))
        {
            return Task.CompletedTask;
        }

        waiting.Come.TrySetResult();
        return waiting.Released.Task;
    }

    public bool NextBreaks() => Interlocked.Increment(ref turns) % 2 == 1;

    public bool Loses(string method)
    {
        while (losses.TryGetValue(method, out var left) && left > 0)
        {
            if (losses.TryUpdate(method, left - 1, left))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>One call of the Web API.</summary>
/// <param name="Method">Such as <c>chat.postMessage</c>.</param>
/// <param name="Call">Its arguments; null where they could not be read.</param>
/// <param name="Error">Slack's code of the refusal; null where it was done.</param>
internal sealed record RecordedApiCall(string Method, ApiCall? Call, string? Error);
