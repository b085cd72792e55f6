namespace ChatGuard.Core.Checks.Iam;

/// <summary>CIS: every EC2 instance has an instance profile, so that what runs there needs no access keys. Terminated ones are not counted.</summary>
public sealed class InstanceProfiles() : Check("ec2-instance-profile", Severity.Low, "Instances use roles")
{
    public override Guidance Guidance => new(
        "A program on an instance without a role that calls AWS has an access key in a file.",
        [
            "Ask what the instance calls; look for keys in its environment and files.",
            "Make a role for EC2 with just those permissions.",
            "Attach it: aws ec2 associate-iam-instance-profile. The instance keeps running.",
            "Take the keys off the instance, then deactivate them.",
        ],
        "A program with keys of its own goes on using them until they are taken away.");

    protected override IEnumerable<Finding> Evaluate(Evidence evidence)
    {
        var seen = 0;
        var findings = evidence.EachRegion(evidence.Snapshot.Instances, (region, instances) =>
        {
            var live = instances.Where(instance => instance.State is not ("terminated" or "shutting-down")).ToList();
            seen += live.Count;
            return live.Where(instance => instance.InstanceProfileArn is null)
                .Select(instance => Fail(instance.InstanceId, $"{instance.Name ?? "instance"} ({instance.State}) has no instance profile", region));
        }).ToList();
        return findings.Count == 0 && seen == 0
            ? [NotApplicable(evidence.Account, "there are no EC2 instances")]
            : OrPass(findings, evidence, $"all {seen} instances have an instance profile");
    }
}
