using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.Iam;

/// <summary>CIS: users get permissions by groups alone. ChatGuard's own policies and those AWS attaches to a leaked key's user are not counted.</summary>
public sealed class UsersViaGroups() : Check("iam-users-via-groups", Severity.Low, "No policy is attached directly to a user", Fix.Automatic)
{
    public override Guidance Guidance => new(
        "Permissions given person by person are forgotten when the person's work changes.",
        [
            "Find or make a group with the permissions the work needs.",
            "Add the user to it and check with IAM's policy simulator that nothing is missing.",
            "Detach the user's own policies; ChatGuard can do it once approved, and undo it.",
        ],
        "The user loses what the group does not give.");

    protected override IEnumerable<Finding> Evaluate(Evidence evidence) => evidence.Open(evidence.Snapshot.Authorization, details => details.Users.Count == 0
        ? [NotApplicable(evidence.Account, "there are no IAM users")]
        : OrPass(details.Users.Select(Judge).OfType<Finding>(), evidence, "users get permissions by groups alone"));

    private static Finding? Judge(IamUser user)
    {
        var names = user.AttachedPolicies.Select(policy => policy.PolicyName)
            .Where(name => !AccessKeyExposed.IsQuarantine(name))
            .Concat(user.InlinePolicies.Select(policy => $"{policy.PolicyName} (inline)"))
            .Where(name => !name.StartsWith("ChatGuard", StringComparison.Ordinal))
            .ToList();
        return names.Count == 0 ? null : Fail(user.Arn, $"has policies of its own: {string.Join(", ", names.Take(3))}{(names.Count > 3 ? $" and {names.Count - 3} more" : "")}");
    }
}
