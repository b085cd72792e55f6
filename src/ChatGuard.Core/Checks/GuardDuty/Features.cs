using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.GuardDuty;

/// <summary>The six protection features are ENABLED in each detector.</summary>
public sealed class Features() : DetectorCheck("guardduty-features", Severity.Low, "GuardDuty's protection features are on")
{
    private static readonly string[] Expected =
        ["S3_DATA_EVENTS", "EKS_AUDIT_LOGS", "EBS_MALWARE_PROTECTION", "RDS_LOGIN_EVENTS", "LAMBDA_NETWORK_LOGS", "RUNTIME_MONITORING"];

    public override Guidance Guidance => new(
        "Each feature looks at something the others do not see, such as S3 reads or malware on disks.",
        [
            "Look at the price of each feature under GuardDuty, Usage; features for services you do not use cost nothing.",
            "Switch a feature on: aws guardduty update-detector --detector-id ID --features Name=S3_DATA_EVENTS,Status=ENABLED --region REGION.",
            "In an organization let the delegated administrator switch it on for all members.",
        ],
        "Features are charged by what they analyse.");

    protected override IEnumerable<Finding> Judge(Evidence evidence, string region, Detector detector)
    {
        var arn = Arn(evidence, region, detector);
        var off = Expected.Where(feature => detector.Features.GetValueOrDefault(feature) != "ENABLED").ToList();
        return [off.Count == 0 ? Pass(arn, $"all {Expected.Length} features on in {region}", region) : Fail(arn, $"{string.Join(", ", off)} off in {region}; expected on", region)];
    }
}
