using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChatGuard.Tests.Chat.Slack.Fake;

/// <summary>The small change of the rules: objects, texts, numbers.</summary>
internal sealed partial class BlockRules
{
    private static readonly string[] OfEvery = ["type", "block_id"];

    /// <summary>A string; null where it is none.</summary>
    public static string? Value(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private void Fail(string at, string what) => problems.Add($"[ERROR] {what} [json-pointer:{at}]");

    private JsonObject? Object(JsonNode? node, string at)
    {
        if (node is JsonObject found)
        {
            return found;
        }

        Fail(at, "must provide an object");
        return null;
    }

    /// <summary>Slack refuses members that it does not know.</summary>
    private void Keys(JsonObject found, string at, params string[] allowed) => Keys(found, at, type: true, allowed);

    private void Keys(JsonObject found, string at, bool type, params string[] allowed)
    {
        foreach (var (key, _) in found.Where(each => !allowed.Contains(each.Key) && !(type && OfEvery.Contains(each.Key))))
        {
            Fail(at, $"invalid additional property: {key}");
        }
    }

    private JsonArray Array(JsonObject parent, string key, string at, int least, int most)
    {
        if (parent[key] is not JsonArray array)
        {
            Fail(at, $"missing required field: {key}");
            return [];
        }

        Least(array, $"{at}/{key}", least);
        Most(array, $"{at}/{key}", most);
        return array;
    }

    private void Least(JsonArray array, string at, int least)
    {
        if (array.Count < least)
        {
            Fail(at, $"no less than {least} items allowed");
        }
    }

    private void Most(JsonArray array, string at, int most)
    {
        if (array.Count > most)
        {
            Fail(at, $"no more than {most} items allowed");
        }
    }

    private static void Each(JsonArray array, string at, Action<JsonNode?, string> check)
    {
        for (var n = 0; n < array.Count; n++)
        {
            check(array[n], $"{at}/{n}");
        }
    }

    private string? String(JsonObject parent, string key, string at, int least, int most, bool required = false)
    {
        if (parent[key] is null)
        {
            if (required)
            {
                Fail(at, $"missing required field: {key}");
            }

            return null;
        }

        if (Value(parent[key]) is not { } text)
        {
            Fail($"{at}/{key}", "must be a string");
            return null;
        }

        Measure(text, $"{at}/{key}", least, most);
        return text;
    }

    private void Measure(string text, string at, int least, int most)
    {
        if (Length(text) < least)
        {
            Fail(at, $"must be more than {least - 1} characters");
        }

        if (Length(text) > most)
        {
            Fail(at, $"must be less than {most + 1L} characters");
        }
    }

    private void Number(JsonObject parent, string key, string at, double least, double most, bool required = false)
    {
        if (parent[key] is null)
        {
            if (required)
            {
                Fail(at, $"missing required field: {key}");
            }
        }
        else if (parent[key]!.GetValueKind() != JsonValueKind.Number)
        {
            Fail($"{at}/{key}", "must be a number");
        }
        else if (double.Parse(parent[key]!.ToJsonString()) is var number && (number < least || number > most))
        {
            Fail($"{at}/{key}", $"must be from {least} to {most}");
        }
    }

    private void OneOf(JsonObject parent, string key, string at, params string[] allowed) => OneOf(parent, key, at, required: false, allowed);

    private void OneOf(JsonObject parent, string key, string at, bool required, params string[] allowed)
    {
        if (parent[key] is null ? required : !allowed.Contains(Value(parent[key])))
        {
            Fail($"{at}/{key}", $"must be a valid enum value: {string.Join(", ", allowed)}");
        }
    }

    private void Text(JsonObject parent, string key, string at, int most, bool plainOnly = false, bool required = false)
    {
        if (parent[key] is { } node)
        {
            TextObject(node, $"{at}/{key}", most, plainOnly);
        }
        else if (required)
        {
            Fail(at, $"missing required field: {key}");
        }
    }

    private void TextObject(JsonNode? node, string at, int most, bool plainOnly = false)
    {
        if (Object(node, at) is not { } text)
        {
            return;
        }

        switch (Value(text["type"]))
        {
            case "plain_text":
                Keys(text, at, "text", "emoji");
                break;
            case "mrkdwn" when !plainOnly:
                Keys(text, at, "text", "verbatim");
                break;
            default:
                Fail($"{at}/type", $"unsupported type: {Value(text["type"])}");
                break;
        }

        String(text, "text", at, 1, most, required: true);
    }
}
