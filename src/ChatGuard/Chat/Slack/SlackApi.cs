using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;

namespace ChatGuard.Chat.Slack;

/// <summary>
/// Calls Slack's Web API: form-encoded as Slack's own clients do, paced, repeated where that cannot do anything twice, and with <c>ok:false</c> as an exception
/// that says what to do. Goes through <c>HTTPS_PROXY</c> where one is set.
/// </summary>
internal sealed class SlackApi(IOptions<SlackOptions> options, SlackGates gates, TimeProvider clock, ILogger<SlackApi> log) : IDisposable
{
    /// <summary>How long one answer may take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The longest rest that is waited out; a longer one is told to the caller.</summary>
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(20);

    private const int Tries = 4;

    // What posts something new does it again when it is called again.
    private static readonly HashSet<string> NotRepeatable = new(StringComparer.Ordinal) { "chat.postMessage", "chat.postEphemeral", "files.completeUploadExternal", "views.open" };

    private static readonly HashSet<string> Passing = new(StringComparer.Ordinal) { "internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org", "ratelimited" };

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5), ConnectTimeout = Patience }) { Timeout = Timeout.InfiniteTimeSpan };

    private SlackOptions Options => options.Value;

    /// <summary>Calls with the bot token.</summary>
    /// <exception cref="SlackException">It was refused, or Slack does not answer.</exception>
    public Task<JsonObject> CallAsync(string method, CancellationToken cancellationToken, params (string Name, string? Value)[] arguments) =>
        CallAsync(method, Options.BotToken, arguments, cancellationToken);

    /// <summary>The scopes the bot token was granted, as Slack's answers say in a header; none where they do not.</summary>
    public async Task<IReadOnlySet<string>> ScopesAsync(CancellationToken cancellationToken)
    {
        using var request = Request("auth.test", Options.BotToken, []);
        using var limit = Limit(cancellationToken);
        using var response = await http.SendAsync(request, limit.Token);
        return response.Headers.TryGetValues("x-oauth-scopes", out var lists)
            ? lists.SelectMany(list => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToHashSet(StringComparer.Ordinal)
            : new HashSet<string>(StringComparer.Ordinal);
    }

    /// <summary>A Socket Mode address, good for one connection.</summary>
    public async Task<Uri> OpenSocketAsync(CancellationToken cancellationToken) =>
        new((await CallAsync("apps.connections.open", Options.AppToken, [], cancellationToken)).Text("url")
            ?? throw new SlackException("apps.connections.open", "no_url", SlackFailure.Refused, "Slack's answer to apps.connections.open holds no url"));

    /// <summary>Answers where a command or click came from.</summary>
    /// <returns>Whether Slack took it; false where the address is used up, expired or not Slack's.</returns>
    public async Task<bool> RespondAsync(Uri address, JsonObject message, CancellationToken cancellationToken)
    {
        if (!IsSlacks(address))
        {
            log.SlackForeignAddress(address.Host);
            return false;
        }

        for (var attempt = 1; ; attempt++)
        {
            using var content = new StringContent(message.ToJsonString(BlockKit.Json), Encoding.UTF8, "application/json");
            try
            {
                using var limit = Limit(cancellationToken);
                using var response = await http.PostAsync(address, content, limit.Token);
                if (response.IsSuccessStatusCode || (int)response.StatusCode is >= 400 and < 500 and not 429 || attempt == Tries)
                {
                    return response.IsSuccessStatusCode;
                }

                await Task.Delay(RetryAfter(response) ?? Wait(attempt), clock, cancellationToken);
            }
            catch (HttpRequestException) when (attempt < Tries)
            {
                await Task.Delay(Wait(attempt), clock, cancellationToken);
            }
            catch (Exception error) when (error is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                return false;
            }
        }
    }

    /// <summary>Uploads a file and shows it in a channel, below a message where one is named.</summary>
    public async Task UploadAsync(string name, string title, string text, string channel, string? thread, CancellationToken cancellationToken)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var place = await CallAsync("files.getUploadURLExternal", cancellationToken, ("filename", name), ("length", bytes.Length.ToString()));
        var address = new Uri(place.Text("upload_url")!);
        if (!IsSlacks(address))
        {
            throw new SlackException("files.getUploadURLExternal", "foreign_upload_url", SlackFailure.Refused, "Slack named an upload address that is not Slack's; nothing was sent there");
        }

        using var content = new ByteArrayContent(bytes);
        using var limit = Limit(cancellationToken);
        using var sent = await http.PostAsync(address, content, limit.Token);
        if (!sent.IsSuccessStatusCode)
        {
            throw new SlackException("files.upload", $"http_{(int)sent.StatusCode}", SlackFailure.NotDone, $"Slack did not take the file (HTTP {(int)sent.StatusCode})");
        }

        var files = new JsonArray(new JsonObject { ["id"] = place.Text("file_id"), ["title"] = title });
        await CallAsync("files.completeUploadExternal", cancellationToken, ("files", files.ToJsonString()), ("channel_id", channel), ("thread_ts", thread));
    }

    public void Dispose() => http.Dispose();

    private async Task<JsonObject> CallAsync(string method, string token, (string Name, string? Value)[] arguments, CancellationToken cancellationToken)
    {
        var channel = arguments.FirstOrDefault(argument => argument.Name is "channel" or "channel_id").Value;
        for (var attempt = 1; ; attempt++)
        {
            await gates.PassAsync(method, method == "chat.postMessage" ? channel : null, cancellationToken);
            var (reply, failure, rest) = await TryAsync(method, token, arguments, channel, cancellationToken);
            if (reply is not null)
            {
                return reply;
            }

            if (rest is { } time)
            {
                gates.Rest(method, time);
            }

            if (attempt == Tries || failure!.Failure == SlackFailure.Refused || rest > LongestRest || (failure.Failure == SlackFailure.Unknown && NotRepeatable.Contains(method)))
            {
                throw failure!;
            }

            log.SlackRepeated(method, failure.Error, attempt);
            if (rest is null)
            {
                await Task.Delay(Wait(attempt), clock, cancellationToken);
            }
        }
    }

    private async Task<(JsonObject? Reply, SlackException? Failure, TimeSpan? Pause)> TryAsync(string method, string token, (string Name, string? Value)[] arguments, string? channel, CancellationToken cancellationToken)
    {
        using var request = Request(method, token, arguments);
        try
        {
            using var limit = Limit(cancellationToken);
            using var response = await http.SendAsync(request, limit.Token);
            if (response.StatusCode == HttpStatusCode.TooManyRequests)
            {
                return (null, new SlackException(method, "ratelimited", SlackFailure.NotDone, $"Slack asks to call {method} less often"), RetryAfter(response) ?? TimeSpan.FromSeconds(1));
            }

            if (!response.IsSuccessStatusCode)
            {
                return (null, new SlackException(method, $"http_{(int)response.StatusCode}", (int)response.StatusCode >= 500 ? SlackFailure.Unknown : SlackFailure.Refused, $"Slack answered {method} with HTTP {(int)response.StatusCode}"), null);
            }

            var reply = JsonNode.Parse(await response.Content.ReadAsStringAsync(limit.Token)) as JsonObject ?? throw new JsonException("not an object");
            return reply.Is("ok") ? (reply, null, null) : (null, Refusal(method, reply, channel), null);
        }
        catch (HttpRequestException error) when (error.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError)
        {
            return (null, Unreachable(method, SlackFailure.NotDone, error.Message), null);
        }
        catch (Exception error) when (error is HttpRequestException or JsonException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return (null, Unreachable(method, SlackFailure.Unknown, error is OperationCanceledException ? $"no answer within {Patience.TotalSeconds} seconds" : error.Message), null);
        }
    }

    private HttpRequestMessage Request(string method, string token, (string Name, string? Value)[] arguments) => new(HttpMethod.Post, new Uri(Options.ApiUrl, method))
    {
        Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
        Content = new FormUrlEncodedContent(arguments.Where(argument => argument.Value is not null).Select(argument => KeyValuePair.Create(argument.Name, argument.Value!))),
    };

    private static SlackException Refusal(string method, JsonObject reply, string? channel)
    {
        var error = reply.Text("error") ?? "unknown_error";
        var details = reply.Child("response_metadata")?["messages"] is JsonArray { Count: > 0 } messages ? string.Join("; ", messages) : null;
        return Passing.Contains(error)
            ? new SlackException(method, error, SlackFailure.Unknown, $"Slack could not do {method} just now ({error})")
            : SlackException.Refused(method, error, channel, reply.Text("needed"), details);
    }

    private static SlackException Unreachable(string method, SlackFailure failure, string why) => new(method, "unreachable", failure, $"Slack does not answer {method}: {why}");

    private bool IsSlacks(Uri address) => address.IsAbsoluteUri
        && (address.Scheme == Uri.UriSchemeHttps && (address.Host == "slack.com" || address.Host.EndsWith(".slack.com", StringComparison.Ordinal))
            || (Options.ApiUrl.Host != "slack.com" && address.Scheme == Options.ApiUrl.Scheme && address.Host == Options.ApiUrl.Host));

    private static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter?.Delta;

    /// <summary>1 s, 2 s, 4 s, each a quarter more or less by chance.</summary>
    private static TimeSpan Wait(int attempt) => TimeSpan.FromSeconds((1 << (attempt - 1)) * (0.75 + (Random.Shared.NextDouble() / 2)));

    private static CancellationTokenSource Limit(CancellationToken cancellationToken)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        return limit;
    }
}
