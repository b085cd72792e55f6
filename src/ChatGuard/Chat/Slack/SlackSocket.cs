using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatGuard.Core.Answers;
using Microsoft.Extensions.Options;

namespace ChatGuard.Chat.Slack;

/// <summary>
/// Keeps a Socket Mode connection to Slack. When Slack announces that it ends one, the next is opened first and the old one read until it closes; when one dies,
/// or hello is followed by a drop again and again, the next waits longer each time.
/// </summary>
internal sealed class SlackSocket(SlackApi api, SlackReceiver receiver, SlackSocketState state, IOptions<SlackOptions> options, TimeProvider clock, ILogger<SlackSocket> log) : BackgroundService
{
    /// <summary>After how long a connection that was well makes the next wait short again.</summary>
    private static readonly TimeSpan Steady = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>How long Socket Mode may be off in the app's settings before it is tried again.</summary>
    private static readonly TimeSpan WhileDisabled = TimeSpan.FromMinutes(10);

    private readonly List<Task> draining = [];
    private int failures;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var began = clock.GetUtcNow();
            var (end, reason) = await ConnectAsync(stoppingToken);
            if (end != SlackSocketEnd.Replaced)
            {
                state.Closed(reason);
            }

            failures = clock.GetUtcNow() - began > Steady ? 0 : failures;
            var wait = end switch
            {
                SlackSocketEnd.Replaced when failures == 0 => TimeSpan.Zero,
                SlackSocketEnd.Disabled => WhileDisabled,
                _ => TimeSpan.FromSeconds(Math.Min(Longest.TotalSeconds, 1 << Math.Min(failures, 7)) * (0.5 + (Random.Shared.NextDouble() / 2))),
            };
            failures++;
            await Task.Delay(wait, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(draining).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>One connection, until it has to be replaced: it is then read on in the background until Slack closes it.</summary>
    private async Task<(SlackSocketEnd End, string Reason)> ConnectAsync(CancellationToken stoppingToken)
    {
        var ending = new TaskCompletionSource<(SlackSocketEnd, string)>(TaskCreationOptions.RunContinuationsAsynchronously);
        var reading = RunAsync(ending, stoppingToken);
        var end = await ending.Task;
        draining.RemoveAll(task => task.IsCompleted);
        draining.Add(reading);
        return end;
    }

    /// <summary>Never throws.</summary>
    private async Task RunAsync(TaskCompletionSource<(SlackSocketEnd, string)> ending, CancellationToken stoppingToken)
    {
        using var socket = new ClientWebSocket();

        // Slack's side answers pings; one that does not is gone, however open it looks. A quiet workspace sends nothing else.
        socket.Options.KeepAliveInterval = socket.Options.KeepAliveTimeout = options.Value.MostSilence / 2;
        try
        {
            await socket.ConnectAsync(await api.OpenSocketAsync(stoppingToken), stoppingToken);
            while (await ReadAsync(socket, stoppingToken) is { } frame)
            {
                await HandleAsync(socket, frame, ending, stoppingToken);
            }

            ending.TrySetResult((SlackSocketEnd.Lost, "closed"));
        }
        catch (Exception error)
        {
            if (ending.TrySetResult((SlackSocketEnd.Lost, Word(error))) && !stoppingToken.IsCancellationRequested)
            {
                log.SlackSocketLost(error.Message);
            }
        }

        await CloseAsync(socket);
    }

    private static string Word(Exception error) => error switch
    {
        SlackException refused => refused.Error,
        WebSocketException broken => Wording.Kebab(broken.WebSocketErrorCode).Replace('-', '_'),
        _ => "failed",
    };

    private async Task HandleAsync(ClientWebSocket socket, JsonObject frame, TaskCompletionSource<(SlackSocketEnd, string)> ending, CancellationToken stoppingToken)
    {
        switch (frame.Text("type"))
        {
            case "hello":
                state.Opened();
                log.SlackSocketOpen(frame["num_connections"]?.ToString() ?? "?");
                break;
            case "disconnect":
                var reason = frame.Text("reason") ?? "";
                var isDisabled = reason == "link_disabled";
                if (isDisabled)
                {
                    log.SlackSocketDisabled();
                }

                ending.TrySetResult((isDisabled ? SlackSocketEnd.Disabled : reason == "too_many_websockets" ? SlackSocketEnd.Lost : SlackSocketEnd.Replaced, reason));
                break;
            case { } type when frame.Text("envelope_id") is { } envelope:
                await AcknowledgeAsync(socket, envelope, await TakeAsync(type, frame, stoppingToken), stoppingToken);
                break;
        }
    }

    /// <summary>The acknowledgement; null where it could not be kept, so that Slack delivers it again or says that it did not work.</summary>
    private async Task<JsonObject?> TakeAsync(string type, JsonObject frame, CancellationToken cancellationToken)
    {
        SlackKind? kind = type switch
        {
            "slash_commands" => SlackKind.Command,
            "events_api" => SlackKind.Event,
            "interactive" => SlackKind.Interaction,
            _ => null,
        };
        try
        {
            if (kind is { } known && frame.Child("payload") is { } payload)
            {
                await receiver.ReceiveAsync(known, payload.DeepClone().AsObject(), cancellationToken);
            }

            return [];
        }
        catch (Store.StoreException)
        {
            return kind == SlackKind.Command ? new JsonObject { ["payload"] = JsonSerializer.SerializeToNode(SlackReceiver.NotKept) } : null;
        }
    }

    private static async Task AcknowledgeAsync(ClientWebSocket socket, string envelope, JsonObject? acknowledgement, CancellationToken cancellationToken)
    {
        if (acknowledgement is not null)
        {
            acknowledgement["envelope_id"] = envelope;
            await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(acknowledgement), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        }
    }

    /// <summary>The next frame; null where Slack closed. Frames that are no JSON object count as empty ones.</summary>
    private static async Task<JsonObject?> ReadAsync(ClientWebSocket socket, CancellationToken cancellationToken)
    {
        using var message = new MemoryStream();
        var buffer = new byte[16_384];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer, cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            message.Write(buffer, 0, part.Count);
            if (message.Length > SlackEndpoints.LongestBody)
            {
                throw new InvalidDataException("a frame is longer than Slack sends any");
            }

            if (part.EndOfMessage)
            {
                return Parse(message.ToArray());
            }
        }
    }

    private static JsonObject Parse(byte[] frame)
    {
        try
        {
            return JsonNode.Parse(frame) as JsonObject ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private async Task CloseAsync(ClientWebSocket socket)
    {
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2), clock);
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // It is gone as it is.
        }
    }
}

/// <summary>Why a connection is not the one in use any more.</summary>
internal enum SlackSocketEnd
{
    /// <summary>It broke or was closed.</summary>
    Lost,

    /// <summary>Slack is about to close it and wants another in its place.</summary>
    Replaced,

    /// <summary>Socket Mode was turned off in the app's settings.</summary>
    Disabled,
}
