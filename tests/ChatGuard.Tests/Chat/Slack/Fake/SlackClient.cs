using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ChatGuard.Tests.Chat.Slack.Fake;

/// <summary>What a person does in Slack's client, and what it shows to them when the app does not answer.</summary>
internal sealed partial class SlackClient(SlackServer slack, string user)
{
    private SlackUser Me => slack.Workspace.Users[user];

    private SlackWorkspace Workspace => slack.Workspace;

    /// <summary>The notices Slack's client showed to the person because the app did not answer, such as <c>/aws failed with the error "operation_timeout"</c>.</summary>
    public ConcurrentQueue<string> Notices { get; } = new();

    /// <summary>The last thing sent, to be sent again.</summary>
    public JsonObject? LastInteraction { get; private set; }

    /// <summary>The last event sent.</summary>
    public JsonObject? LastEvent { get; private set; }

    /// <summary>Types a slash command.</summary>
    public async Task<Ack> CommandAsync(string channel, string command, string text)
    {
        var fields = Command(channel, command, text);
        var ack = await slack.Deliveries.CommandAsync(fields);
        if (!ack.Ok)
        {
            Notices.Enqueue($"{command} failed with the error \"{(ack.Failure == "http_timeout" ? "operation_timeout" : "dispatch_failed")}\"");
        }
        else if (ack.Body is JsonObject { Count: > 0 } body)
        {
            slack.Responses.Immediate(channel, user, body);
        }

        return ack;
    }

    /// <summary>What Slack sends for a slash command whose app escapes what people type.</summary>
    public Dictionary<string, string> Command(string channel, string command, string text) => new(StringComparer.Ordinal)
    {
        ["token"] = "deprecated",
        ["team_id"] = SlackWorkspace.Team,
        ["team_domain"] = "northwind",
        ["channel_id"] = channel,
        ["channel_name"] = Workspace.Channels[channel] is { With: null } named ? named.IsPrivate ? "privategroup" : named.Name : "directmessage",
        ["user_id"] = user,
        ["user_name"] = Me.Handle,
        ["command"] = command,
        ["text"] = Escape(text),
        ["api_app_id"] = SlackWorkspace.AppId,
        ["is_enterprise_install"] = "false",
        ["response_url"] = slack.Responses.New(channel, user, null),
        ["trigger_id"] = slack.Triggers.New(user),
    };

    /// <summary>Writes a message; ChatGuard hears of it where it is mentioned in a channel that it is in, or in their direct conversation.</summary>
    public async Task<Ack?> MessageAsync(string channel, string text, string? thread = null)
    {
        JsonObject? happened;
        lock (Workspace.Gate)
        {
            var place = Workspace.Channels[channel];
            var message = new SlackMessage(channel, Workspace.Stamp(), user) { Text = Linked(Escape(text)), ThreadTs = thread };
            place.Messages.Add(message);
            var isDirect = place.With is not null;
            if (!isDirect && !(text.Contains($"<@{SlackWorkspace.Bot}>", StringComparison.Ordinal) && place.Members.Contains(SlackWorkspace.Bot)))
            {
                return null;
            }

            happened = message.Json();
            happened["client_msg_id"] = Guid.NewGuid().ToString();
            happened["team"] = Me.Team;
            happened["channel"] = channel;
            happened["event_ts"] = message.Ts;
            if (Me.IsBot)
            {
                happened["bot_id"] = $"B{user[1..]}";
            }

            happened["type"] = isDirect ? "message" : "app_mention";
            if (isDirect)
            {
                happened["channel_type"] = "im";
            }
        }

        LastEvent = slack.Deliveries.Envelope(happened);
        return await slack.Deliveries.EventAsync(LastEvent);
    }

    /// <summary>Opens the app's Home tab.</summary>
    public Task<Ack> OpenHomeAsync()
    {
        var happened = new JsonObject { ["type"] = "app_home_opened", ["user"] = user, ["channel"] = Workspace.Direct(user).Id, ["tab"] = "home" };
        lock (Workspace.Gate)
        {
            if (Workspace.Homes.TryGetValue(user, out var home))
            {
                happened["view"] = home.Json();
            }
        }

        LastEvent = slack.Deliveries.Envelope(happened);
        return slack.Deliveries.EventAsync(LastEvent);
    }

    /// <summary>Presses an element of a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="block">The block's id.</param>
    /// <param name="element">The element as the client shows it, which may be older than the message is now.</param>
    /// <param name="drop">The connection to the app breaks when the click is out.</param>
    public async Task<Ack> PressAsync(SlackMessage message, string block, JsonObject element, bool drop = false)
    {
        JsonObject payload;
        lock (Workspace.Gate)
        {
            payload = Click(block, element);
            var channel = Workspace.Channels[message.Channel];
            payload["container"] = new JsonObject
            {
                ["type"] = "message",
                ["message_ts"] = message.Ts,
                ["channel_id"] = message.Channel,
                ["is_ephemeral"] = message.EphemeralFor is not null,
                ["thread_ts"] = message.ThreadTs,
            };
            payload["channel"] = new JsonObject { ["id"] = channel.Id, ["name"] = channel.With is null ? channel.IsPrivate ? "privategroup" : channel.Name : "directmessage" };
            payload["state"] = new JsonObject { ["values"] = new JsonObject() };
            payload["response_url"] = slack.Responses.New(message.Channel, user, message);
            if (message.EphemeralFor is null)
            {
                payload["message"] = message.Json();
            }
        }

        return await InteractAsync(payload, drop);
    }

    /// <summary>Presses an element of a modal or of the Home tab.</summary>
    public async Task<Ack> PressAsync(SlackView view, string block, JsonObject element)
    {
        JsonObject payload;
        lock (Workspace.Gate)
        {
            payload = Click(block, element);
            payload["container"] = new JsonObject { ["type"] = "view", ["view_id"] = view.Id };
            payload["view"] = view.Json();
        }

        return await InteractAsync(payload, drop: false);
    }

    /// <summary>Enters text in a modal's input.</summary>
    public void Enter(SlackView view, string block, string action, string text)
    {
        lock (Workspace.Gate)
        {
            view.Entered[(block, action)] = new JsonObject { ["type"] = "plain_text_input", ["value"] = text };
        }
    }

    /// <summary>Submits a modal. Inputs that are not optional and left empty, or too long, are refused by the client before anything is sent.</summary>
    /// <returns>The acknowledgement; null where the client refused.</returns>
    public async Task<Ack?> SubmitAsync(SlackView view, bool drop = false)
    {
        JsonObject payload;
        lock (Workspace.Gate)
        {
            if (!view.IsOpen || Missing(view))
            {
                return null;
            }

            payload = Common("view_submission");
            payload["view"] = view.Json();
            payload["response_urls"] = new JsonArray();
        }

        var ack = await InteractAsync(payload, drop);
        if (ack.Ok)
        {
            lock (Workspace.Gate)
            {
                Submitted(view, ack.Body as JsonObject);
            }
        }

        return ack;
    }

    /// <summary>Closes a modal.</summary>
    public async Task CloseAsync(SlackView view)
    {
        JsonObject? payload = null;
        lock (Workspace.Gate)
        {
            view.IsOpen = false;
            if (view.Payload["notify_on_close"]?.GetValue<bool>() == true)
            {
                payload = Common("view_closed");
                payload["view"] = view.Json();
                payload["is_cleared"] = false;
            }
        }

        if (payload is not null)
        {
            await slack.Deliveries.InteractionAsync(payload);
        }
    }

    private static bool Missing(SlackView view) => BlockText.Elements(view.Payload["blocks"]).Where(each => BlockRules.Value(each.Parent["type"]) == "input").Any(each =>
    {
        var entered = view.Entered.TryGetValue((each.Block, BlockRules.Value(each.Element["action_id"])!), out var value) ? BlockRules.Value(value["value"]) : BlockRules.Value(each.Element["initial_value"]);
        var most = each.Element["max_length"]?.GetValue<int>() ?? 3000;
        return string.IsNullOrEmpty(entered) ? each.Parent["optional"]?.GetValue<bool>() != true : entered.Length > most || entered.Length < (each.Element["min_length"]?.GetValue<int>() ?? 0);
    });

    /// <summary>Does what the acknowledgement of a submission says.</summary>
    private void Submitted(SlackView view, JsonObject? body)
    {
        try
        {
            switch (BlockRules.Value(body?["response_action"]))
            {
                case null:
                    view.IsOpen = false;
                    break;
                case "clear":
                    foreach (var open in Workspace.Views.Values.Where(each => each.User == user && each.RootId == view.RootId))
                    {
                        open.IsOpen = false;
                    }

                    break;
                case "update":
                    WebApi.Change(view, WebApi.CheckedView(body!["view"]?.DeepClone(), "modal", Workspace, view.Id));
                    break;
                case "push":
                    WebApi.Show(Workspace, user, WebApi.CheckedView(body!["view"]?.DeepClone(), "modal", Workspace), view);
                    break;
                case "errors":
                    Errors(view, body!["errors"] as JsonObject ?? []);
                    break;
                case { } other:
                    throw new SlackError($"unknown response_action {other}");
            }
        }
        catch (SlackError error)
        {
            slack.Complaints.Enqueue($"the answer to a submission is refused: {error.Code} {string.Join(' ', error.Messages)}");
            Notices.Enqueue("We had some trouble connecting. Try again?");
        }
    }

    private void Errors(SlackView view, JsonObject errors)
    {
        var inputs = (view.Payload["blocks"] as JsonArray ?? []).Where(block => BlockRules.Value(block?["type"]) == "input").Select(block => BlockRules.Value(block!["block_id"])).ToList();
        foreach (var (block, text) in errors)
        {
            if (!inputs.Contains(block))
            {
                throw new SlackError($"errors name the block {block}, which is no input");
            }

            Notices.Enqueue(BlockRules.Value(text) ?? "");
        }
    }

    private async Task<Ack> InteractAsync(JsonObject payload, bool drop)
    {
        LastInteraction = payload;
        var ack = await slack.Deliveries.InteractionAsync(payload, drop);
        if (!ack.Ok)
        {
            Notices.Enqueue("⚠ the app did not answer");
        }
        else if (ack.Body is not null && BlockRules.Value(payload["type"]) == "block_actions")
        {
            slack.Complaints.Enqueue($"a click was acknowledged with a body: {ack.Body.ToJsonString()}");
        }

        return ack;
    }

    private JsonObject Click(string block, JsonObject element)
    {
        var payload = Common("block_actions");
        var action = new JsonObject { ["type"] = BlockRules.Value(element["type"]), ["action_id"] = BlockRules.Value(element["action_id"]), ["block_id"] = block, ["action_ts"] = Workspace.Stamp() };
        foreach (var copied in new[] { "text", "value", "style", "selected_option" })
        {
            if (element[copied] is { } value)
            {
                action[copied] = value.DeepClone();
            }
        }

        payload["actions"] = new JsonArray(action);
        return payload;
    }

    private JsonObject Common(string type) => new()
    {
        ["type"] = type,
        ["user"] = new JsonObject { ["id"] = user, ["username"] = Me.Handle, ["name"] = Me.Handle, ["team_id"] = Me.Team },
        ["api_app_id"] = SlackWorkspace.AppId,
        ["token"] = "deprecated",
        ["trigger_id"] = slack.Triggers.New(user),
        ["team"] = new JsonObject { ["id"] = Me.Team, ["domain"] = Me.Team == SlackWorkspace.Team ? "northwind" : "other" },
        ["enterprise"] = null,
        ["is_enterprise_install"] = false,
    };

    private static string Escape(string text) => SlackTokens().Replace(text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal), "<${inner}>");

    /// <summary>Slack's client turns addresses that people type into links.</summary>
    private static string Linked(string text) => Addresses().Replace(text, match => match.Value.Contains('@', StringComparison.Ordinal) ? $"<mailto:{match.Value}|{match.Value}>" : $"<{match.Value}>");

    /// <summary>A mention that a person chose from the client's list.</summary>
    [GeneratedRegex("&lt;(?<inner>[@#!][A-Z0-9a-z^|._-]+)&gt;", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SlackTokens();

    [GeneratedRegex(@"https?://[^\s<>|]+|[\w.+-]+@[\w-]+(\.[\w-]+)+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Addresses();
}
