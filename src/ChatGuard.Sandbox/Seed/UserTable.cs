using System.Collections.Immutable;
using System.Globalization;
using ChatGuard.Sandbox.Services.Iam;

namespace ChatGuard.Sandbox.Seed;

/// <summary>
/// Reads the embedded tables of users, one row a user. Ages are days before the clock's first reading;
/// a key is <c>id active|inactive age (used age service region | never)</c>, with <c>-</c> for a service without regions.
/// </summary>
internal static class UserTable
{
    public static void Fill(IamSeed seed)
    {
        var users = Rows(seed.AccountId).Select(row => User(seed, row));
        seed.Iam.Users = seed.Iam.Users.AddRange(users.Select(user => KeyValuePair.Create(user.Name, user)));
    }

    /// <summary>The people of the story in this account, without generated ones.</summary>
    public static IEnumerable<string> Names(string accountId) => Rows(accountId).Select(row => row[0]);

    private static IEnumerable<string[]> Rows(string accountId)
    {
        using var stream = typeof(UserTable).Assembly.GetManifestResourceStream($"ChatGuard.Sandbox.Seed.users-{accountId}.csv")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Skip(1)
            .Select(line => line.Split(','));
    }

    private static IamUser User(IamSeed seed, string[] row)
    {
        var (name, created) = (row[0], seed.Ago(Number(row[2]), 5));
        var policies = row[8].Split(';', StringSplitOptions.RemoveEmptyEntries);
        var user = new IamUser
        {
            Name = name,
            Id = seed.Id("AIDA", name),
            Arn = seed.Arn("user/" + name),
            Created = created,
            Groups = row[1].Split(';', StringSplitOptions.RemoveEmptyEntries).ToImmutableSortedSet(StringComparer.Ordinal),
            Password = row[3].Length == 0 ? null : new LoginProfile(created, seed.Ago(Number(row[3]), 5), row[4] == "never" ? null : seed.Ago(Number(row[4]), 6)),
            Mfa = row[5].Length == 0 ? [] : [new MfaDevice(Serial(seed, name, row[5]), created.AddHours(1))],
            Keys = [.. row[6..8].Where(key => key.Length > 0).Select(key => Key(seed, key.Split(' ')))],
            Attached = policies.Where(policy => !policy.StartsWith("inline:", StringComparison.Ordinal)).Select(AwsManagedPolicies.Arn).ToImmutableSortedSet(StringComparer.Ordinal),
        };
        return user with
        {
            Inline = user.Inline.AddRange(policies.Where(policy => policy.StartsWith("inline:", StringComparison.Ordinal)).Select(policy => KeyValuePair.Create(policy[7..], AwsManagedPolicies.Allow("*")))),
            Tags = user.Tags.AddRange(row[9].Split(';', StringSplitOptions.RemoveEmptyEntries).Select(tag => tag.Split('=', 2)).Select(tag => KeyValuePair.Create(tag[0], tag[1]))),
        };
    }

    private static AccessKey Key(IamSeed seed, string[] words) => new(
        words[0],
        words[1] == "active",
        seed.Ago(Number(words[2]), 5),
        words[3] == "never" ? null : new KeyUse(seed.Ago(Number(words[4]), 7), words[5], words[6] == "-" ? null : words[6]));

    private static string Serial(IamSeed seed, string name, string kind) => kind switch
    {
        "virtual" => seed.Arn("mfa/" + name),
        "security-key" => seed.Arn($"u2f/user/{name}/key-{Ids.Derive(seed.Seed, "u2f/" + name, 26)}"),
        _ => "GAHT" + Ids.Derive(seed.Seed, "totp/" + name, 8),
    };

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
