using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChatGuard.Tests.Chat.Slack.Fake;

/// <summary>Socket Mode's side of Slack: a hello, envelopes to any one of the connections, an acknowledgement for each from the same connection.</summary>
internal sealed class SocketHub(ConcurrentQueue<string> complaints)
{
    private const int MostConnections = 10;

    private readonly List<Connection> connections = [];
    private int turn;

    /// <summary>How often Slack pings.</summary>
    public TimeSpan PingEvery { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many connections are open.</summary>
    public int Count
    {
        get
        {
            lock (connections)
            {
                return connections.Count;
            }
        }
    }

    /// <summary>Whether one is open and was greeted.</summary>
    public bool IsReady
    {
        get
        {
            lock (connections)
            {
                return connections.Exists(each => each.IsReady);
            }
        }
    }

    /// <summary>How many connections there have been.</summary>
    public int Opened { get; private set; }

    /// <summary>Serves a connection until it ends.</summary>
    public async Task ServeAsync(WebSocket socket, DeadPath path, CancellationToken cancellationToken)
    {
        using var connection = new Connection(socket, path);
        int count;
        lock (connections)
        {
            count = connections.Count + 1;
            Opened++;
            if (count <= MostConnections)
            {
                connections.Add(connection);
            }
        }

        try
        {
            if (count > MostConnections)
            {
                await connection.SendAsync(Disconnect("too_many_websockets"));
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
                return;
            }

            await connection.SendAsync(new JsonObject
            {
                ["type"] = "hello",
                ["num_connections"] = count,
                ["debug_info"] = new JsonObject { ["host"] = "applink-1", ["build_number"] = 118, ["approximate_connection_time"] = 18060 },
                ["connection_info"] = new JsonObject { ["app_id"] = SlackWorkspace.AppId },
            });
            connection.IsReady = true;
            await ReadAsync(connection, cancellationToken);
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or IOException)
        {
            // The other side is gone.
        }
        finally
        {
            lock (connections)
            {
                connections.Remove(connection);
            }

            connection.End();
        }
    }

    /// <summary>Sends an envelope and waits for its acknowledgement.</summary>
    /// <param name="type">events_api, interactive or slash_commands.</param>
    /// <param name="payload">As over HTTP.</param>
    /// <param name="takesResponse">Whether the acknowledgement may hold a payload.</param>
    /// <param name="limit">How long the app has.</param>
    /// <param name="dropAfterSending">The connection breaks when the envelope is out.</param>
    /// <param name="retry">For a retry of an event: which one, and why.</param>
    public async Task<Ack> SendAsync(string type, JsonObject payload, bool takesResponse, TimeSpan limit, bool dropAfterSending = false, (int Attempt, string Reason)? retry = null)
    {
        Connection? connection;
        lock (connections)
        {
            var ready = connections.Where(each => each.IsReady).ToList();
            connection = ready.Count == 0 ? null : ready[turn++ % ready.Count];
        }

        if (connection is null)
        {
            return Ack.Failed("connection_failed");
        }

        var id = Guid.NewGuid().ToString();
        var envelope = new JsonObject { ["envelope_id"] = id, ["type"] = type, ["accepts_response_payload"] = takesResponse, ["payload"] = payload.DeepClone() };
        if (retry is var (attempt, reason))
        {
            envelope["retry_attempt"] = attempt;
            envelope["retry_reason"] = reason;
        }

        var acknowledged = connection.Expect(id);
        try
        {
            if (dropAfterSending)
            {
                await connection.SendAsync(envelope);
                connection.Abort();
                return Ack.Failed("connection_failed");
            }

            await connection.SendAsync(envelope);
            var body = await acknowledged.WaitAsync(limit, TimeProvider.System);
            // Slack's own client sends an empty payload where it has none.
            if (body is not null and not JsonObject { Count: 0 } && !takesResponse)
            {
                complaints.Enqueue($"an acknowledgement of {type} holds a payload that Slack does not accept: {body.ToJsonString()}");
            }

            return new Ack(true, null, takesResponse ? body : null);
        }
        catch (TimeoutException)
        {
            return Ack.Failed("http_timeout");
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or IOException)
        {
            return Ack.Failed("connection_failed");
        }
    }

    /// <summary>Breaks every connection without a word.</summary>
    public void Drop() => Ready().ForEach(each => each.Abort());

    /// <summary>Tells every connection that it will be closed: with <c>warning</c> in about ten seconds, with <c>refresh_requested</c> or <c>link_disabled</c> now.</summary>
    public Task TellAsync(string reason) => Task.WhenAll(Ready().Select(each => each.SendAsync(Disconnect(reason))));

    /// <summary>Closes the connections that were open at that time.</summary>
    public static async Task CloseAsync(IReadOnlyList<object> which)
    {
        foreach (var connection in which.Cast<Connection>())
        {
            await connection.CloseAsync();
        }
    }

    /// <summary>Those that are open now, for <see cref="CloseAsync"/>.</summary>
    public IReadOnlyList<object> Open() => Ready();

    /// <summary>Lets the connections stay open, but nothing more gets through, not even an answer to a ping.</summary>
    public void Mute() => Ready().ForEach(each => each.Mute());

    private List<Connection> Ready()
    {
        lock (connections)
        {
            return [.. connections];
        }
    }

    private static JsonObject Disconnect(string reason) => new() { ["type"] = "disconnect", ["reason"] = reason, ["debug_info"] = new JsonObject { ["host"] = "applink-1" } };

    private async Task ReadAsync(Connection connection, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        using var frame = new MemoryStream();
        while (connection.Socket.State is WebSocketState.Open or WebSocketState.CloseSent)
        {
            var received = await connection.Socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                await connection.CloseAsync();
                return;
            }

            frame.Write(buffer, 0, received.Count);
            if (received.EndOfMessage)
            {
                Acknowledged(connection, Encoding.UTF8.GetString(frame.ToArray()));
                frame.SetLength(0);
            }
        }
    }

    private void Acknowledged(Connection connection, string text)
    {
        JsonNode? ack = null;
        try
        {
            ack = JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            complaints.Enqueue($"a frame is no JSON: {text}");
        }

        if (BlockRules.Value(ack?["envelope_id"]) is not { } id || !connection.Acknowledge(id, ack!["payload"]?.DeepClone()))
        {
            complaints.Enqueue($"a frame acknowledges nothing that was sent on this connection: {text}");
        }
    }

    private sealed class Connection(WebSocket socket, DeadPath path) : IDisposable
    {
        private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonNode?>> waiting = new(StringComparer.Ordinal);
        private readonly SemaphoreSlim sending = new(1);

        public WebSocket Socket { get; } = socket;

        public bool IsReady { get; set; }

        public async Task SendAsync(JsonObject frame)
        {
            await sending.WaitAsync();
            try
            {
                await Socket.SendAsync(Encoding.UTF8.GetBytes(frame.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            }
            finally
            {
                sending.Release();
            }
        }

        public Task<JsonNode?> Expect(string id) => (waiting[id] = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

        public bool Acknowledge(string id, JsonNode? payload) => waiting.TryRemove(id, out var source) && source.TrySetResult(payload);

        public void Mute()
        {
            IsReady = false;
            path.IsDead = true;
        }

        public void Abort()
        {
            IsReady = false;
            Socket.Abort();
        }

        public async Task CloseAsync()
        {
            IsReady = false;
            if (Socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
            }
        }

        public void Dispose() => sending.Dispose();

        public void End()
        {
            IsReady = false;
            foreach (var source in waiting.Values)
            {
                source.TrySetCanceled();
            }
        }
    }
}

/// <summary>What came of something that Slack sent to the app.</summary>
/// <param name="Ok">It was acknowledged in time.</param>
/// <param name="Failure">Otherwise Slack's reason, as in <c>X-Slack-Retry-Reason</c>.</param>
/// <param name="Body">What the acknowledgement held.</param>
internal sealed record Ack(bool Ok, string? Failure, JsonNode? Body)
{
    /// <summary>How long it took.</summary>
    public TimeSpan Took { get; init; }

    /// <summary>The HTTP status; null over a socket, or where there was no answer.</summary>
    public int? Status { get; init; }

    /// <summary>The app asked for no retries.</summary>
    public bool NoRetry { get; init; }

    public static Ack Failed(string reason) => new(false, reason, null);
}
