using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace ChatGuard.Chat.Slack;

/// <summary>What Slack delivers, over HTTP or Socket Mode alike.</summary>
internal enum SlackKind
{
    /// <summary>A slash command: an object of strings.</summary>
    Command,

    /// <summary>The Events API's envelope.</summary>
    Event,

    /// <summary>A click or a submitted dialog.</summary>
    Interaction,
}

/// <summary>A delivery as the inbox keeps it.</summary>
/// <param name="Kind">Which of the three.</param>
/// <param name="Payload">Slack's own object, without its deprecated verification token.</param>
internal sealed record SlackDelivery(SlackKind Kind, JsonObject Payload)
{
    /// <summary>Takes what ChatGuard works on; null for what it only acknowledges, its own messages among them.</summary>
    public static SlackDelivery? Take(SlackKind kind, JsonObject payload)
    {
        payload.Remove("token");
        var delivery = new SlackDelivery(kind, payload);
        return delivery.Type switch
        {
            "command" => delivery,
            "block_actions" or "view_submission" when kind == SlackKind.Interaction => delivery,
            "app_mention" or "app_uninstalled" or "tokens_revoked" when kind == SlackKind.Event => delivery.IsFromABot ? null : delivery,
            "app_home_opened" when kind == SlackKind.Event && delivery.Event.Text("tab") is null or "home" => delivery,
            "message" when kind == SlackKind.Event && delivery.Event.Text("channel_type") == "im" && delivery.Event["subtype"] is null && !delivery.IsFromABot => delivery,
            _ => null,
        };
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static SlackDelivery Read(string text)
    {
        var kept = JsonNode.Parse(text)!.AsObject();
        return new SlackDelivery(Enum.Parse<SlackKind>(kept.Text("kind")!), kept["payload"]!.AsObject());
    }

    public string Write() => new JsonObject { ["kind"] = Kind.ToString(), ["payload"] = Payload.DeepClone() }.ToJsonString();

    /// <summary>What it is: <c>command</c>, the event's type or the interaction's.</summary>
    public string? Type => Kind switch
    {
        SlackKind.Command => "command",
        SlackKind.Event => Payload.Text("type") == "event_callback" ? Event.Text("type") : Payload.Text("type"),
        _ => Payload.Text("type"),
    };

    /// <summary>The event inside the envelope; empty where there is none.</summary>
    public JsonObject Event => Payload["event"] as JsonObject ?? [];

    /// <summary>
    /// Slack's own id of it, the same for every delivery of the same thing: the event's, or the trigger's, which each use of a command or button gets anew.
    /// </summary>
    public string Key => $"slack:{Kind switch
    {
        SlackKind.Event => Payload.Text("event_id"),
        SlackKind.Command => Payload.Text("trigger_id"),
        _ => Payload.Text("trigger_id") is { } trigger ? $"{trigger}/{(Payload["actions"] as JsonArray)?.FirstOrDefault()?.AsObject().Text("action_ts")}" : null,
    } ?? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Payload.ToJsonString())))}";

    private bool IsFromABot => Event["bot_id"] is not null || Event.Text("subtype") == "bot_message";
}

/// <summary>Reads members that may be missing or of another kind.</summary>
internal static class SlackJson
{
    public static string? Text(this JsonObject? parent, string name) => parent?[name] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;

    public static bool Is(this JsonObject? parent, string name) => parent?[name] is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;

    public static JsonObject? Child(this JsonObject? parent, string name) => parent?[name] as JsonObject;
}
