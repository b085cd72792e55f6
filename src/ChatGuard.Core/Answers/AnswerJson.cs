using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatGuard.Core.Answers;

/// <summary>Answers as they are kept, to be rendered again later: JSON that reads back to the same answer. Not what a person or script is shown.</summary>
public static class AnswerJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    public static string Write(Answer answer) => JsonSerializer.Serialize(answer, Options);

    /// <exception cref="JsonException">It is not an answer that <see cref="Write"/> wrote.</exception>
    public static Answer Read(string json) => JsonSerializer.Deserialize<Answer>(json, Options) ?? throw new JsonException("null is not an answer");
}
