using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.CloudTrail;

/// <summary>The last log file is at most 24 hours old and came without error; with validation on, the last digest is at most an hour older.</summary>
public sealed class TrailDeliveryHealthy() : TrailCheck("cloudtrail-delivery-healthy", Severity.High, "Log files really arrive", Fix.Guided, failsWithoutTrail: true)
{
    public override Guidance Guidance => new(
        "A trail may be switched on and still deliver nothing, because its bucket or key refuses it.",
        [
            "See the error: aws cloudtrail get-trail-status --name TRAIL_ARN --region HOME_REGION.",
            "NoSuchBucket: create the bucket again in this account at once, or point the trail to another; a stranger could create it.",
            "AccessDenied: let cloudtrail.amazonaws.com use s3:GetBucketAcl on the bucket and s3:PutObject below AWSLogs/ACCOUNT in the bucket policy.",
            "A KMS error: let CloudTrail use kms:GenerateDataKey* in the key policy, and make sure the key is enabled.",
            "Wait 15 minutes and look at LatestDeliveryTime again.",
        ]);

    protected override IEnumerable<Finding> Judge(Evidence evidence, Trail trail) => Open(evidence, trail, trail.Status, status =>
    {
        var hours = evidence.Thresholds.TrailDeliveryHours;
        var problem = Delivery.Problem(evidence, "log files", status.LatestDeliveryTime, status.LatestDeliveryError, hours);
        if (problem is null && trail.LogFileValidationEnabled)
        {
            problem = Delivery.Problem(evidence, "digest files", status.LatestDigestDeliveryTime, status.LatestDigestDeliveryError, hours + 1);
        }

        return problem is null ? Pass(trail, "log files arrive") : Fail(trail, problem);
    });
}
