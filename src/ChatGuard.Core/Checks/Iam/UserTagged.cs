namespace ChatGuard.Core.Checks.Iam;

/// <summary>Every user has a tag <c>owner</c>; for a program, which has no console password, <c>purpose</c> will do.</summary>
public sealed class UserTagged() : Check("user-tagged", Severity.Info, "Users carry an owner tag")
{
    public override Guidance Guidance => new(
        "When a user misbehaves, somebody must be found who knows it.",
        [
            "Ask the user's team who answers for it.",
            "Tag it: aws iam tag-user with owner, and department if you use that.",
            "Make the tag part of how users are made.",
        ]);

    protected override IEnumerable<Finding> Evaluate(Evidence evidence) => evidence.Open(evidence.Snapshot.Credentials.And(evidence.Snapshot.Authorization), both =>
    {
        var people = both.First.Users.Where(user => user.PasswordEnabled == true).Select(user => user.UserName).ToHashSet(StringComparer.Ordinal);
        return both.Second.Users.Count == 0
            ? [NotApplicable(evidence.Account, "there are no IAM users")]
            : OrPass(
                both.Second.Users.Where(user => !user.Has(UserTags.Owner) && (people.Contains(user.UserName) || !user.Has(UserTags.Purpose)))
                    .Select(user => Fail(user.Arn, $"no tag {UserTags.Owner}")),
                evidence,
                "every user has an owner");
    });
}
