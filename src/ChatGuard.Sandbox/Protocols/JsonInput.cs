using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChatGuard.Sandbox.Protocols;

/// <summary>Reads the members of a JSON request; a member of the wrong kind is the caller's error.</summary>
internal static class JsonInput
{
    public static string? Text(this JsonObject input, string name) =>
        Value(input, name, JsonValueKind.String)?.GetValue<string>();

    /// <exception cref="AwsError">ValidationException when it is missing.</exception>
    public static string Required(this JsonObject input, string name) => input.Text(name) is { Length: > 0 } value
        ? value
        : throw new AwsError("ValidationException", $"1 validation error detected: Value null at '{name}' failed to satisfy constraint: Member must not be null");

    public static bool? Flag(this JsonObject input, string name) => input[name] is null
        ? null
        : Value(input, name, JsonValueKind.True, JsonValueKind.False)!.GetValue<bool>();

    public static int? Number(this JsonObject input, string name) =>
        Value(input, name, JsonValueKind.Number) is { } value ? (int)Convert.ToDouble(value.ToString(), CultureInfo.InvariantCulture) : null;

    /// <summary>A timestamp of the json protocols: seconds since 1970, with a fraction or without.</summary>
    public static DateTimeOffset? Time(this JsonObject input, string name) =>
        Value(input, name, JsonValueKind.Number) is { } value
            ? DateTimeOffset.UnixEpoch.AddSeconds(double.Parse(value.ToString(), CultureInfo.InvariantCulture))
            : null;

    public static IReadOnlyList<string> Texts(this JsonObject input, string name) =>
        Value(input, name, JsonValueKind.Array) is { } list ? [.. list.AsArray().Select(item => item!.GetValue<string>())] : [];

    public static IReadOnlyList<JsonObject> Structures(this JsonObject input, string name) =>
        Value(input, name, JsonValueKind.Array) is { } list ? [.. list.AsArray().Select(item => item!.AsObject())] : [];

    public static JsonObject? Structure(this JsonObject input, string name) => Value(input, name, JsonValueKind.Object)?.AsObject();

    private static JsonNode? Value(JsonObject input, string name, params ReadOnlySpan<JsonValueKind> kinds)
    {
        if (input[name] is not { } value)
        {
            return null;
        }

        return kinds.Contains(value.GetValueKind())
            ? value
            : throw new AwsError("SerializationException", $"Unexpected value at '{name}'");
    }
}
