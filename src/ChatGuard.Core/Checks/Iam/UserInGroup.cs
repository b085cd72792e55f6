namespace ChatGuard.Core.Checks.Iam;

/// <summary>Every user is in at least one group.</summary>
public sealed class UserInGroup() : Check("user-in-group", Severity.Low, "Every user is in a group", Fix.Automatic)
{
    public override Guidance Guidance => new(
        "A user outside all groups is outside all rules that groups carry, such as the one that demands MFA.",
        [
            "Find the group whose members do the same work.",
            "Compare its policies with the user's own.",
            "Add the user; ChatGuard can do it once approved.",
        ],
        "A group's Deny takes effect for the user at once.");

    protected override IEnumerable<Finding> Evaluate(Evidence evidence) => evidence.Open(evidence.Snapshot.Authorization, details => details.Users.Count == 0
        ? [NotApplicable(evidence.Account, "there are no IAM users")]
        : OrPass(details.Users.Where(user => user.Groups.Count == 0).Select(user => Fail(user.Arn, "is in no group")), evidence, "every user is in a group"));
}
