using System.Text.Json.Nodes;

namespace ChatGuard.Sandbox.Services.Iam;

/// <summary>The policy language's habit of writing a list of one without its brackets.</summary>
internal static class PolicyText
{
    public static IEnumerable<JsonNode?> Each(JsonNode? node)
    {
        if (node is not JsonArray array)
        {
            yield return node;
            yield break;
        }

        foreach (var item in array)
        {
            yield return item;
        }
    }

    /// <summary>The statements of a policy document.</summary>
    public static IEnumerable<JsonObject> Statements(string document) => Each(JsonNode.Parse(document)!["Statement"]).OfType<JsonObject>();
}
