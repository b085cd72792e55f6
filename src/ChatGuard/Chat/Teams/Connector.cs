using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatGuard.Core.Answers;
using Microsoft.Extensions.Options;

namespace ChatGuard.Chat.Teams;

/// <summary>
/// Bot Connector's REST interface, as far as ChatGuard speaks. The token goes to Microsoft's hosts alone. What is throttled or fails for the moment is tried
/// again: 2 s, 4 s, 8 s later, each a quarter more or less by chance, or when the connector says.
/// </summary>
internal sealed class Connector(IOptions<TeamsOptions> options, ConnectorToken tokens, Pace pace, IHttpClientFactory clients, TimeProvider clock)
{
    private const int Tries = 4;

    // As many members a page as Teams gives, and no more pages than a roster is worth.
    private const int PageSize = 500;
    private const int MostPages = 20;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    // Of learn.microsoft.com/azure/bot-service and of Teams' government clouds.
    private static readonly string[] Hosts = ["smba.trafficmanager.net", "smba.infra.gcc.teams.microsoft.com", "smba.infra.gov.teams.microsoft.us", "smba.infra.dod.teams.microsoft.us"];

    /// <summary>Whether that address is a connector that may be sent the token.</summary>
    public bool Trusts(string? serviceUrl) => Uri.TryCreate(serviceUrl, UriKind.Absolute, out var address) && address.UserInfo.Length == 0
        && ((address.Scheme == Uri.UriSchemeHttps && (Hosts.Contains(address.Host) || address.Host.EndsWith(".botframework.com", StringComparison.Ordinal))) || (options.Value.IsLocal && address.IsLoopback));

    /// <summary>Posts to a conversation, in its thread where it is one's id.</summary>
    /// <returns>The activity's id.</returns>
    public async Task<string> SendAsync(string serviceUrl, string conversation, JsonObject activity, CancellationToken cancellationToken) =>
        Id(await CallAsync(HttpMethod.Post, serviceUrl, $"v3/conversations/{Escape(conversation)}/activities", conversation, activity, cancellationToken), "id");

    /// <summary>Replaces an activity of ChatGuard's.</summary>
    public Task UpdateAsync(string serviceUrl, string conversation, string id, JsonObject activity, CancellationToken cancellationToken) =>
        CallAsync(HttpMethod.Put, serviceUrl, $"v3/conversations/{Escape(conversation)}/activities/{Escape(id)}", conversation, activity, cancellationToken);

    /// <summary>Begins a thread in a channel.</summary>
    /// <returns>The thread's conversation id and the first activity's id.</returns>
    public async Task<(string Conversation, string Activity)> StartThreadAsync(string serviceUrl, string channel, string tenant, JsonObject activity, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["isGroup"] = true,
            ["tenantId"] = tenant,
            ["channelData"] = new JsonObject { ["channel"] = new JsonObject { ["id"] = channel }, ["tenant"] = new JsonObject { ["id"] = tenant } },
            ["activity"] = activity,
        };
        var started = await CallAsync(HttpMethod.Post, serviceUrl, "v3/conversations", channel, body, cancellationToken);
        var conversation = Id(started, "id");
        return (conversation, started!["activityId"] is JsonValue id && id.TryGetValue<string>(out var said) ? said : conversation.Split(";messageid=")[^1]);
    }

    /// <summary>A member of a conversation as Teams knows them; null where they are none.</summary>
    public async Task<JsonObject?> MemberAsync(string serviceUrl, string conversation, string member, CancellationToken cancellationToken)
    {
        try
        {
            return await CallAsync(HttpMethod.Get, serviceUrl, $"v3/conversations/{Escape(conversation)}/members/{Escape(member)}", conversation, null, cancellationToken);
        }
        catch (ChannelGoneException)
        {
            return null;
        }
    }

    /// <summary>A conversation's members, page after page; shows too whether ChatGuard is in it.</summary>
    public async IAsyncEnumerable<JsonObject> MembersAsync(string serviceUrl, string conversation, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = "";
        for (var page = 0; page < MostPages; page++)
        {
            var path = $"v3/conversations/{Escape(conversation)}/pagedmembers?pageSize={PageSize}{(next.Length > 0 ? $"&continuationToken={Escape(next)}" : "")}";
            var said = await CallAsync(HttpMethod.Get, serviceUrl, path, conversation, null, cancellationToken);
            foreach (var member in (said?["members"] as JsonArray)?.OfType<JsonObject>() ?? [])
            {
                yield return member;
            }

            if (said?["continuationToken"] is not JsonValue value || !value.TryGetValue<string>(out var token) || token.Length == 0)
            {
                yield break;
            }

            next = token;
        }
    }

    private async Task<JsonObject?> CallAsync(HttpMethod method, string serviceUrl, string path, string conversation, JsonObject? body, CancellationToken cancellationToken)
    {
        if (!Trusts(serviceUrl))
        {
            throw new ConnectorException($"{serviceUrl} is no host of Bot Connector, so it is sent nothing");
        }

        var isLookUp = method == HttpMethod.Get;
        for (var (attempt, renewed) = (1, false); ; attempt++)
        {
            await pace.WaitAsync(conversation, isLookUp, cancellationToken);
            var token = await tokens.GetAsync(cancellationToken);
            using var response = await SendAsync(method, new Uri($"{serviceUrl.TrimEnd('/')}/{path}"), token, body, cancellationToken);
            switch ((int)response.StatusCode)
            {
                case >= 200 and < 300:
                    return await ReadAsync(response, cancellationToken);
                case 401 when !renewed:
                    tokens.Drop(token);
                    (attempt, renewed) = (attempt - 1, true);
                    break;
                case 412 or 429 or 502 or 503 or 504 when attempt < Tries:
                    pace.Pause(conversation, isLookUp, Wait(response.Headers.RetryAfter, attempt));
                    break;
                default:
                    throw await RefusedAsync(response, cancellationToken);
            }
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri address, string? token, JsonObject? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, address);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        request.Content = body is null ? null : new StringContent(AdaptiveCard.Write(body), Encoding.UTF8, "application/json");
        try
        {
            return await clients.CreateClient(TeamsOptions.Section).SendAsync(request, cancellationToken);
        }
        catch (Exception error) when (error is HttpRequestException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new ConnectorException($"Bot Connector at {address.Host} does not answer: {error.Message}", error);
        }
    }

    private TimeSpan Wait(RetryConditionHeaderValue? said, int attempt)
    {
        var wait = said?.Delta ?? (said?.Date - clock.GetUtcNow()) ?? TimeSpan.FromSeconds(Math.Pow(2, attempt) * (0.75 + (Random.Shared.NextDouble() / 2)));
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestWait ? LongestWait : wait;
    }

    private static async Task<JsonObject?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            return text.Length == 0 ? null : JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException error)
        {
            throw new ConnectorException("Bot Connector's answer is not JSON", error);
        }
    }

    private static async Task<Exception> RefusedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return (int)response.StatusCode switch
        {
            403 when text.Contains("MessageWritesBlocked", StringComparison.Ordinal) => new ChannelGoneException("the app was blocked or removed there; add it again"),
            403 when text.Contains("BotNotInConversationRoster", StringComparison.Ordinal) => new ChannelGoneException("the app is not in that team or chat; add it there"),
            404 => new ChannelGoneException("Teams has no such channel or chat, or the app was removed from it"),
            401 => new ConnectorException("Bot Connector refuses this app's token (HTTP 401). Check that ChatGuard:Teams:AppId is the bot's id and that the bot's Teams channel is on."),
            var status => new ConnectorException($"Bot Connector answered HTTP {status} ({(HttpStatusCode)status}): {Wording.Clip(text, 200)}"),
        };
    }

    private static string Id(JsonObject? said, string name) => said?[name] is JsonValue value && value.TryGetValue<string>(out var id) && id.Length > 0
        ? id
        : throw new ConnectorException("Bot Connector named no id of what was posted");

    private static string Escape(string segment) => Uri.EscapeDataString(segment);
}
