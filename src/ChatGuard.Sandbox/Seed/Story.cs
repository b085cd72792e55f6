using System.Globalization;
using ChatGuard.Sandbox.Protocols;
using ChatGuard.Sandbox.Services;

namespace ChatGuard.Sandbox.Seed;

/// <summary>The scene that the seed fills: the accounts by their role in the story, and its dates.</summary>
/// <remarks>The story was written for one moment, <see cref="Written"/>; every date keeps its distance from it.</remarks>
internal sealed record Story(SandboxOrganization Organization, DateTimeOffset Start)
{
    /// <summary>The moment that the dates in the story's files are relative to.</summary>
    public static readonly DateTimeOffset Written = new(2026, 11, 20, 8, 0, 0, TimeSpan.Zero);

    /// <summary>The regions every account has without opting in.</summary>
    public static readonly string[] DefaultRegions =
    [
        "us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "eu-west-1", "eu-west-2", "eu-west-3", "eu-central-1",
        "eu-north-1", "ap-south-1", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-southeast-1", "ap-southeast-2", "sa-east-1",
    ];

    /// <summary>Neglected, and broken into two days ago.</summary>
    public SandboxAccount Legacy => Organization.Find(SandboxSeed.LegacyId)!;

    /// <summary>Well kept.</summary>
    public SandboxAccount Core => Organization.Find(SandboxSeed.CoreId)!;

    /// <summary>A forgotten member of the first organization.</summary>
    public SandboxAccount Attic => Organization.Find(SandboxSeed.AtticId)!;

    /// <summary>The security member of the second organization, without root credentials.</summary>
    public SandboxAccount Lab => Organization.Find(SandboxSeed.LabId)!;

    /// <summary>Accounts beyond the story's four: small, clean members of the first organization.</summary>
    public IEnumerable<SandboxAccount> Branches => Organization.Accounts.Where(account => account.Id is not (SandboxSeed.LegacyId or SandboxSeed.CoreId or SandboxSeed.AtticId or SandboxSeed.LabId));

    public DateTimeOffset DaysAgo(double days) => Start.AddDays(-days);

    /// <summary>A date of the story's files, moved to the sandbox's clock.</summary>
    public DateTimeOffset At(string written) =>
        Start + (DateTimeOffset.Parse(written, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) - Written);

    /// <summary>The id of an account's detector in a region.</summary>
    public static string DetectorId(string account, string region) => (account, region) switch
    {
        (SandboxSeed.LegacyId, "us-east-1") => "12abc34d567e8fa901bc2d34e56789f0",
        (SandboxSeed.CoreId, "eu-west-1") => "98fed76c543b2a109fed8c76b54321a0",
        _ => Wire.Hex($"detector/{account}/{region}"),
    };

    public static KmsKey Key(SandboxAccount account, string region, string alias, DateTimeOffset made)
    {
        var id = Wire.Uuid($"key/{account.Id}/{region}/{alias}");
        return new KmsKey(id, $"arn:aws:kms:{region}:{account.Id}:key/{id}", made) { Alias = "alias/" + alias };
    }
}
