using System.Text.Json.Nodes;

namespace ChatGuard.Sandbox.Services;

/// <summary>What an account has in CloudTrail: its trails and ninety days of event history.</summary>
public sealed class CloudTrailState
{
    private readonly Dictionary<string, Queue<long>> lookups = new(StringComparer.Ordinal);

    public List<Trail> Trails { get; } = [];

    /// <summary>The event history of every region, in no particular order.</summary>
    public List<TrailEvent> Events { get; } = [];

    /// <summary>Whether LookupEvents refuses a third request within a second in one region, as AWS does.</summary>
    public bool EnforceLookupRate { get; set; } = true;

    /// <summary>Counts a LookupEvents request; false when this region has had its two of the last second.</summary>
    internal bool TakeLookup(string region)
    {
        if (!EnforceLookupRate)
        {
            return true;
        }

        var taken = lookups.TryGetValue(region, out var queue) ? queue : lookups[region] = new Queue<long>();
        while (taken.TryPeek(out var oldest) && TimeProvider.System.GetElapsedTime(oldest) >= TimeSpan.FromSeconds(1))
        {
            taken.Dequeue();
        }

        if (taken.Count >= 2)
        {
            return false;
        }

        taken.Enqueue(TimeProvider.System.GetTimestamp());
        return true;
    }
}

/// <summary>A trail and how its delivery goes.</summary>
public sealed class Trail
{
    public required string Name { get; init; }

    public required string Arn { get; init; }

    public required string HomeRegion { get; init; }

    public required string S3BucketName { get; set; }

    public string? S3KeyPrefix { get; set; }

    public Dictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    public string? SnsTopicArn { get; set; }

    public bool IncludeGlobalServiceEvents { get; set; } = true;

    public bool IsMultiRegionTrail { get; set; }

    public bool LogFileValidationEnabled { get; set; }

    public string? CloudWatchLogsLogGroupArn { get; set; }

    public string? CloudWatchLogsRoleArn { get; set; }

    public string? KmsKeyId { get; set; }

    public bool IsOrganizationTrail { get; set; }

    /// <summary>Basic selectors in AWS's shape; empty when the advanced ones are used.</summary>
    public JsonArray EventSelectors { get; set; } = [];

    public JsonArray AdvancedEventSelectors { get; set; } = [];

    /// <summary>The kinds of Insights that are on: ApiCallRateInsight, ApiErrorRateInsight.</summary>
    public IReadOnlyList<string> Insights { get; set; } = [];

    public bool IsLogging { get; set; }

    public DateTimeOffset? StartLoggingTime { get; set; }

    public DateTimeOffset? StopLoggingTime { get; set; }

    /// <summary>The last delivery before the trail stopped or its delivery began to fail.</summary>
    public DateTimeOffset? LastDelivery { get; set; }

    /// <summary>Why files do not arrive, such as <c>NoSuchBucket</c>.</summary>
    public string? DeliveryError { get; set; }

    /// <summary>Why the topic is not told, such as <c>AuthorizationError</c>.</summary>
    public string? NotificationError { get; set; }
}

/// <summary>An entry of the event history.</summary>
/// <param name="Region">The region that recorded it.</param>
/// <param name="Time">When it happened.</param>
/// <param name="Username">The name CloudTrail indexes: the user, the role session, or <c>root</c>; null for a service.</param>
/// <param name="Record">The CloudTrail record.</param>
public sealed record TrailEvent(string Region, DateTimeOffset Time, string? Username, JsonObject Record)
{
    /// <summary>CloudTrail shows an event some time after it happened.</summary>
    public DateTimeOffset VisibleFrom { get; init; } = Time;

    public string Id => (string)Record["eventID"]!;

    public string Name => (string)Record["eventName"]!;

    public string Source => (string)Record["eventSource"]!;

    public bool ReadOnly => (bool?)Record["readOnly"] ?? false;

    public string? AccessKeyId => (string?)Record["userIdentity"]?["accessKeyId"] is { Length: > 0 } id ? id : null;

    /// <summary>The resources the event names, by type.</summary>
    public IReadOnlyList<(string Type, string Name)> Resources { get; init; } = [];
}
