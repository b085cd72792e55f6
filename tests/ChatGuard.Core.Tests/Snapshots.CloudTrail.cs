using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Tests;

/// <summary>The healthy account's trail, and events of the root user.</summary>
internal static partial class Snapshots
{
    public const string TrailArn = "arn:aws:cloudtrail:eu-west-1:444455556666:trail/core-trail";

    /// <summary>A multi-region trail that passes every row.</summary>
    public static Trail HealthyTrail => new()
    {
        Name = "core-trail",
        Arn = TrailArn,
        HomeRegion = "eu-west-1",
        S3BucketName = "northwind-core-trail",
        SnsTopicArn = "arn:aws:sns:eu-west-1:444455556666:trail",
        IncludeGlobalServiceEvents = true,
        IsMultiRegionTrail = true,
        LogFileValidationEnabled = true,
        CloudWatchLogsLogGroupArn = "arn:aws:logs:eu-west-1:444455556666:log-group:/northwind/cloudtrail:*",
        KmsKeyId = "arn:aws:kms:eu-west-1:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        Status = Known(HealthyStatus),
        Selectors = Known(AllEvents),
        InsightTypes = Known<IReadOnlyList<string>>(["ApiCallRateInsight", "ApiErrorRateInsight"]),
        Key = Known<KmsKey?>(new KmsKey("1234abcd-12ab-34cd-56ef-1234567890ab", Enabled: true, "CUSTOMER")),
        Bucket = HealthyBucket,
    };

    public static TrailStatus HealthyStatus => new()
    {
        IsLogging = true,
        LatestDeliveryTime = TakenAt.AddMinutes(-6),
        LatestCloudWatchLogsDeliveryTime = TakenAt.AddMinutes(-4),
        LatestDigestDeliveryTime = TakenAt.AddMinutes(-40),
    };

    /// <summary>Management events and S3 object events, read and write, by basic selectors.</summary>
    public static EventSelectors AllEvents => new(
        [new EventSelector("All", IncludeManagementEvents: true, [new DataResource("AWS::S3::Object", ["arn:aws:s3"])], [])],
        []);

    public static TrailBucket HealthyBucket => new()
    {
        Name = "northwind-core-trail",
        Presence = Known(BucketPresence.Ours),
        PolicyIsPublic = Known(false),
        PublicGrants = Known<IReadOnlyList<string>>([]),
        PublicAccessBlock = Known<PublicAccessBlock?>(new PublicAccessBlock(true, true, true, true)),
        LoggingTarget = Known<string?>("northwind-core-logs"),
        Versioning = Known<string?>("Enabled"),
        ObjectLock = Known(true),
    };

    /// <summary>A successful root sign-in with MFA.</summary>
    public static CloudTrailEvent RootSignIn(DateTimeOffset time, string id = "3f2a", string ip = "192.0.2.50") => new()
    {
        EventId = id,
        Time = time,
        Name = "ConsoleLogin",
        Source = "signin.amazonaws.com",
        IdentityType = "Root",
        EventType = "AwsConsoleSignIn",
        SourceIp = ip,
        UserAgent = "Mozilla/5.0",
        Region = "us-east-1",
        Outcome = "Success",
        MfaUsed = true,
    };

    /// <summary>A user's sign-in to the console with MFA.</summary>
    public static CloudTrailEvent SignIn(string user, DateTimeOffset time) => RootSignIn(time, $"{user} {time:O}") with { IdentityType = "IAMUser", UserName = user };

    /// <summary>A failed root sign-in.</summary>
    public static CloudTrailEvent RootSignInFailure(DateTimeOffset time, string id = "9d10", string ip = "203.0.113.24") =>
        RootSignIn(time, id, ip) with { Outcome = "Failure", ErrorMessage = "Failed authentication", MfaUsed = false };
}
