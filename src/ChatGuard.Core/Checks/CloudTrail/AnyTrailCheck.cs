using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.CloudTrail;

/// <summary>A check that passes where any trail has what it asks for. An unreadable trail or region makes it unknown only where no other passes.</summary>
public abstract class AnyTrailCheck(string id, Severity severity, string title, bool failsWithoutTrail) : Check(id, severity, title)
{
    protected sealed override IEnumerable<Finding> Evaluate(Evidence evidence)
    {
        var known = KnownTrails.In(evidence);
        var judged = known.All.SelectMany(trail => evidence.Open(Lacks(evidence, trail), lacks => [lacks is null
            ? Pass(trail.Arn, $"{trail.Name}: on", trail.HomeRegion)
            : Fail(trail.Arn, $"{trail.Name}: {lacks}", trail.HomeRegion)], trail.Arn, trail.HomeRegion)).ToList();
        var passing = judged.Where(finding => finding.Status == CheckStatus.Pass).ToList();
        var unclear = judged.Where(finding => finding.Status == CheckStatus.Unknown).Concat(known.Unread).ToList();
        return (passing.Count, unclear.Count, judged.Count) switch
        {
            ( > 0, _, _) => passing,
            (_, > 0, _) => unclear,
            (_, _, > 0) => [Fail(evidence.Account, $"{string.Join("; ", judged.Select(finding => finding.Detail))}; expected one trail to have it on")],
            _ when failsWithoutTrail => [Fail(evidence.Account, "no trail")],
            _ => [NotApplicable(evidence.Account, "no trail")],
        };
    }

    /// <summary>What the trail lacks, in a phrase; a null value where it lacks nothing.</summary>
    protected abstract Observed<string?> Lacks(Evidence evidence, Trail trail);
}
