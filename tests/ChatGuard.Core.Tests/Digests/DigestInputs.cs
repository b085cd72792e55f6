using ChatGuard.Core.Checks;
using ChatGuard.Core.Digests;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Tests.Digests;

/// <summary>What digests are made of, for tests: one healthy account, and findings to add.</summary>
internal static class DigestInputs
{
    public static DateOnly Today { get; } = DateOnly.FromDateTime(Snapshots.TakenAt.UtcDateTime);

    /// <summary>The day after a first digest in which nothing failed.</summary>
    public static DigestInput Quiet { get; } = With(Snapshots.Healthy);

    public static DigestInput With(AccountSnapshot snapshot, PosturePolicy? policy = null) => new(
        "morning",
        Snapshots.TakenAt,
        Today,
        [Account(snapshot, policy)],
        [],
        new Dictionary<string, AnnouncedFinding>(),
        [],
        Snapshots.DaysAgo(1),
        OnlyWhenChanged: false);

    public static DigestAccount Account(AccountSnapshot snapshot, PosturePolicy? policy = null) =>
        new(snapshot, Posture.Of(snapshot, policy ?? new PosturePolicy()), policy ?? new PosturePolicy());

    public static StoredFinding Failing(string check, Severity severity = Severity.High, string resource = "arn:aws:iam::444455556666:user/anna.berg", string? region = null) => new(
        Snapshots.AccountId, check, resource, region, CheckStatus.Fail, severity, "observed this; expected that", Snapshots.DaysAgo(0.5), Snapshots.TakenAt, null);

    public static StoredFinding FixedNow(this StoredFinding finding) => finding with { Status = CheckStatus.Pass, FixedAt = Snapshots.HoursAgo(3) };

    public static DigestInput Said(this DigestInput input, params IEnumerable<AnnouncedFinding> said) => input with { Announced = said.ToDictionary(each => each.Key) };

    /// <summary>The next day's input, when all that was announced is remembered.</summary>
    public static DigestInput After(this DigestInput input, Digest digest) => input with
    {
        Announced = input.Announced.Values.Concat(digest.Announces).GroupBy(each => each.Key).ToDictionary(same => same.Key, same => same.Last()),
        LastDigest = input.Now,
        Now = input.Now.AddDays(1),
        Today = input.Today.AddDays(1),
    };

    /// <summary>An organization of 40 accounts in a bad state: 10,000 findings of which a quarter each is new, worse, open and fixed, with long names and details, and full other sections.</summary>
    public static DigestInput Large()
    {
        string Id(int n) => $"{100_000_000_000 + n}";
        var findings = Enumerable.Range(0, 10_000).Select(n => Failing("iam-access-key-unused-for-a-very-long-time", (Severity)(n % 5), $"arn:aws:iam::{Id(n % 40)}:user/{n}-{new string('x', 60)}", n % 3 == 0 ? "ap-southeast-2" : null) with
        {
            AccountId = Id(n % 40),
            Detail = string.Concat(Enumerable.Repeat("observed \u202E something long; expected another ", 12)),
        }).Select((finding, n) => n % 4 == 3 ? finding.FixedNow() : finding).ToList();
        var accounts = Enumerable.Range(0, 40).Select(n => Account(Busy(Id(n)), Accepting)).ToList();
        return Quiet with
        {
            Accounts = accounts,
            Findings = findings,
            Announced = findings.Where((_, n) => n % 4 != 0).Select((finding, n) => new AnnouncedFinding(finding.Key, n % 3 == 0 ? Severity.Info : Severity.Critical, Fixed: false)).ToDictionary(each => each.Key),
            Scores = [.. accounts.SelectMany(account => Enumerable.Range(1, 30).Select(day => new DailyScore(account.Snapshot.AccountId, Today.AddDays(-day), (day * 7) % 100, "C")))],
        };
    }

    private static PosturePolicy Accepting { get; } = new()
    {
        Suppressions = [.. Enumerable.Range(1, 13).Select(day => new Suppression($"check-{day}", new string('r', 80), Snapshots.DaysAgo(-day), "ciso", new string('w', 300)))],
    };

    private static AccountSnapshot Busy(string id) => Snapshots.Healthy with
    {
        AccountId = id,
        AccountName = $"northwind-{id}-{new string('n', 50)}",
        Credentials = Snapshots.Known(Snapshots.Report(users: [.. Enumerable.Range(0, 50).Select(n => OldKey($"{n}-{new string('u', 60)}"))])),
        RootEvents = Snapshots.Known<IReadOnlyList<CloudTrailEvent>>([.. Enumerable.Range(0, 50).Select(n => Snapshots.RootSignIn(Snapshots.HoursAgo(2), $"{id}-{n}", "2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff"))]),
        GuardDuty = Snapshots.InEachRegion<Detector?>(Snapshots.HealthyDetector with
        {
            Findings = Snapshots.Known<IReadOnlyList<GuardDutyFinding>>([.. Enumerable.Range(0, 50).Select(n => Threat($"{id}-{n}", n % 10 + 0.5, id))]),
        }),
        PasswordPolicy = Snapshots.Denied<PasswordPolicy?>("iam:GetAccountPasswordPolicy"),
        Instances = Snapshots.DeniedEverywhere<IReadOnlyList<Instance>>("ec2:DescribeInstances"),
    };

    public static UserCredentials OldKey(string user) => Snapshots.Backup with
    {
        UserName = user,
        AccessKeys = [new AccessKey { Number = 1, KeyId = "AKIAIOSFODNN7EXAMPLE", Active = true, LastRotated = Snapshots.DaysAgo(412), LastUsed = Snapshots.DaysAgo(2), LastUsedService = "s3", LastUsedRegion = "eu-west-1" }],
    };

    public static GuardDutyFinding Threat(string id, double severity, string account = Snapshots.AccountId) => new()
    {
        Id = id,
        Type = "UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS",
        Severity = severity,
        Title = "Credentials were used from outside",
        AccountId = account,
        Region = "eu-west-1",
        Resource = "web-server-role",
        LastSeen = Snapshots.HoursAgo(5),
    };
}
