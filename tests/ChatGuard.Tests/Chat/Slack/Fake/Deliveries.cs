using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChatGuard.Tests.Chat.Slack.Fake;

/// <summary>What Slack sends to the app, over HTTP signed with the signing secret or over its sockets: acknowledged within 3 seconds, or events are retried three times and clicks are lost.</summary>
internal sealed class Deliveries : IAsyncDisposable
{
    private static readonly TimeSpan[] RetryAfter = [TimeSpan.Zero, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5)];

    private readonly SlackServer slack;
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly List<(DateTimeOffset Due, int Attempt, string Reason, JsonObject Envelope)> pending = [];
    private readonly CancellationTokenSource stopped = new();
    private readonly Task pump;

    public Deliveries(SlackServer slack)
    {
        this.slack = slack;
        pump = Task.Run(PumpAsync);
    }

    /// <summary>Where the app listens; null for Socket Mode.</summary>
    public Uri? App { get; set; }

    /// <summary>How long the app has to acknowledge: 3 seconds. A test that is not about it gives a busy machine more.</summary>
    public TimeSpan AckLimit { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Nothing is sent: Slack is down.</summary>
    public bool AreHeld => slack.Faults.IsDown;

    /// <summary>The last click or submission that was sent over HTTP, to be sent again.</summary>
    public SignedRequest? LastInteraction { get; private set; }

    /// <summary>The events that wait for a retry.</summary>
    public int Waiting
    {
        get
        {
            lock (pending)
            {
                return pending.Count;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopped.CancelAsync();
        await pump;
        client.Dispose();
        stopped.Dispose();
    }

    /// <summary>Signs a request as Slack does.</summary>
    public SignedRequest Sign(string path, string contentType, string body, DateTimeOffset? at = null, string? secret = null)
    {
        var timestamp = (at ?? slack.Workspace.Clock.GetUtcNow()).ToUnixTimeSeconds().ToString();
        return new SignedRequest(path, contentType, Encoding.UTF8.GetBytes(body), timestamp, Signature(secret ?? slack.Installation.SigningSecret, timestamp, body), []);
    }

    public static string Signature(string secret, string timestamp, string body) =>
        "v0=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"v0:{timestamp}:{body}")));

    public Task<Ack> CommandAsync(IReadOnlyDictionary<string, string> command) => App is null
        ? slack.Sockets.SendAsync("slash_commands", JsonSerializer.SerializeToNode(command)!.AsObject(), takesResponse: true, AckLimit)
        : SendAsync(Sign("/slack/commands", "application/x-www-form-urlencoded", Form(command)));

    /// <param name="payload">A block_actions, view_submission or the like.</param>
    /// <param name="drop">The connection breaks when the payload is out.</param>
    public Task<Ack> InteractionAsync(JsonObject payload, bool drop = false) => App is null
        ? slack.Sockets.SendAsync("interactive", payload, takesResponse: BlockRules.Value(payload["type"]) is "view_submission" or "block_suggestion", AckLimit, drop)
        : SendAsync(Sign("/slack/interactions", "application/x-www-form-urlencoded", Form(new Dictionary<string, string> { ["payload"] = payload.ToJsonString() })), drop);

    /// <summary>Sends an event; where it is not acknowledged it is retried at once, after a minute and after five, by the clock.</summary>
    public async Task<Ack> EventAsync(JsonObject envelope)
    {
        var ack = await EventAsync(envelope, 0, "");
        Again(envelope, ack, 0);
        return ack;
    }

    /// <summary>Sends an event as a retry though it may have been acknowledged: Slack does so where the acknowledgement did not reach it in time.</summary>
    public Task<Ack> EventAsync(JsonObject envelope, int attempt, string reason)
    {
        if (App is null)
        {
            return slack.Sockets.SendAsync("events_api", envelope, takesResponse: false, AckLimit, retry: attempt == 0 ? null : (attempt, reason));
        }

        var request = Sign("/slack/events", "application/json", envelope.ToJsonString());
        return SendAsync(attempt == 0 ? request : request with { Headers = [("X-Slack-Retry-Num", attempt.ToString()), ("X-Slack-Retry-Reason", reason)] });
    }

    /// <summary>Sends a request as it is.</summary>
    /// <param name="request">Signed, or not.</param>
    /// <param name="drop">The connection breaks when the request is out.</param>
    public async Task<Ack> SendAsync(SignedRequest request, bool drop = false)
    {
        if (AreHeld)
        {
            return Ack.Failed("connection_failed");
        }

        LastInteraction = request.Path == "/slack/interactions" ? request : LastInteraction;
        var began = Stopwatch.GetTimestamp();
        using var limit = new CancellationTokenSource(AckLimit, TimeProvider.System);
        try
        {
            if (drop)
            {
                await DropAsync(request);
                return Ack.Failed("connection_failed");
            }

            using var message = request.Message(App!);
            using var response = await client.SendAsync(message, limit.Token);
            var text = await response.Content.ReadAsStringAsync(limit.Token);
            return new Ack(response.StatusCode == HttpStatusCode.OK, response.StatusCode == HttpStatusCode.OK ? null : "http_error", Json(text))
            {
                Took = Stopwatch.GetElapsedTime(began),
                Status = (int)response.StatusCode,
                NoRetry = response.Headers.TryGetValues("X-Slack-No-Retry", out var values) && values.Contains("1"),
            };
        }
        catch (OperationCanceledException)
        {
            return Ack.Failed("http_timeout");
        }
        catch (HttpRequestException)
        {
            return Ack.Failed("connection_failed");
        }
    }

    /// <summary>After a call of the Web API: messages in direct conversations are events too, the app's own among them.</summary>
    public void Posted(string method, JsonObject answer)
    {
        if (method == "chat.postMessage" && BlockRules.Value(answer["channel"]) is { } channel && channel.StartsWith('D'))
        {
            var message = (JsonObject)answer["message"]!.DeepClone();
            message["channel"] = channel;
            message["channel_type"] = "im";
            _ = EventAsync(Envelope(message));
        }
    }

    /// <summary>An event in its envelope.</summary>
    public JsonObject Envelope(JsonObject what)
    {
        var now = slack.Workspace.Clock.GetUtcNow().ToUnixTimeSeconds();
        what["event_ts"] ??= $"{now}.000000";
        return new JsonObject
        {
            ["token"] = "deprecated",
            ["team_id"] = SlackWorkspace.Team,
            ["api_app_id"] = SlackWorkspace.AppId,
            ["event"] = what,
            ["type"] = "event_callback",
            ["event_id"] = $"Ev{SlackWorkspace.Secret(6).ToUpperInvariant()}",
            ["event_time"] = now,
            ["authorizations"] = new JsonArray(new JsonObject { ["enterprise_id"] = null, ["team_id"] = SlackWorkspace.Team, ["user_id"] = SlackWorkspace.Bot, ["is_bot"] = true, ["is_enterprise_install"] = false }),
            ["is_ext_shared_channel"] = false,
            ["event_context"] = SlackWorkspace.Secret(),
        };
    }

    private static string Form(IReadOnlyDictionary<string, string> fields) => string.Join('&', fields.Select(field => $"{WebUtility.UrlEncode(field.Key)}={WebUtility.UrlEncode(field.Value)}"));

    private static JsonNode? Json(string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }

    private void Again(JsonObject envelope, Ack ack, int attempt)
    {
        if (!ack.Ok && !ack.NoRetry && attempt < RetryAfter.Length)
        {
            lock (pending)
            {
                pending.Add((slack.Workspace.Clock.GetUtcNow() + RetryAfter[attempt], attempt + 1, ack.Failure!, envelope));
            }
        }
    }

    private async Task PumpAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(stopped.Token))
            {
                foreach (var (_, attempt, reason, envelope) in Due())
                {
                    Again(envelope, await EventAsync(envelope, attempt, reason), attempt);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private List<(DateTimeOffset Due, int Attempt, string Reason, JsonObject Envelope)> Due()
    {
        lock (pending)
        {
            var now = slack.Workspace.Clock.GetUtcNow();
            var due = AreHeld ? [] : pending.Where(each => each.Due <= now).ToList();
            pending.RemoveAll(due.Contains);
            return due;
        }
    }

    /// <summary>Writes the request on a connection of its own and breaks it before an answer can come.</summary>
    private async Task DropAsync(SignedRequest request)
    {
        using var connection = new System.Net.Sockets.TcpClient();
        await connection.ConnectAsync(App!.Host, App.Port);
        var head = new StringBuilder($"POST {request.Path} HTTP/1.1\r\nHost: {App.Authority}\r\nContent-Type: {request.ContentType}\r\nContent-Length: {request.Body.Length}\r\n");
        head.Append($"X-Slack-Request-Timestamp: {request.Timestamp}\r\nX-Slack-Signature: {request.Signature}\r\n\r\n");
        var stream = connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.ToString()));
        await stream.WriteAsync(request.Body);
        await stream.FlushAsync();
        connection.Client.LingerState = new System.Net.Sockets.LingerOption(true, 0);
    }
}

/// <summary>A request of Slack's with its proof of origin.</summary>
internal sealed record SignedRequest(string Path, string ContentType, byte[] Body, string? Timestamp, string? Signature, IReadOnlyList<(string Name, string Value)> Headers)
{
    public HttpRequestMessage Message(Uri app)
    {
        var content = new ByteArrayContent(Body);
        content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        var message = new HttpRequestMessage(HttpMethod.Post, new Uri(app, Path)) { Content = content };
        message.Headers.TryAddWithoutValidation("User-Agent", "Slackbot 1.0 (+https://api.slack.com/robots)");
        message.Headers.TryAddWithoutValidation("Accept", "application/json,*/*");
        foreach (var (name, value) in Headers.Append(("X-Slack-Request-Timestamp", Timestamp ?? "")).Append(("X-Slack-Signature", Signature ?? "")).Where(header => header.Item2.Length > 0))
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }
}
