using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace ChatGuard.Sandbox.Protocols;

/// <summary>How values look on the wire: AWS leaves out what has no value, and each protocol writes dates its own way.</summary>
internal static class Wire
{
    /// <summary>A JSON object of the members that have a value.</summary>
    public static JsonObject Object(params ReadOnlySpan<(string Name, JsonNode? Value)> members)
    {
        var result = new JsonObject();
        foreach (var (name, value) in members)
        {
            if (value is not null)
            {
                result[name] = value.Parent is null ? value : value.DeepClone();
            }
        }

        return result;
    }

    public static JsonArray Array(IEnumerable<JsonNode?> items) => [.. items.Select(item => item?.Parent is null ? item : item.DeepClone())];

    public static JsonArray Array(IEnumerable<string> items) => [.. items.Select(item => (JsonNode?)item)];

    /// <summary>Seconds since 1970, as the json protocols write timestamps; null stays null.</summary>
    public static JsonNode? Epoch(DateTimeOffset? time) => time is { } value ? value.ToUnixTimeMilliseconds() / 1000.0 : null;

    /// <summary>A time as GuardDuty, Access Analyzer and S3 write it: <c>2026-11-20T08:00:00.000Z</c>.</summary>
    public static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Hexadecimal digits that depend on the text only, for ids that must be the same in every run.</summary>
    public static string Hex(string text, int length = 32) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..length];

    /// <summary>A UUID that depends on the text only.</summary>
    public static string Uuid(string text)
    {
        var hex = Hex(text);
        return $"{hex[..8]}-{hex[8..12]}-4{hex[13..16]}-8{hex[17..20]}-{hex[20..32]}";
    }
}
