using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.CloudTrail;

/// <summary>CIS 3.4: server access logging of the trail's bucket.</summary>
public sealed class BucketLogging() : BucketSettingCheck("cloudtrail-bucket-logging", Severity.Low, "Access to each trail's bucket is logged")
{
    public override Guidance Guidance => new(
        "Access logs show who read or deleted log files.",
        [
            "Choose another bucket in the same region and account as the target.",
            "Let logging.s3.amazonaws.com use s3:PutObject there in its bucket policy.",
            "Switch it on: aws s3api put-bucket-logging --bucket BUCKET --bucket-logging-status with TargetBucket and TargetPrefix.",
        ],
        "Never log a bucket into itself: it grows without end.");

    protected override IEnumerable<Finding> Judge(Evidence evidence, TrailBucket bucket) => Open(evidence, bucket, bucket.LoggingTarget, target =>
        target is null ? (false, "access logging is off; expected on") : (true, $"access is logged to {target}"));
}
