using System.Net;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChatGuard.Tests.Chat.Teams;

/// <content>What Teams sends to the bot.</content>
internal sealed partial class FakeTeams
{
    /// <summary>Adds the app to the team: the bot may write in its channels from now on.</summary>
    public async Task InstallAsync(TeamsPerson by, params TeamsChat[] channels)
    {
        foreach (var channel in channels)
        {
            channel.IsOpen = true;
        }

        var added = Activity("conversationUpdate", by, channels[0], null);
        added["membersAdded"] = new JsonArray(new JsonObject { ["id"] = BotId });
        added["channelData"]!["eventType"] = "teamMemberAdded";
        await DeliverAsync(added, 1);
        var installed = Activity("installationUpdate", by, channels[0], null);
        installed["action"] = "add";
        installed["channelData"]!["settings"] = new JsonObject { ["selectedChannel"] = new JsonObject { ["id"] = channels[0].Id } };
        await DeliverAsync(installed, 1);
    }

    /// <summary>Removes the app again.</summary>
    public async Task RemoveAsync(TeamsPerson by, TeamsChat channel)
    {
        channel.IsOpen = false;
        var removed = Activity("installationUpdate", by, channel, null);
        removed["action"] = "remove";
        await DeliverAsync(removed, 1);
    }

    /// <summary>Delivers what somebody wrote, as often as asked: the same activity each time.</summary>
    public async Task<TeamsMessage> WriteAsync(TeamsPerson from, TeamsChat chat, TeamsMessage? thread, string text, int deliveries)
    {
        var message = new TeamsMessage(TeamsMessage.NewId(clock), chat, thread is null ? null : thread.Root ?? thread.Id, from);
        message.Activity = Written(message, text);
        chat.Add(message);
        await DeliverAsync(message.Activity, deliveries);
        return message;
    }

    /// <summary>The activity of a message, as it would be delivered.</summary>
    public JsonObject Written(TeamsMessage message, string text)
    {
        var (from, chat) = (message.From!, message.Chat);
        var activity = Activity("message", from, chat, message);
        activity["textFormat"] = "plain";
        activity["text"] = chat.Kind == "personal" ? text : $"<at>ChatGuard</at>\u00a0{text}\n";
        activity["attachments"] = new JsonArray(new JsonObject { ["contentType"] = MediaTypeNames.Text.Html, ["content"] = $"<p>{WebUtility.HtmlEncode(text)}</p>" });
        if (chat.Kind != "personal")
        {
            activity["entities"]!.AsArray().Add(new JsonObject { ["type"] = "mention", ["mentioned"] = new JsonObject { ["id"] = BotId, ["name"] = "ChatGuard" }, ["text"] = "<at>ChatGuard</at>" });
        }

        return activity;
    }

    /// <summary>Delivers an invoke, which Teams never does again: what the bot answered.</summary>
    public Task<InvokeAnswer> InvokeAsync(TeamsPerson from, TeamsMessage about, string name, JsonObject value)
    {
        LastInvoke = Invoke(from, about, name, value);
        return PostAsync(LastInvoke, Authorization());
    }

    /// <summary>The last invoke that was delivered.</summary>
    public JsonObject LastInvoke { get; private set; } = [];

    /// <summary>An invoke as it would be delivered.</summary>
    public JsonObject Invoke(TeamsPerson from, TeamsMessage about, string name, JsonObject value)
    {
        var activity = Activity("invoke", from, about.Chat, about);
        activity["id"] = $"f:{Guid.NewGuid()}";
        activity["name"] = name;
        activity["replyToId"] = about.Id;
        activity["value"] = value;
        return activity;
    }

    /// <summary>The header that Teams sends: a fresh token for this bot about this service.</summary>
    public string Authorization() => $"Bearer {Issuer.Token(AppId, ServiceUrl)}";

    /// <summary>Posts an activity to the bot as anybody could.</summary>
    public Task<InvokeAnswer> PostAsync(JsonObject activity, string? authorization, CancellationToken cut = default) => PostAsync(activity.ToJsonString(), authorization, cut);

    /// <param name="body">The activity's JSON, or what is meant to look like it.</param>
    /// <param name="authorization">The header; null for none.</param>
    /// <param name="cut">Breaks the connection.</param>
    public async Task<InvokeAnswer> PostAsync(string body, string? authorization, CancellationToken cut = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Bot!, "/api/messages")) { Content = new StringContent(body, Encoding.UTF8, MediaTypeNames.Application.Json) };
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Microsoft-SkypeBotApi", "1.0"));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cut);
        patience.CancelAfter(Patience);
        try
        {
            using var response = await client.SendAsync(request, patience.Token);
            var text = await response.Content.ReadAsStringAsync(patience.Token);
            return new(response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text) as JsonObject);
        }
        catch (Exception error) when (error is OperationCanceledException or HttpRequestException or JsonException)
        {
            return new(null, null);
        }
    }

    /// <summary>An activity's common part.</summary>
    public JsonObject Activity(string type, TeamsPerson from, TeamsChat chat, TeamsMessage? about)
    {
        var now = clock.GetUtcNow();
        var activity = new JsonObject
        {
            ["type"] = type,
            ["id"] = about?.Id ?? $"f:{Guid.NewGuid()}",
            ["timestamp"] = now.ToString("O"),
            ["localTimestamp"] = now.ToString("O"),
            ["localTimezone"] = "Europe/Berlin",
            ["serviceUrl"] = ServiceUrl,
            ["channelId"] = "msteams",
            ["from"] = new JsonObject { ["id"] = from.Id, ["name"] = from.Name, ["aadObjectId"] = from.AadObjectId },
            ["recipient"] = new JsonObject { ["id"] = BotId, ["name"] = "ChatGuard" },
            ["conversation"] = new JsonObject { ["conversationType"] = chat.Kind, ["tenantId"] = from.Tenant, ["id"] = about is null ? chat.Id : about.ConversationId },
            ["channelData"] = new JsonObject { ["tenant"] = new JsonObject { ["id"] = from.Tenant } },
            ["entities"] = new JsonArray(new JsonObject { ["type"] = "clientInfo", ["locale"] = "en-GB", ["country"] = "DE", ["platform"] = "Web", ["timezone"] = "Europe/Berlin" }),
            ["locale"] = "en-GB",
        };
        if (chat.Kind == "channel")
        {
            activity["conversation"]!["isGroup"] = true;
            activity["channelData"]!["team"] = new JsonObject { ["id"] = TeamId, ["name"] = "Security" };
            activity["channelData"]!["channel"] = new JsonObject { ["id"] = chat.Id };
            activity["channelData"]!["teamsChannelId"] = chat.Id;
            activity["channelData"]!["teamsTeamId"] = TeamId;
        }

        return activity;
    }

    /// <summary>Delivers; a bot that is silent for too long or answers 502 or 504 gets the same activity again.</summary>
    private async Task DeliverAsync(JsonObject activity, int deliveries)
    {
        for (var (n, retries) = (0, 0); n < deliveries; n++)
        {
            var answer = await PostAsync(activity, Authorization());
            if (answer.Status is null or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout && retries++ < 3)
            {
                deliveries++;
            }
            else if (answer.Status is { } status && (int)status is < 200 or > 299)
            {
                throw new HttpRequestException($"The bot refused {activity["type"]}: {status} {answer.Body?.ToJsonString()}");
            }
        }
    }
}
