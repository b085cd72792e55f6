namespace ChatGuard.Core.Checks.Iam;

/// <summary>IAM Access Analyzer's findings of unused access are dealt with. The analyzer is paid for; an account without one is not judged.</summary>
public sealed class UnusedAccess() : Check("unused-access", Severity.Low, "Access Analyzer's findings of unused access are dealt with")
{
    public override Guidance Guidance => new(
        "Permissions that nobody uses are of use to an intruder only.",
        [
            "Open the analyzer's active findings in IAM Access Analyzer.",
            "Remove unused roles, keys and passwords first, then unused permissions.",
            "Archive what is meant to be unused, such as break-glass roles, with the reason.",
        ],
        "A rare job may need what looked unused.");

    protected override IEnumerable<Finding> Evaluate(Evidence evidence)
    {
        var findings = evidence.EachRegion(evidence.Snapshot.UnusedAccess, (region, analyzers) => analyzers.SelectMany(analyzer =>
            evidence.Open<int>(
                analyzer.ActiveFindings,
                active => [active > 0 ? Fail(analyzer.Arn, $"{active} active findings (0 expected)", region) : Pass(analyzer.Arn, "no active findings", region)],
                analyzer.Arn,
                region))).ToList();
        return findings.Count > 0 ? findings : [NotApplicable(evidence.Account, "no unused-access analyzer")];
    }
}
