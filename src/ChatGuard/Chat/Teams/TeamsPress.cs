using System.Text.Json;

namespace ChatGuard.Chat.Teams;

/// <summary>What a press of a button carries.</summary>
internal sealed record TeamsPress(string? Verb, string? Proposal, string? Nonce, string? Reason, string? Command, string? Pages, int Page, bool IsAutomatic)
{
    public static TeamsPress Of(TeamsActivity activity)
    {
        var action = activity.Name == "adaptiveCard/action" ? Member(activity.Value, "action") : activity.Value;
        var data = Member(action, "data");
        var reason = (Text(data, CardButtons.GlassReason) ?? Text(data, CardButtons.Reason))?.Trim();
        return new TeamsPress(
            activity.Name == "adaptiveCard/action" ? Text(action, "verb") : Text(data, "verb"),
            Id(data, "proposal"),
            Id(data, "nonce"),
            reason is { Length: > 0 } ? reason : null,
            Text(data, "command"),
            Id(data, "pages"),
            Member(data, "page") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var page) ? page : 0,
            Text(activity.Value, "trigger") == "automatic");
    }

    private static JsonElement? Member(JsonElement? from, string name) =>
        from is { ValueKind: JsonValueKind.Object } whole && whole.TryGetProperty(name, out var member) ? member : null;

    private static string? Text(JsonElement? from, string name) => Member(from, name) is { ValueKind: JsonValueKind.String } text && text.GetString() is { Length: > 0 } said ? said : null;

    private static string? Id(JsonElement? from, string name) => Text(from, name) is { Length: <= 200 } id ? id : null;
}
