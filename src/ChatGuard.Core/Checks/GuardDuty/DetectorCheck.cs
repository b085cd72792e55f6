using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.GuardDuty;

/// <summary>A check of the GuardDuty detector of every region. A region that could not be read, or whose list could not, is unknown.</summary>
public abstract class DetectorCheck(string id, Severity severity, string title, Fix fix = Fix.Guided) : Check(id, severity, title, fix)
{
    protected override IEnumerable<Finding> Evaluate(Evidence evidence) =>
    [
        .. evidence.EachRegion(evidence.Snapshot.GuardDuty, (region, detector) => detector is null ? [WithoutDetector(region)] : Judge(evidence, region, detector)),
        .. evidence.Open(evidence.Snapshot.Regions, regions => NotRead(evidence, regions)),
    ];

    /// <summary>The finding about a region without a detector: guardduty-enabled-all-regions fails, the others are not concerned.</summary>
    protected virtual Finding WithoutDetector(string region) => NotApplicable(region, $"no detector in {region}; guardduty-enabled-all-regions judges that");

    /// <summary>Findings about one region's detector, at least one.</summary>
    protected abstract IEnumerable<Finding> Judge(Evidence evidence, string region, Detector detector);

    protected static string Arn(Evidence evidence, string region, Detector detector) =>
        $"arn:{evidence.Snapshot.Partition}:guardduty:{region}:{evidence.Account}:detector/{detector.DetectorId}";

    private static IEnumerable<Finding> NotRead(Evidence evidence, IReadOnlyList<string> regions)
    {
        var read = evidence.Snapshot.GuardDuty.Select(part => part.Region).ToHashSet(StringComparer.Ordinal);
        return regions.Where(region => !read.Contains(region)).Select(region => Unknown(region, $"GuardDuty was not read in {region}", region));
    }
}
