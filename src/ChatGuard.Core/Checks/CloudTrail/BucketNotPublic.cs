using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.CloudTrail;

/// <summary>
/// Neither the bucket's policy nor its ACL opens it to the public. The bucket's public access block makes up for either: RestrictPublicBuckets for the policy,
/// IgnorePublicAcls for the ACL.
/// </summary>
public sealed class BucketNotPublic() : BucketSettingCheck("cloudtrail-bucket-not-public", Severity.Critical, "No trail's bucket is public")
{
    public override Guidance Guidance => new(
        "A public log bucket shows everybody which users, roles and resources exist, and what they do.",
        [
            "Block public access: aws s3api put-public-access-block --bucket BUCKET --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true.",
            "Remove grants to AllUsers and AuthenticatedUsers: aws s3api put-bucket-acl --bucket BUCKET --acl private.",
            "Take public statements out of the bucket policy, keeping those for cloudtrail.amazonaws.com.",
            "Look in the access logs, if there are any, for who read it.",
        ],
        "Whatever reads the bucket anonymously stops working; nothing should.");

    protected override IEnumerable<Finding> Judge(Evidence evidence, TrailBucket bucket)
    {
        var policy = Way(evidence, bucket, bucket.PolicyIsPublic.Select(open => open ? "its policy is public" : null), block => block.RestrictPublicBuckets);
        var grants = Way(evidence, bucket, bucket.PublicGrants.Select(list => list.Count > 0 ? $"its ACL grants {string.Join(", ", list)}" : null), block => block.IgnorePublicAcls);
        Finding[] problems = [.. policy, .. grants];
        return problems.Length > 0 ? problems : [Pass(Arn(evidence, bucket), $"{bucket.Name} is not public")];
    }

    /// <summary>One way to be public: no finding where it is closed by itself or by the block, a fail where it is open, unknown where too little was readable.</summary>
    private static IEnumerable<Finding> Way(Evidence evidence, TrailBucket bucket, Observed<string?> openBy, Func<PublicAccessBlock, bool> closes)
    {
        var isBlocked = bucket.PublicAccessBlock.Match((block, _) => block is not null && closes(block), _ => false);
        var isClosed = openBy.Match((why, _) => why is null, _ => false);
        var arn = Arn(evidence, bucket);
        return isBlocked || isClosed
            ? []
            : evidence.Open(openBy.And(bucket.PublicAccessBlock), both => [Fail(arn, $"{bucket.Name} is public: {both.First}; expected not public")], arn);
    }
}
