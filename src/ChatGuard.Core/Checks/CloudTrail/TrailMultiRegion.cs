using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.CloudTrail;

/// <summary>CIS 3.1: at least one trail covers all regions and global services, is logging, and records read and write management events.</summary>
public sealed class TrailMultiRegion() : Check("cloudtrail-multi-region", Severity.Critical, "A multi-region trail is logging", Fix.Automatic)
{
    public override Guidance Guidance => new(
        "Without a trail in every region nobody can tell afterwards what an intruder did, and CloudTrail's own history ends after 90 days.",
        [
            "See what exists: aws cloudtrail describe-trails --include-shadow-trails.",
            "If a multi-region trail is stopped, find out who stopped it, then start it: aws cloudtrail start-logging --name TRAIL_ARN --region HOME_REGION.",
            "If a trail covers one region only, widen it: aws cloudtrail update-trail --name TRAIL_ARN --is-multi-region-trail --include-global-service-events.",
            "If there is none, create a bucket for it, then: aws cloudtrail create-trail --name NAME --s3-bucket-name BUCKET --is-multi-region-trail --enable-log-file-validation.",
            "Check that files arrive: aws cloudtrail get-trail-status --name TRAIL_ARN.",
        ],
        "A second trail's copy of management events is charged, and the bucket costs storage.");

    protected override IEnumerable<Finding> Evaluate(Evidence evidence)
    {
        var known = KnownTrails.In(evidence);
        var judged = known.All.SelectMany(trail => Judge(evidence, trail)).ToList();
        var passing = judged.Where(finding => finding.Status == CheckStatus.Pass).ToList();
        var unclear = judged.Where(finding => finding.Status == CheckStatus.Unknown).Concat(known.Unread).ToList();
        return (passing.Count, unclear.Count, judged.Count) switch
        {
            ( > 0, _, _) => passing,
            (_, > 0, _) => unclear,
            (_, _, 0) => [Fail(evidence.Account, "no trail; expected one that covers all regions")],
            _ => [Fail(evidence.Account, $"no trail covers all regions and is logging: {string.Join("; ", judged.Select(finding => finding.Detail))}")],
        };
    }

    private static IEnumerable<Finding> Judge(Evidence evidence, Trail trail)
    {
        if (!trail.IsMultiRegionTrail || !trail.IncludeGlobalServiceEvents)
        {
            return [Lacking(trail, trail.IsMultiRegionTrail ? "leaves out global services" : $"covers {trail.HomeRegion} only")];
        }

        return evidence.Open(trail.Status.Select(status => status.IsLogging), logging => logging
            ? evidence.Open(trail.Selectors, selectors => [Judge(trail, Recorded.Management(selectors))], trail.Arn, trail.HomeRegion)
            : [Lacking(trail, "is stopped")], trail.Arn, trail.HomeRegion);
    }

    private static Finding Judge(Trail trail, Recorded management) => management.Both
        ? Pass(trail.Arn, $"{trail.Name} covers all regions and is logging", trail.HomeRegion)
        : Lacking(trail, management switch { { Writes: true } => "records no read events", { Reads: true } => "records no write events", _ => "does not record all management events" });

    private static Finding Lacking(Trail trail, string why) => Fail(trail.Arn, $"{trail.Name} {why}", trail.HomeRegion);
}
