using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.GuardDuty;

/// <summary>FindingPublishingFrequency is FIFTEEN_MINUTES: how soon repeated findings reach EventBridge.</summary>
public sealed class PublishFrequency() : DetectorCheck("guardduty-publish-frequency", Severity.Info, "GuardDuty reports repeated findings every 15 minutes")
{
    public override Guidance Guidance => new(
        "News about a finding that goes on waits up to six hours by default.",
        [
            "Set it: aws guardduty update-detector --detector-id ID --finding-publishing-frequency FIFTEEN_MINUTES --region REGION.",
            "Repeat it for every region; in an organization only the administrator account can set it.",
        ]);

    protected override IEnumerable<Finding> Judge(Evidence evidence, string region, Detector detector)
    {
        var arn = Arn(evidence, region, detector);
        return [detector.FindingPublishingFrequency switch
        {
            "FIFTEEN_MINUTES" => Pass(arn, $"FIFTEEN_MINUTES in {region}", region),
            null => Unknown(arn, $"guardduty:GetDetector did not say how often findings are published in {region}", region),
            var frequency => Fail(arn, $"{frequency} in {region}; expected FIFTEEN_MINUTES", region),
        }];
    }
}
