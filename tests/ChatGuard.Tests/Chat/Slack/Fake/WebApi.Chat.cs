using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChatGuard.Tests.Chat.Slack.Fake;

/// <summary>The methods <c>chat.*</c>.</summary>
internal sealed partial class WebApi
{
    private const int MostText = 40_000;

    private static readonly JsonSerializerOptions Compact = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Checks what a message says and fills in block ids, as Slack does for every way of posting one.</summary>
    /// <exception cref="SlackError">It breaks a rule.</exception>
    public static JsonArray Checked(JsonNode? blocks, string? text, SlackWorkspace workspace, BlockSurface surface = BlockSurface.Message)
    {
        if (blocks is not null and not JsonArray)
        {
            throw new SlackError("invalid_blocks_format");
        }

        var given = (JsonArray?)blocks ?? [];
        if (given.Count == 0 && string.IsNullOrEmpty(text))
        {
            throw new SlackError("no_text");
        }

        if (BlockRules.Problems(given, surface, recent: workspace.HasRecentBlocks) is { Count: > 0 } problems)
        {
            throw new SlackError("invalid_blocks", [.. problems]);
        }

        if (BlockRules.Length(given.ToJsonString(Compact)) > BlockRules.MostMessageCharacters)
        {
            throw new SlackError("msg_blocks_too_long");
        }

        return WithIds(given);
    }

    private static JsonArray WithIds(JsonArray blocks)
    {
        foreach (var block in blocks.OfType<JsonObject>())
        {
            block["block_id"] ??= SlackWorkspace.Secret(3)[..5];
        }

        return blocks;
    }

    private JsonObject PostMessage(ApiCall call)
    {
        var channel = Reachable(call.Required("channel"));
        var text = Shortened(call.Text("text"));
        var blocks = Checked(call.Json("blocks", "invalid_blocks_format"), text, workspace);
        if (string.IsNullOrEmpty(text))
        {
            call.Warnings.Add("missing_text_in_message");
        }

        var thread = call.Text("thread_ts");
        if (thread is not null && channel.Messages.TrueForAll(each => each.Ts != thread))
        {
            throw new SlackError("thread_not_found");
        }

        var message = new SlackMessage(channel.Id, workspace.Stamp(), SlackWorkspace.Bot) { Text = text, Blocks = blocks, ThreadTs = thread, Metadata = Metadata(call) };
        channel.Messages.Add(message);
        return new JsonObject { ["channel"] = channel.Id, ["ts"] = message.Ts, ["message"] = message.Json(withMetadata: true) };
    }

    private JsonObject Update(ApiCall call)
    {
        var channel = Known(call.Required("channel"));
        var ts = call.Required("ts");
        var message = workspace.Message(channel.Id, ts) is { EphemeralFor: null } found ? found : throw new SlackError("message_not_found");
        if (message.User != SlackWorkspace.Bot || message.IsResponse)
        {
            throw new SlackError("cant_update_message");
        }

        if (channel.IsArchived)
        {
            throw new SlackError("is_archived");
        }

        var blocks = call.Json("blocks", "invalid_blocks_format");
        var text = call.Text("text");
        var next = Checked(blocks ?? (text is null ? null : message.Blocks.DeepClone()), text, workspace);
        message.Blocks = next;
        message.Text = text ?? message.Text;
        message.Metadata = Metadata(call) ?? message.Metadata;
        message.Edits++;
        return new JsonObject { ["channel"] = channel.Id, ["ts"] = ts, ["text"] = message.Text, ["message"] = message.Json() };
    }

    private JsonObject Delete(ApiCall call)
    {
        var channel = Known(call.Required("channel"));
        var message = workspace.Message(channel.Id, call.Required("ts")) is { EphemeralFor: null } found ? found : throw new SlackError("message_not_found");
        message.IsDeleted = message.User == SlackWorkspace.Bot ? true : throw new SlackError("cant_delete_message");
        return new JsonObject { ["channel"] = channel.Id, ["ts"] = message.Ts };
    }

    private JsonObject PostEphemeral(ApiCall call)
    {
        var channel = Reachable(call.Required("channel"));
        var user = call.Required("user");
        if (!channel.Members.Contains(user))
        {
            throw new SlackError("user_not_in_channel");
        }

        var text = Shortened(call.Text("text"));
        var blocks = Checked(call.Json("blocks", "invalid_blocks_format"), text, workspace);
        var message = new SlackMessage(channel.Id, workspace.Stamp(), SlackWorkspace.Bot) { Text = text, Blocks = blocks, ThreadTs = call.Text("thread_ts"), EphemeralFor = user };
        channel.Messages.Add(message);
        return new JsonObject { ["message_ts"] = message.Ts };
    }

    private JsonObject GetPermalink(ApiCall call)
    {
        var channel = Known(call.Required("channel"));
        var ts = call.Required("message_ts");
        return workspace.Message(channel.Id, ts) is null
            ? throw new SlackError("message_not_found")
            : new JsonObject { ["channel"] = channel.Id, ["permalink"] = $"https://northwind.slack.example/archives/{channel.Id}/p{ts.Replace(".", "", StringComparison.Ordinal)}" };
    }

    private static string Shortened(string? text) => text is null ? "" : text.Length > MostText ? text[..MostText] : text;

    private static JsonObject? Metadata(ApiCall call)
    {
        var metadata = call.Json("metadata", "invalid_metadata_format");
        if (metadata is null)
        {
            return null;
        }

        return metadata is JsonObject given && BlockRules.Value(given["event_type"]) is { Length: > 0 } && given["event_payload"] is JsonObject
            ? given
            : throw new SlackError("invalid_metadata_schema");
    }

    /// <summary>The channel, or the direct conversation with that person.</summary>
    private SlackChannel Known(string id) => workspace.Channels.TryGetValue(id, out var channel)
        ? !channel.IsPrivate || channel.Members.Contains(SlackWorkspace.Bot) ? channel : throw new SlackError("channel_not_found")
        : throw new SlackError("channel_not_found");

    /// <summary>A channel that the app may post to.</summary>
    private SlackChannel Reachable(string id)
    {
        var channel = workspace.Users.TryGetValue(id, out var user) && !user.IsBot ? workspace.Direct(id) : Known(id);
        return channel.IsArchived ? throw new SlackError("is_archived")
            : channel.Members.Contains(SlackWorkspace.Bot) || installation.Scopes.Contains("chat:write.public") ? channel
            : throw new SlackError("not_in_channel");
    }
}
