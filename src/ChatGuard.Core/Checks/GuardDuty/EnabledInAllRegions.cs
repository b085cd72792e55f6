using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.GuardDuty;

/// <summary>Every enabled region has a detector, and it is not suspended.</summary>
public sealed class EnabledInAllRegions() : DetectorCheck("guardduty-enabled-all-regions", Severity.High, "GuardDuty is on in every region", Fix.Automatic)
{
    public override Guidance Guidance => new(
        "Intruders like regions nobody looks at; without a detector nothing there is noticed.",
        [
            "In an organization, switch it on for all members from the delegated administrator.",
            "Elsewhere run for each region: aws guardduty create-detector --enable --finding-publishing-frequency FIFTEEN_MINUTES --region REGION.",
            "Wake a suspended detector: aws guardduty update-detector --detector-id ID --enable --region REGION.",
            "After 30 days look at the cost under GuardDuty, Usage.",
        ],
        "It costs money after the 30-day trial; a member account cannot change what its administrator manages.");

    protected override Finding WithoutDetector(string region) => Fail(region, $"no detector in {region}; expected one that is enabled", region);

    protected override IEnumerable<Finding> Judge(Evidence evidence, string region, Detector detector) => [detector.Enabled
        ? Pass(Arn(evidence, region, detector), $"on in {region}", region)
        : Fail(Arn(evidence, region, detector), $"suspended in {region}; expected enabled", region)];
}
