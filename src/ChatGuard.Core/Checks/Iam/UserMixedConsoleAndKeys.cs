namespace ChatGuard.Core.Checks.Iam;

/// <summary>A user is a person or a program, not both; a tag <c>purpose</c> says that it is meant.</summary>
public sealed class UserMixedConsoleAndKeys() : Check("user-mixed-console-and-keys", Severity.Low, "Users have a console password or access keys, not both", Fix.Automatic)
{
    public override Guidance Guidance => new(
        "A person's key on a laptop is a second way in that needs no MFA.",
        [
            "Ask what the key is for.",
            "Move a program to a role, or to a user of its own; let a person sign in by Identity Center for the command line.",
            "Deactivate the key, or remove the console password of a program; ChatGuard can do either once approved.",
            "If both are needed, tag the user with purpose.",
        ],
        "Scripts that use the key stop; a removed password cannot be brought back, only set anew.");

    protected override IEnumerable<Finding> Evaluate(Evidence evidence) => evidence.Open(evidence.Snapshot.Credentials.And(evidence.Snapshot.Authorization), both =>
    {
        var users = both.Second.ByName();
        var mixed = both.First.Users.Where(user => user.PasswordEnabled == true && user.ActiveKeys().Any()).Select(user => users.GetValueOrDefault(user.UserName) switch
        {
            null => Unknown(user.Arn, "has a console password and an active key; its tags were not read"),
            var tagged when tagged.Has(UserTags.Purpose) => Pass(user.Arn, $"both, as its tag {UserTags.Purpose} allows"),
            _ => Fail(user.Arn, $"has a console password and {string.Join(" and ", user.ActiveKeys().Select(key => key.Label()))}; no tag {UserTags.Purpose} allows both"),
        });
        return OrPass(mixed, evidence, "no user has both");
    });
}
