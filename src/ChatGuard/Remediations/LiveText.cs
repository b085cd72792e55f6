using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChatGuard.Remediations;

/// <summary>Values of AWS as text that is always written the same way, so that equal values are equal text.</summary>
internal static class LiveText
{
    public static string Of(bool value) => value ? "true" : "false";

    /// <summary>JSON without white space, its members in alphabetical order.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static string OfJson(string json) => Ordered(JsonNode.Parse(json))?.ToJsonString() ?? "null";

    private static JsonNode? Ordered(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, Ordered(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Ordered)]),
        _ => node?.DeepClone(),
    };
}
