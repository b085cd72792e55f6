using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.Iam;

/// <summary>Nothing says that a key is in strangers' hands: no quarantine policy that AWS attached, no grave GuardDuty finding naming a user.</summary>
public sealed class AccessKeyExposed() : Check("access-key-exposed", Severity.Critical, "No access key is reported exposed", Fix.Automatic)
{
    /// <summary>GuardDuty's severities from here on are high and critical.</summary>
    private const double Grave = 7;

    public override Guidance Guidance => new(
        "AWS or GuardDuty has seen a key of the account where it should not be: somebody else may be using it now.",
        [
            "Contain the user: ChatGuard can deactivate its keys and deny its sessions once approved.",
            "Read in CloudTrail what the key did, in every region, since before it leaked.",
            "Remove what an intruder made: users, keys, roles, instances.",
            "Take the secret out of where it leaked and give the workload a role or a new key.",
            "Detach AWS's quarantine policy only when all of this is done, and answer AWS's support case.",
        ],
        "Everything that works with the user's keys stops.");

    protected override IEnumerable<Finding> Evaluate(Evidence evidence)
    {
        var users = evidence.Snapshot.Authorization.Match<Dictionary<string, IamUser>?>((details, _) => details.ByName(), _ => null);
        return OrPass(
            [
                .. evidence.Each(evidence.Snapshot.Authorization.Select(details => details.Users), Quarantined),
                .. evidence.EachRegion(evidence.Snapshot.GuardDuty, (region, detector) => detector is null
                    ? []
                    : evidence.Open(detector.Findings, findings => findings.SelectMany(finding => Named(evidence, finding, users)), region, region)),
            ],
            evidence,
            evidence.Snapshot.GuardDuty.All(part => part.Section.Match((detector, _) => detector is null, _ => false))
                ? "no quarantine policy; GuardDuty is nowhere on to tell more"
                : "no quarantine policy, no grave GuardDuty finding about a user");
    }

    /// <summary>Whether AWS attaches this policy when it finds a key in public.</summary>
    public static bool IsQuarantine(string policyName) =>
        policyName.StartsWith("AWSCompromisedKeyQuarantine", StringComparison.Ordinal) || policyName == "AWSExposedCredentialPolicy_DO_NOT_REMOVE";

    private static Finding? Quarantined(IamUser user) =>
        user.AttachedPolicies.Select(policy => policy.PolicyName).Concat(user.InlinePolicies.Select(policy => policy.PolicyName)).FirstOrDefault(IsQuarantine) is { } name
            ? Fail(user.Arn, $"AWS attached {name}: a key of this user was found in public")
            : null;

    private static IEnumerable<Finding> Named(Evidence evidence, GuardDutyFinding finding, Dictionary<string, IamUser>? users)
    {
        if (finding.Archived || finding.Sample || finding.Severity < Grave)
        {
            yield break;
        }

        // Attack sequences name role sessions beside users; only users and root have keys. Where users could not be read, nobody named is left out.
        foreach (var name in finding.Users)
        {
            var prefix = $"arn:{evidence.Snapshot.Partition}:iam::{evidence.Account}:";
            var arn = string.Equals(name, "root", StringComparison.OrdinalIgnoreCase) ? prefix + "root"
                : users is null ? $"{prefix}user/{name}"
                : users.GetValueOrDefault(name)?.Arn;
            if (arn is not null)
            {
                yield return Fail(arn, FormattableString.Invariant($"GuardDuty {finding.Severity:0.0}: {finding.Type}"), finding.Region);
            }
        }
    }
}
