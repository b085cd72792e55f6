using System.Xml.Linq;
using ChatGuard.Sandbox.Protocols;

namespace ChatGuard.Sandbox.Services;

/// <summary>How a bucket keeps its objects: versions, encryption, object lock, access logs, tags.</summary>
internal static partial class S3
{
    private static IEnumerable<RestRoute> SettingRoutes() =>
    [
        On("GetBucketLogging", "GET", "logging", (_, bucket, _) => new RestResult(Xml: Logging(bucket))),
        On("PutBucketLogging", "PUT", "logging", PutBucketLogging),
        On("GetBucketVersioning", "GET", "versioning", (_, bucket, _) => new RestResult(Xml: Versioning(bucket))),
        On("PutBucketVersioning", "PUT", "versioning", PutBucketVersioning),
        On("GetBucketEncryption", "GET", "encryption", (_, bucket, _) => new RestResult(Xml: Encryption(bucket))),
        On("PutBucketEncryption", "PUT", "encryption", PutBucketEncryption),
        On("GetObjectLockConfiguration", "GET", "object-lock", GetObjectLockConfiguration),
        On("GetBucketTagging", "GET", "tagging", GetBucketTagging),
        On("GetBucketOwnershipControls", "GET", "ownershipControls", (_, bucket, _) => new RestResult(Xml: new XElement("OwnershipControls",
            new XElement("Rule", new XElement("ObjectOwnership", bucket.ObjectOwnership))))),
    ];

    private static XElement Logging(Bucket bucket) => new("BucketLoggingStatus", bucket.Logging is { } target
        ? new XElement("LoggingEnabled", new XElement("TargetBucket", target.Bucket), new XElement("TargetPrefix", target.Prefix))
        : null);

    private static RestResult PutBucketLogging(Call call, Bucket bucket, RestRequest request)
    {
        var body = Body(request);
        if (Part(body, "TargetBucket")?.Value is not { } target)
        {
            bucket.Logging = null;
            return new RestResult();
        }

        if (Existing(call.Organization, target) is not { } other || other.Owner != bucket.Owner || other.Region != bucket.Region)
        {
            throw new AwsError("InvalidTargetBucketForLogging", "The target bucket for logging does not exist, is not owned by you, or is in another region.");
        }

        bucket.Logging = (target, Part(body, "TargetPrefix")?.Value ?? "");
        return new RestResult();
    }

    private static XElement Versioning(Bucket bucket) => new("VersioningConfiguration",
        bucket.Versioning is null ? null : new XElement("Status", bucket.Versioning),
        bucket.Versioning is null ? null : new XElement("MfaDelete", bucket.MfaDelete ? "Enabled" : "Disabled"));

    private static RestResult PutBucketVersioning(Call call, Bucket bucket, RestRequest request)
    {
        var body = Body(request);
        var status = Part(body, "Status")?.Value;
        if (status is not ("Enabled" or "Suspended"))
        {
            throw new AwsError("IllegalVersioningConfigurationException", "The Versioning element must be specified");
        }

        if (Header(request, "x-amz-mfa") is null && (bucket.MfaDelete || Part(body, "MfaDelete")?.Value == "Enabled"))
        {
            throw Denied();
        }

        if (bucket.ObjectLock && status == "Suspended")
        {
            throw new AwsError("InvalidBucketState", "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.", 409);
        }

        bucket.Versioning = status;
        return new RestResult();
    }

    private static XElement Encryption(Bucket bucket) => new("ServerSideEncryptionConfiguration", new XElement("Rule",
        new XElement("ApplyServerSideEncryptionByDefault",
            new XElement("SSEAlgorithm", bucket.SseAlgorithm),
            bucket.KmsMasterKeyId is { } key ? new XElement("KMSMasterKeyID", key) : null),
        new XElement("BucketKeyEnabled", bucket.KmsMasterKeyId is not null)));

    private static RestResult PutBucketEncryption(Call call, Bucket bucket, RestRequest request)
    {
        var body = Body(request);
        var algorithm = Part(body, "SSEAlgorithm")?.Value;
        if (algorithm is not ("AES256" or "aws:kms" or "aws:kms:dsse"))
        {
            throw new AwsError("MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema");
        }

        bucket.SseAlgorithm = algorithm;
        bucket.KmsMasterKeyId = Part(body, "KMSMasterKeyID")?.Value;
        return new RestResult();
    }

    private static RestResult GetObjectLockConfiguration(Call call, Bucket bucket, RestRequest request) => bucket.ObjectLock
        ? new RestResult(Xml: new XElement("ObjectLockConfiguration", new XElement("ObjectLockEnabled", "Enabled")))
        : throw new AwsError("ObjectLockConfigurationNotFoundError", "Object Lock configuration does not exist for this bucket", 404);

    private static RestResult GetBucketTagging(Call call, Bucket bucket, RestRequest request) => bucket.Tags.Count > 0
        ? new RestResult(Xml: new XElement("Tagging", new XElement("TagSet", bucket.Tags.Select(tag =>
            new XElement("Tag", new XElement("Key", tag.Key), new XElement("Value", tag.Value))))))
        : throw new AwsError("NoSuchTagSet", "The TagSet does not exist", 404);
}
