using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;

namespace ChatGuard.Aws.Wire;

/// <summary>Reads members out of AWS's answers: absent is null, a value of the wrong shape is an <see cref="InvalidDataException"/>.</summary>
internal static class WireValues
{
    public static string? Text(this XElement element, string name) => element.Element(name) is { } found ? found.Value : null;

    public static string Required(this XElement element, string name) => element.Text(name) ?? throw new InvalidDataException($"<{name}> is missing in <{element.Name.LocalName}>");

    public static bool Bool(this XElement element, string name) => string.Equals(element.Text(name), "true", StringComparison.OrdinalIgnoreCase);

    public static int Int(this XElement element, string name) => element.Text(name) is { Length: > 0 } text ? Number(text) : 0;

    public static DateTimeOffset? Time(this XElement element, string name) => element.Text(name) is { Length: > 0 } text ? Time(text) : null;

    /// <summary>The items of a list, whatever AWS calls them: <c>member</c>, <c>item</c>.</summary>
    public static IEnumerable<XElement> List(this XElement? element, string name) => element?.Element(name)?.Elements() ?? [];

    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static string? Text(this JsonElement element, string name) => element.Member(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public static string Required(this JsonElement element, string name) => element.Text(name) ?? throw new InvalidDataException($"{name} is missing");

    public static bool Bool(this JsonElement element, string name) => element.Member(name) is { ValueKind: JsonValueKind.True };

    public static double? Double(this JsonElement element, string name) => element.Member(name) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : null;

    public static IEnumerable<JsonElement> List(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : [];

    public static IReadOnlyList<string> Texts(this JsonElement element, string name) =>
        [.. element.List(name).Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)];

    /// <summary>A time as epoch seconds (json protocols) or ISO 8601 (GuardDuty).</summary>
    public static DateTimeOffset? Time(this JsonElement element, string name) => element.Member(name) switch
    {
        { ValueKind: JsonValueKind.Number } number => DateTimeOffset.UnixEpoch.AddSeconds(number.GetDouble()),
        { ValueKind: JsonValueKind.String } text when text.GetString() is { Length: > 0 } value => Time(value),
        _ => null,
    };

    public static DateTimeOffset Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw new InvalidDataException($"'{text}' is not a time");

    private static int Number(string text) =>
        int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : throw new InvalidDataException($"'{text}' is not a number");
}
