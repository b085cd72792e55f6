using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace ChatGuard.Chat.Teams;

/// <summary>What Bot Connector sends: a message, a click, an installation. Only what ChatGuard reads; every member may be missing.</summary>
internal sealed partial record TeamsActivity
{
    /// <summary>What Bot Connector calls Teams.</summary>
    public const string Channel = "msteams";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { NumberHandling = JsonNumberHandling.Strict };

    public string? Type { get; init; }

    public string? Id { get; init; }

    public string? Name { get; init; }

    public string? Action { get; init; }

    public string? ChannelId { get; init; }

    public string? ServiceUrl { get; init; }

    public string? ReplyToId { get; init; }

    public string? Text { get; init; }

    public JsonElement? Value { get; init; }

    public AccountOf? From { get; init; }

    public AccountOf? Recipient { get; init; }

    public ConversationOf? Conversation { get; init; }

    public ChannelDataOf? ChannelData { get; init; }

    public IReadOnlyList<EntityOf?>? Entities { get; init; }

    public IReadOnlyList<AccountOf?>? MembersRemoved { get; init; }

    /// <summary>The organisation it comes from; null where it names none, or two.</summary>
    [JsonIgnore]
    public string? Tenant => (ChannelData?.Tenant?.Id, Conversation?.TenantId) switch
    {
        ({ Length: > 0 } one, { Length: > 0 } other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase) ? one : null,
        var (one, other) => one is { Length: > 0 } ? one : other is { Length: > 0 } ? other : null,
    };

    /// <summary>The channel or chat, whichever of its threads it is in.</summary>
    [JsonIgnore]
    public string Place => Conversation?.Id?.Split(";messageid=")[0] ?? "";

    /// <summary>Whether a person wrote or clicked, not this or another bot.</summary>
    [JsonIgnore]
    public bool IsFromPerson => From is { Id: { Length: > 0 } id, Role: not "bot" } && !id.StartsWith("28:", StringComparison.Ordinal);

    /// <summary>The text without the mention of ChatGuard, tags, and what text areas put in place of spaces.</summary>
    [JsonIgnore]
    public string Words
    {
        get
        {
            var text = Text ?? "";
            foreach (var mention in Entities?.Where(entity => entity is { Type: "mention", Text.Length: > 0 } && entity.Mentioned?.Id == Recipient?.Id) ?? [])
            {
                text = text.Replace(mention!.Text!, " ", StringComparison.Ordinal);
            }

            return Spaces().Replace(System.Net.WebUtility.HtmlDecode(Tags().Replace(text, " ")), " ").Trim();
        }
    }

    /// <exception cref="JsonException">It is no activity, or holds text that cannot be kept.</exception>
    public static TeamsActivity Read(string json)
    {
        var activity = JsonSerializer.Deserialize<TeamsActivity>(json, Json) ?? throw new JsonException("null is no activity");
        if (new[] { activity.Id, activity.Place, activity.From?.Id, activity.Recipient?.Id, activity.Tenant, activity.ChannelData?.Team?.Id }.Any(id => id?.Contains('\0', StringComparison.Ordinal) == true))
        {
            throw new JsonException("an id holds a character that no id has");
        }

        try
        {
            // What is read piece by piece later is looked at now: half a character in it cannot be written again.
            _ = JsonSerializer.SerializeToUtf8Bytes(activity.Value, Json);
            return activity;
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            throw new JsonException("the value holds half a character", error);
        }
    }

    public string Write() => JsonSerializer.Serialize(this, Json);

    [GeneratedRegex("</?[a-zA-Z][^<>]*>", RegexOptions.None, 1000)]
    private static partial Regex Tags();

    [GeneratedRegex(@"[\s\u00A0\u200B]+", RegexOptions.None, 1000)]
    private static partial Regex Spaces();

    /// <summary>A person or bot.</summary>
    internal sealed record AccountOf(string? Id, string? Name, string? AadObjectId, string? Role);

    internal sealed record ConversationOf(string? Id, string? ConversationType, string? TenantId);

    internal sealed record ChannelDataOf(IdOf? Tenant, IdOf? Team, IdOf? Channel, string? EventType);

    internal sealed record IdOf(string? Id);

    internal sealed record EntityOf(string? Type, AccountOf? Mentioned, string? Text);
}
