using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.Iam;

/// <summary>Somebody can say whose each active key is and what it is for: tags <c>owner</c> and <c>purpose</c>, or a tag named like the key, as the console writes a key's description.</summary>
public sealed class AccessKeyDocumented() : Check("access-key-documented", Severity.Low, "Active access keys have a recorded purpose and owner")
{
    public override Guidance Guidance => new(
        "Nobody dares to switch off a key that nobody can explain.",
        [
            "Ask the user what the key is for; the service of its last use is a hint.",
            "Tag the user with owner and purpose.",
            "Deactivate the key if nobody claims it.",
        ]);

    protected override IEnumerable<Finding> Evaluate(Evidence evidence) => evidence.Open(evidence.Snapshot.Credentials.And(evidence.Snapshot.Authorization), both =>
    {
        var users = both.Second.ByName();
        return OrPass(
            both.First.Users.SelectMany(row => row.ActiveKeys().Select(key => Judge(row, key, users.GetValueOrDefault(row.UserName))).OfType<Finding>()),
            evidence,
            "every active key has an owner and a purpose");
    });

    private static Finding? Judge(UserCredentials row, AccessKey key, IamUser? user)
    {
        if (user is null)
        {
            return Unknown(row.Arn, $"{key.Label()}: the user's tags were not read");
        }

        if ((user.Has(UserTags.Owner) && user.Has(UserTags.Purpose)) || (key.KeyId is { } id && user.Has(id)))
        {
            return null;
        }

        return key.KeyId is null && user.Tags.Keys.Any(IsKeyId)
            ? Unknown(row.Arn, $"{key.Label()}: a tag describes one of the user's keys, but the key ids were not read")
            : Fail(row.Arn, $"{key.Label()}: no tags {UserTags.Owner} and {UserTags.Purpose}, no description of the key");
    }

    private static bool IsKeyId(string tag) => tag.StartsWith("AKIA", StringComparison.OrdinalIgnoreCase) && tag.Length >= 16;
}
