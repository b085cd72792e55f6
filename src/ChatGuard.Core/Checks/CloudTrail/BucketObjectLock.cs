using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.CloudTrail;

/// <summary>GetObjectLockConfiguration.ObjectLockEnabled is Enabled.</summary>
public sealed class BucketObjectLock() : BucketSettingCheck("cloudtrail-bucket-object-lock", Severity.Info, "Log files are locked against deletion")
{
    public override Guidance Guidance => new(
        "With Object Lock nobody can delete log files before their time, not even an intruder with administrator rights.",
        [
            "Decide how long logs must stay, and whether governance or compliance mode is right; compliance mode cannot be undone.",
            "Switch versioning on, which Object Lock needs.",
            "In the console open the bucket, Properties, Object Lock, Edit; or use aws s3api put-object-lock-configuration.",
            "Set a default retention and check it on the next log file.",
        ],
        "Locked files cannot be removed and cost storage until their time is over.");

    protected override IEnumerable<Finding> Judge(Evidence evidence, TrailBucket bucket) => Open(evidence, bucket, bucket.ObjectLock, locked =>
        (locked, locked ? "Object Lock is on" : "Object Lock is off; expected on"));
}
