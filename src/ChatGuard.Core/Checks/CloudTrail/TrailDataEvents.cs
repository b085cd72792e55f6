using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.CloudTrail;

/// <summary>CIS 3.8 and 3.9: a trail records object events of every S3 bucket.</summary>
public abstract class TrailDataEvents(string id, string title, string kind) : AnyTrailCheck(id, Severity.Info, title, failsWithoutTrail: true)
{
    public override Guidance Guidance => new(
        $"Without S3 object events nobody can tell which objects were {(kind == "read" ? "read by an intruder" : "changed or deleted")}.",
        [
            "Estimate the number of object requests first: data events are charged.",
            "In the console open CloudTrail, Trails, the trail, Data events, Edit, and add S3 with all current and future buckets.",
            $"Choose to log {kind} events.",
            "Or use aws cloudtrail put-event-selectors; repeat the management events already there, because the call replaces all.",
        ],
        "Busy buckets make many events, each of which is charged.");

    private protected abstract bool Has(Recorded recorded);

    protected override Observed<string?> Lacks(Evidence evidence, Trail trail) => trail.Selectors.Select(selectors =>
        Has(Recorded.S3Objects(selectors, evidence.Snapshot.Partition)) ? null : $"no {kind} events of all S3 objects");
}

/// <summary>CIS 3.8.</summary>
public sealed class TrailDataEventsWrite() : TrailDataEvents("cloudtrail-data-events-write", "Writes of S3 objects are recorded", "write")
{
    private protected override bool Has(Recorded recorded) => recorded.Writes;
}

/// <summary>CIS 3.9.</summary>
public sealed class TrailDataEventsRead() : TrailDataEvents("cloudtrail-data-events-read", "Reads of S3 objects are recorded", "read")
{
    private protected override bool Has(Recorded recorded) => recorded.Reads;
}
