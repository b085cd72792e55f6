namespace ChatGuard.Core.Snapshots;

/// <summary>A CloudTrail trail with everything that was read about it.</summary>
public sealed record Trail
{
    public required string Name { get; init; }

    public required string Arn { get; init; }

    public required string HomeRegion { get; init; }

    public required string S3BucketName { get; init; }

    public string? SnsTopicArn { get; init; }

    public bool IncludeGlobalServiceEvents { get; init; }

    public bool IsMultiRegionTrail { get; init; }

    public bool IsOrganizationTrail { get; init; }

    public bool LogFileValidationEnabled { get; init; }

    public string? CloudWatchLogsLogGroupArn { get; init; }

    public string? KmsKeyId { get; init; }

    /// <summary>cloudtrail:GetTrailStatus in the home region.</summary>
    public required Observed<TrailStatus> Status { get; init; }

    /// <summary>cloudtrail:GetEventSelectors in the home region.</summary>
    public required Observed<EventSelectors> Selectors { get; init; }

    /// <summary>cloudtrail:GetInsightSelectors: the insight types; empty where insights are off.</summary>
    public required Observed<IReadOnlyList<string>> InsightTypes { get; init; }

    /// <summary>kms:DescribeKey of <see cref="KmsKeyId"/>; a null value where the trail has no key.</summary>
    public required Observed<KmsKey?> Key { get; init; }

    /// <summary>The S3 bucket the trail writes to.</summary>
    public required TrailBucket Bucket { get; init; }
}

/// <summary>cloudtrail:GetTrailStatus.</summary>
public sealed record TrailStatus
{
    public required bool IsLogging { get; init; }

    public DateTimeOffset? StopLoggingTime { get; init; }

    public DateTimeOffset? LatestDeliveryTime { get; init; }

    public string? LatestDeliveryError { get; init; }

    public string? LatestNotificationError { get; init; }

    public DateTimeOffset? LatestCloudWatchLogsDeliveryTime { get; init; }

    public string? LatestCloudWatchLogsDeliveryError { get; init; }

    public DateTimeOffset? LatestDigestDeliveryTime { get; init; }

    public string? LatestDigestDeliveryError { get; init; }
}

/// <summary>cloudtrail:GetEventSelectors: basic selectors or advanced ones, never both.</summary>
public sealed record EventSelectors(IReadOnlyList<EventSelector> Basic, IReadOnlyList<AdvancedEventSelector> Advanced);

/// <summary>A basic selector.</summary>
/// <param name="ReadWriteType"><c>ReadOnly</c>, <c>WriteOnly</c> or <c>All</c>.</param>
/// <param name="DataResources">Type and ARN prefixes of data events, such as <c>AWS::S3::Object</c> and <c>arn:aws:s3</c>.</param>
public sealed record EventSelector(
    string ReadWriteType,
    bool IncludeManagementEvents,
    IReadOnlyList<DataResource> DataResources,
    IReadOnlyList<string> ExcludeManagementEventSources);

public sealed record DataResource(string Type, IReadOnlyList<string> Values);

/// <summary>An advanced selector: all its field conditions hold together.</summary>
public sealed record AdvancedEventSelector(string? Name, IReadOnlyList<FieldSelector> Fields);

/// <summary>A condition on one field, such as <c>eventCategory</c>, <c>readOnly</c>, <c>eventSource</c>, <c>resources.type</c>.</summary>
/// <param name="HasOther">Whether StartsWith, EndsWith or one of the Not… conditions narrows the field further.</param>
public sealed record FieldSelector(string Field, IReadOnlyList<string> EqualTo, bool HasOther);

/// <summary>kms:DescribeKey.</summary>
/// <param name="KeyManager"><c>CUSTOMER</c> or <c>AWS</c>.</param>
public sealed record KmsKey(string KeyId, bool Enabled, string KeyManager);

/// <summary>What S3 showed of a trail's bucket. Where the bucket is missing or another's, the rest is unreadable.</summary>
public sealed record TrailBucket
{
    public required string Name { get; init; }

    /// <summary>s3:HeadBucket with the expected owner.</summary>
    public required Observed<BucketPresence> Presence { get; init; }

    /// <summary>GetBucketPolicyStatus.IsPublic; false where there is no policy.</summary>
    public required Observed<bool> PolicyIsPublic { get; init; }

    /// <summary>GetBucketAcl: permissions granted to AllUsers or AuthenticatedUsers, such as <c>AllUsers READ</c>.</summary>
    public required Observed<IReadOnlyList<string>> PublicGrants { get; init; }

    /// <summary>GetPublicAccessBlock of the bucket; a null value where none is set.</summary>
    public required Observed<PublicAccessBlock?> PublicAccessBlock { get; init; }

    /// <summary>GetBucketLogging: the target bucket; a null value where logging is off.</summary>
    public required Observed<string?> LoggingTarget { get; init; }

    /// <summary>GetBucketVersioning.Status: <c>Enabled</c>, <c>Suspended</c>, or null where it was never set.</summary>
    public required Observed<string?> Versioning { get; init; }

    /// <summary>GetObjectLockConfiguration: whether ObjectLockEnabled is Enabled.</summary>
    public required Observed<bool> ObjectLock { get; init; }
}

/// <summary>Whether a bucket is there and whose it is.</summary>
public enum BucketPresence
{
    /// <summary>It exists and belongs to this account.</summary>
    Ours,

    /// <summary>404: it does not exist, and anybody could create it.</summary>
    Missing,

    /// <summary>403 with the expected owner: another account owns it.</summary>
    OfAnotherAccount,
}

/// <summary>S3's four public access block settings.</summary>
public sealed record PublicAccessBlock(bool BlockPublicAcls, bool IgnorePublicAcls, bool BlockPublicPolicy, bool RestrictPublicBuckets);

/// <summary>One CloudTrail record.</summary>
public sealed record CloudTrailEvent
{
    public required string EventId { get; init; }

    public required DateTimeOffset Time { get; init; }

    /// <summary>Such as <c>ConsoleLogin</c> or <c>CreateAccessKey</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Such as <c>signin.amazonaws.com</c>.</summary>
    public required string Source { get; init; }

    /// <summary>userIdentity.type: <c>Root</c>, <c>IAMUser</c>, …; null where absent.</summary>
    public string? IdentityType { get; init; }

    /// <summary>userIdentity.userName; null for root.</summary>
    public string? UserName { get; init; }

    /// <summary>eventType: <c>AwsConsoleSignIn</c>, <c>AwsApiCall</c>, <c>AwsServiceEvent</c>.</summary>
    public string? EventType { get; init; }

    /// <summary>userIdentity.invokedBy: the AWS service that acted; null for a person.</summary>
    public string? InvokedBy { get; init; }

    public string? SourceIp { get; init; }

    public string? UserAgent { get; init; }

    public required string Region { get; init; }

    /// <summary>responseElements' outcome for a sign-in event: <c>Success</c> or <c>Failure</c>; null for others.</summary>
    public string? Outcome { get; init; }

    public string? ErrorMessage { get; init; }

    /// <summary>additionalEventData.MFAUsed (any case), or sessionContext.attributes.mfaAuthenticated; null where neither is there.</summary>
    public bool? MfaUsed { get; init; }

    /// <summary>requestParameters.userName, for events that act on a user.</summary>
    public string? TargetUser { get; init; }

    /// <summary>requestParameters.accessKeyId, for UpdateAccessKey.</summary>
    public string? TargetKey { get; init; }

    /// <summary>The serial number of the MFA device that was made or deactivated.</summary>
    public string? TargetDevice { get; init; }

    /// <summary>requestParameters.status, for UpdateAccessKey.</summary>
    public string? TargetStatus { get; init; }

    /// <summary>CIS's meaning of root use: type Root, not invoked by a service, no service event.</summary>
    public bool IsRootUse => IdentityType == "Root" && InvokedBy is null && EventType != "AwsServiceEvent";
}
