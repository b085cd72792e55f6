using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatGuard.Core.Proposals;

/// <summary>Plans as they are kept, hashed, approved and executed: the text is the plan.</summary>
public static class PlanJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower), new LiveStateConverter() },
    };

    public static string Write(Plan plan) => JsonSerializer.Serialize(plan, Options);

    /// <exception cref="JsonException">It is not a plan that <see cref="Write"/> wrote.</exception>
    public static Plan Read(string json) => JsonSerializer.Deserialize<Plan>(json, Options) ?? throw new JsonException("null is not a plan");

    /// <summary>SHA-256 of the text, in hexadecimal: what people approve.</summary>
    public static string Hash(string json) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)));

    private sealed class LiveStateConverter : JsonConverter<LiveState>
    {
        public override LiveState Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(JsonSerializer.Deserialize<Dictionary<string, string>>(ref reader, options) ?? throw new JsonException("a live state is an object"));

        public override void Write(Utf8JsonWriter writer, LiveState value, JsonSerializerOptions options) => JsonSerializer.Serialize(writer, value.Fields, options);
    }
}
