using System.Text.Json.Nodes;
using ChatGuard.Sandbox.Protocols;

namespace ChatGuard.Sandbox.Services;

/// <summary>Making, changing, starting and stopping trails.</summary>
internal static partial class CloudTrail
{
    private static JsonObject CreateTrail(Call call, JsonObject input)
    {
        var name = input.Required("Name");
        var trails = call.Account.CloudTrail.Trails;
        if (name.Length is < 3 or > 128 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
        {
            throw new AwsError("InvalidTrailNameException", "Trail name must be 3 to 128 letters, digits, periods, underscores or dashes.");
        }

        if (trails.Exists(trail => trail.Name == name && trail.HomeRegion == call.Region))
        {
            throw new AwsError("TrailAlreadyExistsException", $"Trail {name} already exists for customer: {call.Account.Id}");
        }

        if (trails.Count(trail => trail.HomeRegion == call.Region || trail.IsMultiRegionTrail) >= 5)
        {
            throw new AwsError("MaximumNumberOfTrailsExceededException", $"User: {call.Account.Id} already has 5 trails in {call.Region}.");
        }

        var trail = new Trail
        {
            Name = name,
            Arn = $"arn:aws:cloudtrail:{call.Region}:{call.Account.Id}:trail/{name}",
            HomeRegion = call.Region,
            S3BucketName = input.Required("S3BucketName"),
        };
        Apply(call, trail, input);
        trails.Add(trail);
        return Settings(trail);
    }

    private static JsonObject UpdateTrail(Call call, JsonObject input)
    {
        var trail = FindToChange(call, input.Required("Name"));
        Apply(call, trail, input);
        return Settings(trail);
    }

    /// <summary>Checks the whole request first, so that a refused one changes nothing.</summary>
    private static void Apply(Call call, Trail trail, JsonObject input)
    {
        var bucket = input.Text("S3BucketName") ?? trail.S3BucketName;
        if (input["S3BucketName"] is not null)
        {
            RequireBucket(call, bucket);
        }

        var key = input.Text("KmsKeyId") is { Length: > 0 } id ? Kms.ForTrail(call, id) : null;
        trail.S3BucketName = bucket;
        trail.S3KeyPrefix = input.Text("S3KeyPrefix") ?? trail.S3KeyPrefix;
        trail.SnsTopicArn = input.Text("SnsTopicName") is { } topic ? TopicArn(call, topic) : trail.SnsTopicArn;
        trail.IncludeGlobalServiceEvents = input.Flag("IncludeGlobalServiceEvents") ?? trail.IncludeGlobalServiceEvents;
        trail.IsMultiRegionTrail = input.Flag("IsMultiRegionTrail") ?? trail.IsMultiRegionTrail;
        trail.LogFileValidationEnabled = input.Flag("EnableLogFileValidation") ?? trail.LogFileValidationEnabled;
        trail.CloudWatchLogsLogGroupArn = Cleared(input.Text("CloudWatchLogsLogGroupArn"), trail.CloudWatchLogsLogGroupArn);
        trail.CloudWatchLogsRoleArn = Cleared(input.Text("CloudWatchLogsRoleArn"), trail.CloudWatchLogsRoleArn);
        trail.KmsKeyId = input["KmsKeyId"] is null ? trail.KmsKeyId : key;
        trail.IsOrganizationTrail = input.Flag("IsOrganizationTrail") ?? trail.IsOrganizationTrail;
    }

    /// <summary>An absent member keeps what was; an empty one clears it.</summary>
    private static string? Cleared(string? given, string? before) => given is null ? before : given.Length == 0 ? null : given;

    private static string? TopicArn(Call call, string topic) => topic.Length == 0
        ? null
        : topic.StartsWith("arn:", StringComparison.Ordinal) ? topic : $"arn:aws:sns:{call.Region}:{call.Account.Id}:{topic}";

    private static void RequireBucket(Call call, string name)
    {
        if (S3.Existing(call.Organization, name) is not { } bucket)
        {
            throw new AwsError("S3BucketDoesNotExistException", $"S3 bucket {name} does not exist!");
        }

        if (bucket.Policy?.Contains("cloudtrail.amazonaws.com", StringComparison.Ordinal) != true)
        {
            throw new AwsError("InsufficientS3BucketPolicyException", $"Incorrect S3 bucket policy is detected for bucket: {name}");
        }
    }

    private static JsonObject DeleteTrail(Call call, JsonObject input)
    {
        call.Account.CloudTrail.Trails.Remove(FindToChange(call, input.Required("Name")));
        return [];
    }

    private static JsonObject StartLogging(Call call, JsonObject input)
    {
        var trail = FindToChange(call, input.Required("Name"));
        if (!trail.IsLogging)
        {
            trail.IsLogging = true;
            trail.StartLoggingTime = call.Now;
        }

        return [];
    }

    private static JsonObject StopLogging(Call call, JsonObject input)
    {
        var trail = FindToChange(call, input.Required("Name"));
        if (trail.IsLogging)
        {
            trail.LastDelivery = Delivered(trail, call.Now);
            trail.IsLogging = false;
            trail.StopLoggingTime = call.Now;
        }

        return [];
    }

    private static JsonObject Status(Trail trail, DateTimeOffset now)
    {
        var delivered = Delivered(trail, now);
        var logs = trail.IsLogging && delivered is { } last ? last.AddMinutes(2) : delivered;
        return Wire.Object(
            ("IsLogging", trail.IsLogging),
            ("LatestDeliveryError", trail.DeliveryError),
            ("LatestNotificationError", trail.NotificationError),
            ("LatestDeliveryTime", Wire.Epoch(delivered)),
            ("LatestNotificationTime", trail.SnsTopicArn is null || trail.NotificationError is not null ? null : Wire.Epoch(delivered)),
            ("StartLoggingTime", Wire.Epoch(trail.StartLoggingTime)),
            ("StopLoggingTime", Wire.Epoch(trail.StopLoggingTime)),
            ("LatestCloudWatchLogsDeliveryTime", trail.CloudWatchLogsLogGroupArn is null ? null : Wire.Epoch(logs)),
            ("LatestDigestDeliveryTime", trail.LogFileValidationEnabled ? Wire.Epoch(delivered?.AddMinutes(-30)) : null),
            ("LatestDeliveryAttemptTime", delivered is { } attempt ? Wire.Iso(attempt) : ""),
            ("LatestDeliveryAttemptSucceeded", delivered is { } success ? Wire.Iso(success) : ""),
            ("TimeLoggingStarted", trail.StartLoggingTime is { } started ? Wire.Iso(started) : ""),
            ("TimeLoggingStopped", trail.StopLoggingTime is { } stopped ? Wire.Iso(stopped) : ""));
    }

    /// <summary>A healthy trail delivers about every five minutes, the first time some minutes after it started.</summary>
    private static DateTimeOffset? Delivered(Trail trail, DateTimeOffset now)
    {
        var latest = now.AddMinutes(-6);
        return trail.IsLogging && trail.DeliveryError is null && latest >= trail.StartLoggingTime ? latest : trail.LastDelivery;
    }
}
