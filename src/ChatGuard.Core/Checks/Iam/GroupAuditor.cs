using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.Iam;

/// <summary>Auditors can look without touching: a group of the configured name, or where there is none a role, has one of AWS's read-only policies.</summary>
public sealed class GroupAuditor() : Check("iam-group-auditor", Severity.Info, "An auditors' group or role with read-only access exists")
{
    private static readonly IReadOnlyList<string> ReadOnly = ["SecurityAudit", "ViewOnlyAccess", "ReadOnlyAccess"];

    public override Guidance Guidance => new(
        "Without it an auditor is given an administrator's access, or none.",
        [
            "Make the group, or set ChatGuard's AuditorGroup to the name you use.",
            "Attach SecurityAudit, or ViewOnlyAccess for a narrower view.",
            "Add the people who audit the account, or let them assume a role with the same policy.",
        ]);

    protected override IEnumerable<Finding> Evaluate(Evidence evidence) => evidence.Open(evidence.Snapshot.Authorization, details =>
    {
        var name = evidence.Policy.AuditorGroup;
        var group = details.Groups.FirstOrDefault(group => string.Equals(group.GroupName, name, StringComparison.OrdinalIgnoreCase));
        if (group is not null)
        {
            return [Held(group.AttachedPolicies) is { } held ? Pass(group.Arn, $"has {held}") : Fail(group.Arn, $"has none of {string.Join(", ", ReadOnly)}")];
        }

        var role = details.Roles.FirstOrDefault(role => !Federation.IsServiceLinked(role) && !IsOurs(role) && Held(role.AttachedPolicies) is not null);
        return [role is not null ? Pass(role.Arn, $"has {Held(role.AttachedPolicies)}") : Fail(evidence.Account, $"no group {name} and no role with {string.Join(", ", ReadOnly)}")];
    });

    private static string? Held(IReadOnlyList<AttachedPolicy> attached) => ReadOnly.FirstOrDefault(name => attached.Any(policy => Grant.IsAws(policy.PolicyArn, name)));

    // The bot reads with such a policy itself, which is of no use to a person.
    private static bool IsOurs(IamRole role) => role.RoleName.StartsWith("ChatGuard", StringComparison.Ordinal);
}
