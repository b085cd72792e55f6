using System.Text.Json.Nodes;

namespace ChatGuard.Tests.Chat.Slack.Fake;

/// <summary>Slack's Web API, the methods that a bot like ChatGuard may call: arguments, scopes, errors and answers as Slack's reference has them.</summary>
internal sealed partial class WebApi
{
    private readonly SlackWorkspace workspace;
    private readonly SlackInstallation installation;
    private readonly Triggers triggers;
    private readonly Dictionary<string, (string? Scope, Func<ApiCall, JsonObject> Answer)> methods;

    public WebApi(SlackWorkspace workspace, SlackInstallation installation, Triggers triggers)
    {
        (this.workspace, this.installation, this.triggers) = (workspace, installation, triggers);
        methods = new(StringComparer.Ordinal)
        {
            ["auth.test"] = (null, AuthTest),
            ["chat.postMessage"] = ("chat:write", PostMessage),
            ["chat.update"] = ("chat:write", Update),
            ["chat.delete"] = ("chat:write", Delete),
            ["chat.postEphemeral"] = ("chat:write", PostEphemeral),
            ["chat.getPermalink"] = (null, GetPermalink),
            ["views.open"] = (null, OpenView),
            ["views.push"] = (null, PushView),
            ["views.update"] = (null, UpdateView),
            ["views.publish"] = (null, PublishView),
            ["conversations.open"] = ("im:write", OpenConversation),
            ["conversations.info"] = (null, ConversationInfo),
            ["conversations.history"] = (null, History),
            ["conversations.replies"] = (null, Replies),
            ["users.info"] = ("users:read", UserInfo),
            ["usergroups.list"] = ("usergroups:read", Groups),
            ["usergroups.users.list"] = ("usergroups:read", GroupMembers),
            ["files.getUploadURLExternal"] = ("files:write", GetUploadUrl),
            ["files.completeUploadExternal"] = ("files:write", CompleteUpload),
            ["apps.connections.open"] = ("connections:write", OpenConnection),
        };
    }

    /// <summary>Where this server is reached.</summary>
    public Uri Address { get; set; } = new("http://127.0.0.1");

    /// <summary>Answers one call; a <see cref="SlackError"/> is an answer too.</summary>
    public JsonObject Answer(ApiCall call)
    {
        lock (workspace.Gate)
        {
            try
            {
                if (!methods.TryGetValue(call.Method, out var method))
                {
                    throw new SlackError("unknown_method");
                }

                Authorize(call, method.Scope);
                var answer = method.Answer(call);
                answer["ok"] = true;
                if (call.Warnings.Count > 0)
                {
                    answer["warning"] = string.Join(',', call.Warnings);
                    answer["response_metadata"] ??= new JsonObject();
                    answer["response_metadata"]!["warnings"] = new JsonArray([.. call.Warnings.Select(each => JsonValue.Create(each))]);
                }

                return answer;
            }
            catch (SlackError error)
            {
                return Failed(error);
            }
        }
    }

    private static JsonObject Failed(SlackError error)
    {
        var answer = new JsonObject { ["ok"] = false, ["error"] = error.Code };
        if (error.Needed is not null)
        {
            answer["needed"] = error.Needed;
            answer["provided"] = error.Messages.FirstOrDefault() ?? "";
        }
        else if (error.Messages.Count > 0)
        {
            answer["response_metadata"] = new JsonObject { ["messages"] = new JsonArray([.. error.Messages.Select(each => JsonValue.Create(each))]) };
            answer["errors"] = new JsonArray([.. error.Messages.Select(each => JsonValue.Create(each.Replace("[ERROR] ", "", StringComparison.Ordinal)))]);
        }

        return answer;
    }

    private void Authorize(ApiCall call, string? scope)
    {
        if (call.Token is not { Length: > 0 } token)
        {
            throw new SlackError("not_authed");
        }

        var isApp = token == installation.AppToken;
        if (!isApp && token != installation.BotToken)
        {
            throw new SlackError("invalid_auth");
        }

        // What is revoked is the bot's token; the app's own token is another.
        if (installation.IsRevoked && !isApp)
        {
            throw new SlackError("token_revoked");
        }

        if (isApp != call.Method.StartsWith("apps.", StringComparison.Ordinal) && !(isApp && call.Method == "auth.test"))
        {
            throw new SlackError("not_allowed_token_type");
        }

        if (!isApp)
        {
            Need(scope);
        }
    }

    private void Need(string? scope)
    {
        if (scope is not null && !installation.Scopes.Contains(scope))
        {
            throw new SlackError("missing_scope", string.Join(',', installation.Scopes)) { Needed = scope };
        }
    }

    private static JsonObject AuthTest(ApiCall call) => call.Token!.StartsWith("xapp-", StringComparison.Ordinal)
        ? new JsonObject { ["app_name"] = "ChatGuard", ["app_id"] = SlackWorkspace.AppId }
        : new JsonObject
        {
            ["url"] = "https://northwind.slack.example/",
            ["team"] = "Northwind",
            ["user"] = "chatguard",
            ["team_id"] = SlackWorkspace.Team,
            ["user_id"] = SlackWorkspace.Bot,
            ["bot_id"] = SlackWorkspace.BotId,
            ["is_enterprise_install"] = false,
        };

    private JsonObject OpenConnection(ApiCall call) => new()
    {
        ["url"] = $"ws://{Address.Authority}/link/?ticket={triggers.NewTicket()}&app_id={SlackWorkspace.AppId}",
    };
}

/// <summary>The app's secrets and rights in the workspace.</summary>
internal sealed class SlackInstallation
{
    public string BotToken { get; } = $"xoxb-{SlackWorkspace.Secret()}";

    public string AppToken { get; } = $"xapp-1-{SlackWorkspace.Secret()}";

    public string SigningSecret { get; set; } = SlackWorkspace.Secret(16);

    public bool IsRevoked { get; set; }

    /// <summary>The bot scopes of ChatGuard's manifest; a test takes some away.</summary>
    public HashSet<string> Scopes { get; } = new(StringComparer.Ordinal)
    {
        "commands", "chat:write", "app_mentions:read", "im:write", "im:history", "users:read", "usergroups:read", "files:write", "channels:read", "groups:read", "channels:history", "groups:history",
    };
}

/// <summary>What may be used once and not for long: trigger ids and tickets of sockets.</summary>
internal sealed class Triggers(TimeProvider clock)
{
    private readonly Dictionary<string, (DateTimeOffset At, string User, bool Used)> issued = new(StringComparer.Ordinal);
    private readonly HashSet<string> tickets = new(StringComparer.Ordinal);

    /// <summary>How long a trigger id may be used: 3 seconds. A test that is not about it gives a busy machine more.</summary>
    public TimeSpan Life { get; set; } = TimeSpan.FromSeconds(3);

    public string New(string user)
    {
        lock (issued)
        {
            var id = $"{Random.Shared.NextInt64(1_000_000_000_000, 9_999_999_999_999)}.{Random.Shared.NextInt64(100_000_000_000, 999_999_999_999)}.{SlackWorkspace.Secret(16)}";
            issued[id] = (clock.GetUtcNow(), user, false);
            return id;
        }
    }

    /// <summary>Uses a trigger id.</summary>
    /// <returns>Whose it is.</returns>
    public string Use(string id)
    {
        lock (issued)
        {
            if (!issued.TryGetValue(id, out var trigger))
            {
                throw new SlackError("invalid_trigger_id");
            }

            if (trigger.Used)
            {
                throw new SlackError("exchanged_trigger_id");
            }

            if (clock.GetUtcNow() - trigger.At > Life)
            {
                throw new SlackError("expired_trigger_id");
            }

            issued[id] = trigger with { Used = true };
            return trigger.User;
        }
    }

    public string NewTicket()
    {
        lock (issued)
        {
            var ticket = Guid.NewGuid().ToString();
            tickets.Add(ticket);
            return ticket;
        }
    }

    public bool UseTicket(string ticket)
    {
        lock (issued)
        {
            return tickets.Remove(ticket);
        }
    }
}
