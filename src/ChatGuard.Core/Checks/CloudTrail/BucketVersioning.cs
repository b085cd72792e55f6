using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.CloudTrail;

/// <summary>GetBucketVersioning.Status is Enabled.</summary>
public sealed class BucketVersioning() : BucketSettingCheck("cloudtrail-bucket-versioning", Severity.Low, "Each trail's bucket keeps versions")
{
    public override Guidance Guidance => new(
        "With versions a deleted or overwritten log file can be brought back.",
        [
            "Switch it on: aws s3api put-bucket-versioning --bucket BUCKET --versioning-configuration Status=Enabled.",
            "Add a lifecycle rule that removes old versions after the time you keep logs.",
        ],
        "Old versions cost storage until a lifecycle rule removes them.");

    protected override IEnumerable<Finding> Judge(Evidence evidence, TrailBucket bucket) => Open(evidence, bucket, bucket.Versioning, status =>
        (status == "Enabled", status == "Enabled" ? "versioning is on" : $"versioning is {(status is null ? "off" : status.ToLowerInvariant())}; expected enabled"));
}
