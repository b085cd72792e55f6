using ChatGuard.Core.Checks;
using ChatGuard.Core.Digests;
using Xunit;
using static ChatGuard.Tests.Store.Samples;

namespace ChatGuard.Tests.Store;

public abstract partial class StoreTests
{
    private const string Anna = "arn:aws:iam::111122223333:user/anna";
    private const string Bob = "arn:aws:iam::111122223333:user/bob";

    [Fact]
    public async Task AFindingRemembersWhenItsSuppressionEndedUntilItIsFixed()
    {
        await RecordAsync(0, Fails(Anna) with { Status = CheckStatus.Suppressed });
        await RecordAsync(1, Fails(Anna));
        await RecordAsync(2, Fails(Anna));
        var failing = Assert.Single(await Store.FindingsAsync([Account], Monday, Token));
        Assert.Equal((Monday, Monday.AddDays(1)), (failing.FirstSeen, failing.SuppressionEndedAt));

        await RecordAsync(3, Passes(Anna));
        await RecordAsync(4, Fails(Anna));
        Assert.Null(Assert.Single(await Store.FindingsAsync([Account], Monday, Token)).SuppressionEndedAt);
    }

    [Fact]
    public async Task AFailingFindingKeepsWhenItWasFirstSeen()
    {
        await RecordAsync(0, Fails(Anna, detail: "93 d old"));
        await RecordAsync(1, Fails(Anna, detail: "94 d old"));

        var finding = Assert.Single(await AllAsync());
        Assert.Equal(new StoredFinding(Account, Ages.Id, Anna, null, CheckStatus.Fail, Ages.Severity, "94 d old", Monday, Monday.AddDays(1), null), finding);
    }

    [Fact]
    public async Task AFixedFindingThatFailsAgainBeginsANewSpell()
    {
        await RecordAsync(0, Fails(Anna));
        await RecordAsync(1, Passes(Anna));
        var repaired = Assert.Single(await AllAsync());
        await RecordAsync(2, Passes(Anna));
        var stillRepaired = Assert.Single(await AllAsync());
        await RecordAsync(3, Fails(Anna));

        var again = Assert.Single(await AllAsync());
        Assert.Equal((CheckStatus.Pass, Monday.AddDays(1)), (repaired.Status, repaired.FixedAt));
        Assert.Equal(repaired, stillRepaired);
        Assert.Equal((Monday.AddDays(3), null), (again.FirstSeen, again.FixedAt));
    }

    [Fact]
    public async Task AResourceThatIsGoneIsFixed()
    {
        await RecordAsync(0, Fails(Anna), Fails(Bob));
        await RecordAsync(1, Fails(Bob));

        Assert.Equal([Anna], (await AllAsync()).Where(finding => finding.FixedAt == Monday.AddDays(1)).Select(finding => finding.ResourceId));
    }

    [Fact]
    public async Task AFixIsToldFromTheMomentAskedFor()
    {
        await RecordAsync(0, Fails(Anna));
        await RecordAsync(1, Passes(Anna));

        Assert.Single(await Store.FindingsAsync([Account], Monday.AddDays(1), Token));
        Assert.Empty(await Store.FindingsAsync([Account], Monday.AddDays(1).AddSeconds(1), Token));
        Assert.Empty(await Store.FindingsAsync(["999999999999"], Monday, Token));
        Assert.Empty(await Store.FindingsAsync([], Monday, Token));
    }

    [Fact]
    public async Task AnUnreadableAccountFixesNothing()
    {
        await RecordAsync(0, Fails(Anna), Fails(Bob, "eu-west-1"));
        await RecordAsync(1, Unknown(Account));
        await RecordAsync(2);

        Assert.All(await AllAsync(), finding => Assert.Equal((CheckStatus.Fail, Monday, Monday, null), (finding.Status, finding.FirstSeen, finding.LastSeen, finding.FixedAt)));
    }

    [Fact]
    public async Task AnUnreadableRegionFixesNothingOfThatRegion()
    {
        await RecordAsync(0, Fails("detector", "eu-west-1"), Fails("detector", "eu-north-1"));
        await RecordAsync(1, Unknown("eu-west-1", "eu-west-1"));

        Assert.Equal(["eu-north-1"], (await AllAsync()).Where(finding => finding.FixedAt is not null).Select(finding => finding.Region));
    }

    [Fact]
    public async Task AnUnknownResourceFixesOnlyOthers()
    {
        await RecordAsync(0, Fails(Anna), Fails(Bob));
        await RecordAsync(1, Unknown(Anna), Passes(Bob));

        Assert.Equal([Bob], (await AllAsync()).Where(finding => finding.FixedAt is not null).Select(finding => finding.ResourceId));
    }

    [Fact]
    public async Task ACheckThatIsNotInTheReadingFixesNothing()
    {
        await RecordAsync(0, Fails(Anna));
        await Store.RecordAsync(Account, "prod", Monday.AddDays(1), Posture.Of([Result(Check.Find("root-mfa-enabled") ?? Check.All.First(check => check != Ages), Passes(Account))]), Token);

        Assert.Null(Assert.Single(await AllAsync()).FixedAt);
    }

    [Fact]
    public async Task ASuppressedFindingNeitherFailsNorIsFixed()
    {
        await RecordAsync(0, Fails(Anna));
        await RecordAsync(1, Fails(Anna) with { Status = CheckStatus.Suppressed });
        var suppressed = await AllAsync();
        await RecordAsync(2, Fails(Anna));

        Assert.Empty(suppressed);
        Assert.Equal(Monday, Assert.Single(await AllAsync()).FirstSeen);
    }

    [Fact]
    public async Task TwoKeysOfOneUserAreOneFindingWithBothDetails()
    {
        await RecordAsync(0, Fails(Anna, detail: "key 1"), Passes(Anna), Fails(Anna, detail: "key 2") with { Severity = Severity.Critical });

        var finding = Assert.Single(await AllAsync());
        Assert.Equal(("key 1; key 2", Severity.Critical), (finding.Detail, finding.Severity));
    }

    [Fact]
    public async Task AReadingOlderThanTheLastChangesNothing()
    {
        await RecordAsync(1, Fails(Anna));
        await RecordAsync(0, Passes(Anna));

        Assert.Null(Assert.Single(await AllAsync()).FixedAt);
    }

    [Fact]
    public async Task OddTextIsKeptAsText()
    {
        await RecordAsync(0, Fails("a'b\"c\\d;--é🔑\0", detail: "{\"x\":\"\u2028\"}\r\n"));

        var finding = Assert.Single(await AllAsync());
        Assert.Equal(("a'b\"c\\d;--é🔑\uFFFD", "{\"x\":\"\u2028\"}\r\n"), (finding.ResourceId, finding.Detail));
    }

    [Fact]
    public async Task TheLastReadingOfAUtcDayIsItsScore()
    {
        await Store.RecordAsync(Account, "prod", Monday, new Posture([], 40, "F"), Token);
        await Store.RecordAsync(Account, "prod", Monday.AddHours(1), new Posture([], 70, "C"), Token);
        await Store.RecordAsync(Account, "prod", DateTimeOffset.Parse("2026-03-03T01:30:00+02:00"), new Posture([], 71, "C"), Token);
        await Store.RecordAsync(Account, "prod", Monday.AddDays(1), new Posture([], null, "?"), Token);

        Assert.Equal(
            [new DailyScore(Account, new(2026, 3, 2), 71, "C"), new DailyScore(Account, new(2026, 3, 3), null, "?")],
            await Store.ScoresAsync([Account, "other"], new(2026, 3, 2), Token));
        Assert.Single(await Store.ScoresAsync([Account], new(2026, 3, 3), Token));
    }

    [Fact(Timeout = 20_000)]
    public async Task TenThousandFindingsAreRecordedInOneGo()
    {
        var findings = Enumerable.Range(0, 10_000).Select(number => Fails($"arn:aws:iam::111122223333:user/user-{number:00000}")).ToArray();
        await RecordAsync(0, findings);
        await RecordAsync(1, findings);
        var failing = await AllAsync();
        await RecordAsync(2, Passes(Account));

        Assert.Equal(10_000, failing.Count);
        Assert.All(await AllAsync(), finding => Assert.Equal(Monday.AddDays(2), finding.FixedAt));
    }

    [Fact]
    public async Task ReplicasThatRecordAtOnceLeaveTheLatestReading()
    {
        var findings = Enumerable.Range(0, 50).Select(number => Fails($"user-{number}")).ToArray();
        var replicas = Enumerable.Range(0, 6).Select(_ => Database.Replica()).ToList();
        await Task.WhenAll(replicas.Select((replica, turn) => Task.Run(
            () => replica.RecordAsync(Account, "prod", Monday.AddMinutes(turn), Found(turn % 2 == 0 ? findings : [.. Enumerable.Reverse(findings)]), Token), Token)));

        Assert.All(await AllAsync(), finding => Assert.Equal(Monday.AddMinutes(5), finding.LastSeen));
    }

    private Task RecordAsync(int day, params Finding[] findings) => Store.RecordAsync(Account, "prod", Monday.AddDays(day), Found(findings), Token);

    private Task<IReadOnlyList<StoredFinding>> AllAsync() => Store.FindingsAsync([Account], Monday, Token);
}
