using System.Text.Json.Nodes;
using ChatGuard.Sandbox.Protocols;

namespace ChatGuard.Sandbox.Services;

/// <summary>What varies from one GuardDuty finding to the next; <see cref="ToJson"/> writes AWS's shape (schema version 2.0).</summary>
internal sealed record GuardDutyFinding(string AccountId, string Region, string DetectorId, string Type)
{
    public required string Id { get; init; }

    /// <summary>1 to 10: from 4 medium, from 7 high, from 9 critical.</summary>
    public required double Severity { get; init; }

    public required string Title { get; init; }

    public string? Description { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required DateTimeOffset FirstSeen { get; init; }

    public required DateTimeOffset LastSeen { get; init; }

    /// <summary>How often it was seen.</summary>
    public int Count { get; init; } = 1;

    public required JsonObject Resource { get; init; }

    public JsonObject? Action { get; init; }

    /// <summary>TARGET, or ACTOR when the resource itself did it.</summary>
    public string Role { get; init; } = "TARGET";

    public bool Archived { get; init; }

    /// <summary>USEFUL or NOT_USEFUL, once somebody judged it.</summary>
    public string? Feedback { get; init; }

    /// <summary>The sequence of an attack-sequence finding.</summary>
    public JsonObject? Sequence { get; init; }

    /// <summary>A JSON text, as AWS sends it.</summary>
    public string AdditionalInfo { get; init; } = "{}";

    public JsonObject ToJson() => Wire.Object(
        ("schemaVersion", "2.0"),
        ("accountId", AccountId),
        ("region", Region),
        ("partition", "aws"),
        ("id", Id),
        ("arn", $"arn:aws:guardduty:{Region}:{AccountId}:detector/{DetectorId}/finding/{Id}"),
        ("type", Type),
        ("resource", Resource),
        ("service", Wire.Object(
            ("serviceName", "guardduty"),
            ("detectorId", DetectorId),
            ("action", Action),
            ("resourceRole", Role),
            ("additionalInfo", Wire.Object(("value", AdditionalInfo), ("type", "default"))),
            ("eventFirstSeen", Wire.Iso(FirstSeen)),
            ("eventLastSeen", Wire.Iso(LastSeen)),
            ("archived", Archived),
            ("count", Count),
            ("userFeedback", Feedback),
            ("detection", Sequence is null ? null : Wire.Object(("sequence", Sequence))))),
        ("severity", Severity),
        ("createdAt", Wire.Iso(Created)),
        ("updatedAt", Wire.Iso(LastSeen)),
        ("title", Title),
        ("description", Description ?? Title + "."));
}
