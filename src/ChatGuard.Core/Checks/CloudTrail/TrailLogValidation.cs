using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.CloudTrail;

/// <summary>CIS 3.2: LogFileValidationEnabled.</summary>
public sealed class TrailLogValidation() : TrailCheck("cloudtrail-log-validation", Severity.Medium, "Trails sign their log files", Fix.Automatic, failsWithoutTrail: true)
{
    public override Guidance Guidance => new(
        "Without signed digests nobody can prove that log files were not changed or deleted.",
        [
            "Switch it on: aws cloudtrail update-trail --name TRAIL_ARN --enable-log-file-validation --region HOME_REGION.",
            "Wait an hour for the first digest file in the bucket.",
            "Check the chain: aws cloudtrail validate-logs --trail-arn TRAIL_ARN --start-time TIME.",
        ]);

    protected override IEnumerable<Finding> Judge(Evidence evidence, Trail trail) =>
        [trail.LogFileValidationEnabled ? Pass(trail, "log file validation is on") : Fail(trail, "log file validation is off; expected on")];
}
