using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.CloudTrail;

/// <summary>A log group is set, its last delivery is at most 24 hours old and went without error. Metric-filter alarms need it.</summary>
public sealed class TrailCloudWatchLogs()
    : TrailCheck("cloudtrail-cloudwatch-logs", Severity.Medium, "Trails send their events to CloudWatch Logs", Fix.Guided, failsWithoutTrail: true)
{
    public override Guidance Guidance => new(
        "Alarms on single events, such as root use, need the events in CloudWatch Logs; files in a bucket raise none.",
        [
            "Create a log group and give it a retention time.",
            "Create a role that cloudtrail.amazonaws.com may assume, with logs:CreateLogStream and logs:PutLogEvents on that group.",
            "Set both: aws cloudtrail update-trail --name TRAIL_ARN --cloud-watch-logs-log-group-arn GROUP_ARN --cloud-watch-logs-role-arn ROLE_ARN --region HOME_REGION.",
            "After 15 minutes look at LatestCloudWatchLogsDeliveryTime of aws cloudtrail get-trail-status.",
        ],
        "CloudWatch Logs charges for what it takes in and keeps.");

    protected override IEnumerable<Finding> Judge(Evidence evidence, Trail trail) => trail.CloudWatchLogsLogGroupArn is null
        ? [Fail(trail, "no log group; expected one")]
        : Open(evidence, trail, trail.Status, status => Delivery.Problem(
                evidence, "events to CloudWatch Logs", status.LatestCloudWatchLogsDeliveryTime, status.LatestCloudWatchLogsDeliveryError, evidence.Thresholds.TrailDeliveryHours) is { } problem
            ? Fail(trail, problem)
            : Pass(trail, "events reach CloudWatch Logs"));
}
