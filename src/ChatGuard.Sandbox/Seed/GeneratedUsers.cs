using System.Collections.Immutable;
using ChatGuard.Sandbox.Services.Iam;

namespace ChatGuard.Sandbox.Seed;

/// <summary>More people than the story has: about 3 % without MFA, about 10 % with an active key of more than 90 days.</summary>
internal static class GeneratedUsers
{
    private static readonly string[] First =
    [
        "aaron", "amira", "beata", "bruno", "celia", "daniel", "elena", "fabio", "gita", "hannah", "ines", "jonas", "karim", "laila",
        "magnus", "nora", "oscar", "petra", "rafael", "salma", "theo", "ursula", "vera", "wen", "yara", "zoltan",
    ];

    private static readonly string[] Last =
    [
        "abe", "brandt", "costa", "diallo", "eriksen", "ferrari", "gupta", "horvat", "ito", "jansen", "kovacs", "lopez", "moreau", "nagy",
        "olsen", "pereira", "quist", "rahman", "schmidt", "tran", "ueda", "vidal", "weber", "xu", "yilmaz", "zhang",
    ];

    public static void Fill(IamSeed seed, int count)
    {
        var random = new Random(seed.Seed);
        var users = Enumerable.Range(0, Math.Max(0, count)).Select(n => User(seed, random, n)).ToList();
        seed.Iam.Users = seed.Iam.Users.AddRange(users.Select(user => KeyValuePair.Create(user.Name, user)));
    }

    private static IamUser User(IamSeed seed, Random random, int n)
    {
        var round = n / (First.Length * Last.Length);
        var name = $"{First[n % First.Length]}.{Last[n / First.Length % Last.Length]}{(round == 0 ? "" : round + 1)}";
        var created = random.Next(95, 1500);
        var start = seed.Ago(created, 5);
        var user = new IamUser
        {
            Name = name,
            Id = seed.Id("AIDA", name),
            Arn = seed.Arn("user/" + name),
            Created = start,
            Groups = ["developers"],
            Password = new LoginProfile(start, seed.Ago(random.Next(1, 90), 5), seed.Ago(random.Next(0, 40), 6)),
            Mfa = random.Next(100) < 3 ? [] : [new MfaDevice(seed.Arn("mfa/" + name), start.AddHours(1))],
            Keys = Keys(seed, random, name, created),
        };
        return user with { Tags = user.Tags.Add("owner", name.Split('.')[0]) };
    }

    private static ImmutableList<AccessKey> Keys(IamSeed seed, Random random, string name, int created)
    {
        var age = random.Next(100) switch
        {
            < 10 => random.Next(92, created + 1),
            < 35 => random.Next(1, 90),
            _ => 0,
        };
        return age == 0
            ? []
            : [new AccessKey("AKIA" + Ids.Derive(seed.Seed, $"{seed.AccountId}/key/{name}", 9) + "EXAMPLE", Active: true, seed.Ago(age, 5), new KeyUse(seed.Ago(random.Next(0, Math.Min(age, 40)), 7), "s3", null))];
    }
}
