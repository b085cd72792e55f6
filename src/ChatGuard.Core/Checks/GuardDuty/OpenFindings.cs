using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.GuardDuty;

/// <summary>Findings of one band that are open too long. Archived ones and samples do not count; the age runs from when a finding was first seen.</summary>
public abstract class OpenFindings(string id, Severity severity, string title, string band) : DetectorCheck(id, severity, title, Fix.Automatic)
{
    public override Guidance Guidance => new(
        "An open finding is a suspicion nobody has answered; the longer it waits, the more an intruder can do.",
        [
            "Open it in the console under GuardDuty, Findings, and read who did what from where.",
            "Ask the owner of the user, role, instance or bucket whether it was meant.",
            "If not, stop it: deactivate the key, quarantine the user, isolate the instance.",
            "When it is answered, archive it: aws guardduty archive-findings --detector-id ID --finding-ids FINDING --region REGION.",
        ],
        "Archiving hides a finding; it stops nothing.");

    protected override IEnumerable<Finding> Judge(Evidence evidence, string region, Detector detector)
    {
        var arn = Arn(evidence, region, detector);
        return evidence.Open(
            detector.Findings,
            findings => findings.Where(finding => finding.Band == band && !finding.Archived && !finding.Sample)
                .Select(finding => Judge(evidence, $"{arn}/finding/{finding.Id}", finding))
                .OfType<Finding>()
                .DefaultIfEmpty(Pass(arn, $"no {band} finding is open too long in {region}", region)),
            arn,
            region);
    }

    /// <summary>Whether a finding of this age is open too long.</summary>
    protected abstract bool IsTooOld(Evidence evidence, DateTimeOffset firstSeen);

    /// <summary>How long such a finding may stay open, in words.</summary>
    protected abstract string Allowed(Evidence evidence);

    private Finding? Judge(Evidence evidence, string arn, GuardDutyFinding finding)
    {
        var what = $"{finding.Type} on {finding.Resource}, severity {finding.Severity:0.0}";
        return (finding.FirstSeen ?? finding.LastSeen) switch
        {
            null => Unknown(arn, $"{what}: GuardDuty does not say since when", finding.Region),
            { } since when IsTooOld(evidence, since) => Fail(arn, $"{what}, open since {since.UtcDateTime:yyyy-MM-dd HH:mm} UTC; {Allowed(evidence)}", finding.Region),
            _ => null,
        };
    }
}

/// <summary>Severity 9 and more: fails at any age.</summary>
public sealed class OpenCritical() : OpenFindings("guardduty-open-critical", Severity.Critical, "No critical GuardDuty finding is open", "critical")
{
    protected override bool IsTooOld(Evidence evidence, DateTimeOffset firstSeen) => true;

    protected override string Allowed(Evidence evidence) => "expected none";
}

/// <summary>Severity 7 to 8.9: fails when older than 24 hours.</summary>
public sealed class OpenHigh() : OpenFindings("guardduty-open-high", Severity.Critical, "No high GuardDuty finding is open for more than 24 hours", "high")
{
    protected override bool IsTooOld(Evidence evidence, DateTimeOffset firstSeen) =>
        evidence.Snapshot.TakenAt - firstSeen > TimeSpan.FromHours(evidence.Thresholds.GuardDutyHighHours);

    protected override string Allowed(Evidence evidence) => $"expected an answer within {evidence.Thresholds.GuardDutyHighHours} hours";
}

/// <summary>Severity 4 to 6.9: fails when older than 7 days.</summary>
public sealed class OpenMedium() : OpenFindings("guardduty-open-medium", Severity.Medium, "No medium GuardDuty finding is open for more than 7 days", "medium")
{
    protected override bool IsTooOld(Evidence evidence, DateTimeOffset firstSeen) => evidence.Age(firstSeen) > evidence.Thresholds.GuardDutyMedium;

    protected override string Allowed(Evidence evidence) => $"expected an answer within {evidence.Thresholds.GuardDutyMedium} days";
}
