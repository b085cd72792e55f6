using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.CloudTrail;

/// <summary>CIS 3.1: read and write management events, none excluded. A trail that only leaves out a busy source such as KMS fails mildly.</summary>
public sealed class TrailManagementEvents()
    : TrailCheck("cloudtrail-management-events", Severity.Medium, "Trails record read and write management events", Fix.Automatic, failsWithoutTrail: true)
{
    public override Guidance Guidance => new(
        "What a trail leaves out is missing when an incident is looked into.",
        [
            "See what it records: aws cloudtrail get-event-selectors --trail-name TRAIL_ARN --region HOME_REGION.",
            "Ask whether somebody narrowed it on purpose, usually because of the volume of KMS or RDS Data API events.",
            "In the console open CloudTrail, Trails, the trail, Management events, Edit, and choose Read and Write without exclusions.",
            "Or run: aws cloudtrail put-event-selectors --trail-name TRAIL_ARN --event-selectors with ReadWriteType All and IncludeManagementEvents true; repeat the data events already there, because the call replaces all.",
        ],
        "More events mean more storage, and a second trail's copy is charged.");

    protected override IEnumerable<Finding> Judge(Evidence evidence, Trail trail) => Open(evidence, trail, trail.Selectors, selectors => Recorded.Management(selectors) switch
    {
        { Both: true, LeftOut.Count: 0 } => Pass(trail, "read and write management events, none excluded"),
        { Both: true } recorded => Fail(trail, $"excludes {string.Join(", ", recorded.LeftOut)}; expected none excluded", Severity.Low),
        { Writes: true } recorded => Fail(trail, $"write events only{Excluding(recorded)}; expected read and write"),
        { Reads: true } recorded => Fail(trail, $"read events only{Excluding(recorded)}; expected read and write"),
        _ => Fail(trail, "not all management events; expected read and write"),
    });

    private static string Excluding(Recorded recorded) => recorded.LeftOut.Count == 0 ? "" : $", excluding {string.Join(", ", recorded.LeftOut)}";
}
