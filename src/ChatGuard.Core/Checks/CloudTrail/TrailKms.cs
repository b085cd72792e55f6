using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.CloudTrail;

/// <summary>CIS 3.5: the trail's key is a customer's KMS key and enabled.</summary>
public sealed class TrailKms() : TrailCheck("cloudtrail-kms", Severity.Low, "Logs are encrypted under a customer KMS key", Fix.Automatic, failsWithoutTrail: true)
{
    public override Guidance Guidance => new(
        "With a key of your own, reading the logs needs a permission on the key as well as on the bucket.",
        [
            "Create a symmetric KMS key in the bucket's region, or choose one.",
            "Let CloudTrail use it: kms:GenerateDataKey* for cloudtrail.amazonaws.com under the encryption context of the trail, and kms:DescribeKey.",
            "Give kms:Decrypt to those who read the logs.",
            "Set it: aws cloudtrail update-trail --name TRAIL_ARN --kms-key-id KEY_ARN --region HOME_REGION.",
            "Watch LatestDeliveryError of aws cloudtrail get-trail-status for the next 15 minutes.",
        ],
        "A key policy that does not let CloudTrail encrypt stops the delivery of logs.");

    protected override IEnumerable<Finding> Judge(Evidence evidence, Trail trail) => trail.KmsKeyId is null
        ? [Fail(trail, "no KMS key; expected a customer key")]
        : Open(evidence, trail, trail.Key, key => key switch
        {
            null => Unknown(trail, "the trail names a KMS key that was not described"),
            { KeyManager: not "CUSTOMER" } => Fail(trail, "the KMS key is managed by AWS; expected a customer key"),
            { Enabled: false } => Fail(trail, "the KMS key is disabled; expected enabled"),
            _ => Pass(trail, "encrypted under a customer KMS key"),
        });
}
