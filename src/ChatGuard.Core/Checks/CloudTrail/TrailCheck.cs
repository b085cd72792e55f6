using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.CloudTrail;

/// <summary>A check that judges each trail by itself.</summary>
/// <param name="failsWithoutTrail">Whether an account without any trail fails, or is not concerned because cloudtrail-multi-region says it already.</param>
public abstract class TrailCheck(string id, Severity severity, string title, Fix fix, bool failsWithoutTrail) : Check(id, severity, title, fix)
{
    protected sealed override IEnumerable<Finding> Evaluate(Evidence evidence) => KnownTrails.In(evidence) switch
    {
        { All.Count: 0, Unread.Count: 0 } => [failsWithoutTrail ? Fail(evidence.Account, "no trail") : NotApplicable(evidence.Account, "no trail")],
        var known => known.All.SelectMany(trail => Judge(evidence, trail)).Concat(known.Unread),
    };

    /// <summary>Findings about one trail, at least one.</summary>
    protected abstract IEnumerable<Finding> Judge(Evidence evidence, Trail trail);

    protected static Finding Pass(Trail trail, string detail) => Pass(trail.Arn, $"{trail.Name}: {detail}", trail.HomeRegion);

    protected static Finding Fail(Trail trail, string detail, Severity? severity = null) => Fail(trail.Arn, $"{trail.Name}: {detail}", trail.HomeRegion, severity);

    protected static Finding Unknown(Trail trail, string detail) => Unknown(trail.Arn, $"{trail.Name}: {detail}", trail.HomeRegion);

    /// <summary>Opens a part of a trail: what is unreadable is unknown for this trail.</summary>
    protected static IEnumerable<Finding> Open<T>(Evidence evidence, Trail trail, Observed<T> part, Func<T, Finding> judge) =>
        evidence.Open(part, value => [judge(value)], trail.Arn, trail.HomeRegion);
}
