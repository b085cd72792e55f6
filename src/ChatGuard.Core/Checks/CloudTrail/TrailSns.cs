using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.CloudTrail;

/// <summary>A trail with an SNS topic delivers its notifications. A topic is optional: a trail without one is not concerned.</summary>
public sealed class TrailSns() : TrailCheck("cloudtrail-sns", Severity.Info, "Delivery notifications reach their SNS topic", Fix.Guided, failsWithoutTrail: false)
{
    public override Guidance Guidance => new(
        "Whatever waits for the notification of new log files sees none while the topic refuses them.",
        [
            "See the error: aws cloudtrail get-trail-status --name TRAIL_ARN --region HOME_REGION, LatestNotificationError.",
            "Make sure that the topic still exists.",
            "Let cloudtrail.amazonaws.com publish to it in the topic's access policy, under the condition aws:SourceArn of the trail.",
            "If nothing listens to the topic, remove it from the trail in the console.",
        ]);

    protected override IEnumerable<Finding> Judge(Evidence evidence, Trail trail) => trail.SnsTopicArn is null
        ? [NotApplicable(trail.Arn, $"{trail.Name}: no SNS topic is set, which is optional")]
        : Open(evidence, trail, trail.Status, status => string.IsNullOrEmpty(status.LatestNotificationError)
            ? Pass(trail, "notifications arrive")
            : Fail(trail, $"last notification failed: {status.LatestNotificationError}; expected none to fail"));
}
