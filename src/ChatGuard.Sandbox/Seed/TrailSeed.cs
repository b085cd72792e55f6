using System.Text.Json.Nodes;
using ChatGuard.Sandbox.Services;

namespace ChatGuard.Sandbox.Seed;

/// <summary>Trails: two broken ones of the legacy account, good ones of the others, none of the attic.</summary>
internal static class TrailSeed
{
    public static void Fill(Story story)
    {
        story.Legacy.CloudTrail.Trails.AddRange([StoppedByTheIntruder(story), LeftBehind(story)]);
        Kept(story, story.Core, "core-trail", "northwind-core-trail", 690, "/northwind/cloudtrail");
        Kept(story, story.Lab, "lab-trail", "northwind-lab-trail", 640, "/northwind/lab/cloudtrail");
        foreach (var branch in story.Branches)
        {
            Kept(story, branch, "branch-trail", $"{branch.Name}-trail", 280, "/northwind/cloudtrail");
        }
    }

    private static Trail StoppedByTheIntruder(Story story) => new()
    {
        Name = "legacy-trail",
        Arn = Arn(story.Legacy, "eu-west-1", "legacy-trail"),
        HomeRegion = "eu-west-1",
        S3BucketName = "northwind-legacy-logs",
        SnsTopicArn = $"arn:aws:sns:eu-west-1:{SandboxSeed.LegacyId}:legacy-trail-delivery",
        NotificationError = "AuthorizationError",
        EventSelectors = [Selector("WriteOnly", [], "kms.amazonaws.com")],
        StartLoggingTime = story.DaysAgo(1500),
        StopLoggingTime = story.At("2026-11-18T06:20:00Z"),
        LastDelivery = story.At("2026-11-18T06:16:00Z"),
    };

    /// <summary>Its bucket was deleted; the trail still tries.</summary>
    private static Trail LeftBehind(Story story) => new()
    {
        Name = "old-trail",
        Arn = Arn(story.Legacy, "us-east-1", "old-trail"),
        HomeRegion = "us-east-1",
        S3BucketName = "northwind-old-trail-logs",
        IsLogging = true,
        StartLoggingTime = story.DaysAgo(1580),
        LastDelivery = story.DaysAgo(210),
        DeliveryError = "NoSuchBucket",
    };

    private static void Kept(Story story, SandboxAccount account, string name, string bucket, int age, string logGroup)
    {
        var key = Story.Key(account, "eu-west-1", "trail", story.DaysAgo(age)) with { AllowsCloudTrail = true, RotationEnabled = true, Description = "CloudTrail logs" };
        account.Kms.Keys.Add(key);
        account.CloudTrail.Trails.Add(new Trail
        {
            Name = name,
            Arn = Arn(account, "eu-west-1", name),
            HomeRegion = "eu-west-1",
            S3BucketName = bucket,
            SnsTopicArn = $"arn:aws:sns:eu-west-1:{account.Id}:{name}-delivery",
            IsMultiRegionTrail = true,
            LogFileValidationEnabled = true,
            KmsKeyId = key.Arn,
            CloudWatchLogsLogGroupArn = $"arn:aws:logs:eu-west-1:{account.Id}:log-group:{logGroup}:*",
            CloudWatchLogsRoleArn = $"arn:aws:iam::{account.Id}:role/CloudTrailToLogs",
            Insights = ["ApiCallRateInsight", "ApiErrorRateInsight"],
            EventSelectors = [Selector("All", [DataEvents()])],
            IsLogging = true,
            StartLoggingTime = story.DaysAgo(age - 1),
        });
    }

    private static JsonObject Selector(string readWrite, JsonArray data, params string[] excluded) => new()
    {
        ["ReadWriteType"] = readWrite,
        ["IncludeManagementEvents"] = true,
        ["DataResources"] = data,
        ["ExcludeManagementEventSources"] = new JsonArray([.. excluded.Select(source => (JsonNode?)source)]),
    };

    private static JsonObject DataEvents() => new() { ["Type"] = "AWS::S3::Object", ["Values"] = new JsonArray("arn:aws:s3") };

    private static string Arn(SandboxAccount account, string region, string name) => $"arn:aws:cloudtrail:{region}:{account.Id}:trail/{name}";
}
