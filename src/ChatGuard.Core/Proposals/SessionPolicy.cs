using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChatGuard.Core.Proposals;

/// <summary>The policy that narrows an AWS session to the calls of one plan: its actions on its resources, and nothing else.</summary>
public static class SessionPolicy
{
    /// <summary>How long AWS lets an inline session policy be.</summary>
    public const int MostCharacters = 2048;

    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What these steps need together. Actions with the same resources share a statement; nothing is widened to make it shorter.</summary>
    /// <exception cref="SessionPolicyTooLongException">It does not fit: the plan has to be split.</exception>
    public static string Of(IEnumerable<PlannedStep> steps)
    {
        var statements = steps.SelectMany(step => step.Needs)
            .GroupBy(need => need.Action, StringComparer.Ordinal)
            .Select(need => (Action: need.Key, Resources: (IReadOnlyList<string>)[.. need.SelectMany(each => each.Resources).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]))
            .GroupBy(need => string.Join('\n', need.Resources), StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new JsonObject
            {
                ["Effect"] = "Allow",
                ["Action"] = Listed([.. group.Select(need => need.Action).Order(StringComparer.Ordinal)]),
                ["Resource"] = Listed(group.First().Resources),
            });
        var text = new JsonObject { ["Version"] = "2012-10-17", ["Statement"] = new JsonArray([.. statements]) }.ToJsonString(Compact);
        return text.Length <= MostCharacters ? text : throw new SessionPolicyTooLongException(text.Length);
    }

    private static JsonNode Listed(IReadOnlyList<string> values) => values is [var one] ? JsonValue.Create(one) : new JsonArray([.. values.Select(value => (JsonNode?)value)]);
}

/// <summary>A plan needs more permissions than one AWS session can be narrowed to.</summary>
public sealed class SessionPolicyTooLongException(int characters) : Exception(
    $"The plan touches too much at once: its session policy would have {characters} characters, and AWS takes {SessionPolicy.MostCharacters}. Propose it for fewer resources at a time.");
