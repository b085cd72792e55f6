using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatGuard.Sandbox.Protocols;

namespace ChatGuard.Sandbox.Services;

/// <summary>The criteria and the order of ListFindings: paths into a finding's JSON, joined by and.</summary>
internal static class FindingCriteria
{
    /// <summary>Attributes that a finding may lack, so that a misspelt path is told from an absent value.</summary>
    private static readonly string[] Roots = ["accountId", "id", "region", "severity", "type", "title", "createdAt", "updatedAt", "confidence", "service", "resource"];

    public static bool Match(JsonObject finding, JsonObject criteria) =>
        criteria.All(criterion => Match(Value(finding, criterion.Key), criterion.Value!.AsObject()));

    /// <summary>Newest update first unless the request says otherwise.</summary>
    public static List<JsonObject> Sort(List<JsonObject> findings, JsonObject? sort)
    {
        var path = sort?.Text("attributeName") ?? "updatedAt";
        var ordered = findings.OrderBy(finding => (string)finding["id"]!, StringComparer.Ordinal).ToList();
        IComparable Key(JsonObject finding) => Value(finding, path) is { } value && Number(value) is { } number ? number : double.MinValue;
        IOrderedEnumerable<JsonObject> byText(bool descending) => descending
            ? ordered.OrderByDescending(f => Text(Value(f, path)), StringComparer.Ordinal)
            : ordered.OrderBy(f => Text(Value(f, path)), StringComparer.Ordinal);
        var isText = ordered.Exists(f => Value(f, path) is { } value && Number(value) is null);
        var descending = sort?.Text("orderBy") is null or "DESC";
        return [.. isText ? byText(descending) : descending ? ordered.OrderByDescending(Key) : ordered.OrderBy(Key)];
    }

    private static bool Match(JsonNode? value, JsonObject condition) => condition.All(test => test.Key switch
    {
        "equals" or "eq" => Texts(test.Value).Contains(Text(value)),
        "notEquals" or "neq" => !Texts(test.Value).Contains(Text(value)),
        "greaterThan" or "gt" => Number(value) > Number(test.Value),
        "greaterThanOrEqual" or "gte" => Number(value) >= Number(test.Value),
        "lessThan" or "lt" => Number(value) < Number(test.Value),
        "lessThanOrEqual" or "lte" => Number(value) <= Number(test.Value),
        _ => throw Refused(test.Key),
    });

    private static JsonNode? Value(JsonObject finding, string path)
    {
        var parts = path.Split('.');
        if (!Roots.Contains(parts[0]))
        {
            throw Refused(path);
        }

        return parts.Aggregate((JsonNode?)finding, (node, part) => (node as JsonObject)?[part]);
    }

    private static AwsError Refused(string what) =>
        new("BadRequestException", $"The request is rejected because an invalid or out-of-range value is specified as an input parameter: {what}");

    private static IEnumerable<string> Texts(JsonNode? list) => (list as JsonArray ?? []).Select(Text);

    private static string Text(JsonNode? value) => value switch
    {
        null => "",
        JsonValue v when v.GetValueKind() == JsonValueKind.String => v.GetValue<string>(),
        _ => value.ToJsonString(),
    };

    /// <summary>A number, or a date as the milliseconds since 1970 that criteria compare dates in.</summary>
    private static double? Number(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.Number => double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture),
        JsonValueKind.String when DateTimeOffset.TryParse(value.GetValue<string>(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) => date.ToUnixTimeMilliseconds(),
        JsonValueKind.String when double.TryParse(value.GetValue<string>(), CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };
}
