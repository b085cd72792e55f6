using System.Text.Json.Nodes;
using Xunit;

namespace ChatGuard.Tests.Moto;

/// <summary>Finds what a posture answer says of one check.</summary>
internal static class Judged
{
    /// <summary>The check's status.</summary>
    public static string Status(JsonNode posture, string check) => (string)Check(posture, check)["status"]!;

    /// <summary>Why it is unknown or not applicable.</summary>
    public static string? Reason(JsonNode posture, string check) => (string?)Check(posture, check)["reason"];

    /// <summary>What a check says of the resource whose id ends so.</summary>
    public static string Detail(JsonNode posture, string check, string resource) =>
        (string)Assert.Single(Check(posture, check)["resources"]!.AsArray(), each => ((string)each!["id"]!).EndsWith(resource, StringComparison.Ordinal))!["detail"]!;

    /// <summary>The resources of a check with a status, by their last part, in order.</summary>
    public static string[] Resources(JsonNode posture, string check, string status) =>
    [
        .. Check(posture, check)["resources"]!.AsArray()
            .Where(resource => (string?)resource!["status"] == status)
            .Select(resource => ((string)resource!["id"]!).Split('/', ':')[^1])
            .Order(StringComparer.Ordinal),
    ];

    private static JsonNode Check(JsonNode posture, string check) => Assert.Single(posture["checks"]!.AsArray(), each => (string?)each!["id"] == check)!;
}
