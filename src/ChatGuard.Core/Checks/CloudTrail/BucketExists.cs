using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.CloudTrail;

/// <summary>Each trail's bucket exists and is this account's. Another account's bucket is expected for an organization trail, whose owner cannot be told from here.</summary>
public sealed class BucketExists() : BucketCheck("cloudtrail-bucket-exists", Severity.Critical, "Each trail's bucket exists and is ours")
{
    public override Guidance Guidance => new(
        "A trail whose bucket is gone records nothing, and a stranger who creates a bucket of that name receives the logs.",
        [
            "Missing: create a bucket of exactly that name in this account at once, with public access blocked.",
            "Give it the bucket policy that lets cloudtrail.amazonaws.com write below AWSLogs/ACCOUNT.",
            "Another account's: ask who owns it; if it is not your log archive, point the trail to your own bucket: aws cloudtrail update-trail --name TRAIL_ARN --s3-bucket-name BUCKET.",
            "Delete trails that nobody needs.",
        ]);

    protected override IEnumerable<Finding> Judge(Evidence evidence, TrailBucket bucket, IReadOnlyList<Trail> trails) => evidence.Open(
        bucket.Presence,
        presence => [Judge(Arn(evidence, bucket), $"{bucket.Name} (trail {string.Join(", ", trails.Select(trail => trail.Name))}) {Describe(presence)}", presence, trails)],
        Arn(evidence, bucket));

    private static Finding Judge(string arn, string detail, BucketPresence presence, IReadOnlyList<Trail> trails) => presence switch
    {
        BucketPresence.Ours => Pass(arn, detail),
        BucketPresence.OfAnotherAccount when trails.All(trail => trail.IsOrganizationTrail) => Unknown(arn, $"{detail}, as a log archive's would; s3:HeadBucket does not tell whose"),
        _ => Fail(arn, $"{detail}; expected a bucket of this account"),
    };
}
