using ChatGuard.Core.Checks;
using Xunit;
using static ChatGuard.Tests.Store.Samples;

namespace ChatGuard.Tests.Store;

public abstract partial class StoreTests
{
    [Fact]
    public async Task TheSweepKeepsWhatStillFailsAndWhatIsRecent()
    {
        Database.Options.RetentionDays = 100;
        await RecordAsync(0, Fails(Anna), Fails(Bob));
        await RecordAsync(1, Passes(Anna), Fails(Bob));
        await RecordAsync(100, Passes(Anna), Fails(Bob));
        Database.Clock.Now = Monday.AddDays(101).AddMinutes(1);

        var swept = await Store.SweepAsync(Token);

        // Anna's finding and the scores of the first two days… the second day is 100 days ago and stays.
        Assert.Equal(2, swept);
        Assert.Equal((Bob, Monday), ((await AllAsync()).Select(finding => (finding.ResourceId, finding.FirstSeen)).Single()));
        Assert.Equal([new(2026, 3, 3), new DateOnly(2026, 6, 10)], (await Store.ScoresAsync([Account], new(2026, 1, 1), Token)).Select(score => score.Day));
        Assert.Equal(0, await Store.SweepAsync(Token));
    }

    [Fact]
    public async Task TheSweepForgetsFindingsOfAnAccountNobodyReadsAnyMore()
    {
        await RecordAsync(0, Fails(Anna));
        Database.Clock.Now = Monday.AddDays(Database.Options.RetentionDays).AddMinutes(1);
        await Store.SweepAsync(Token);

        Assert.Empty(await AllAsync());
    }

    [Fact]
    public async Task TheSweepKeepsMessagesThatWaitAndThoseTheyBelongUnder()
    {
        await Store.CommitDigestAsync(Slot, [Message("headline"), Message("details", after: "headline"), Message("alone", "other")], [new("k", Severity.Low, true)], Token);
        await AddAsync("security", "anna", "old");
        await DrainAsync("me");
        Database.Clock.Now = Monday.AddDays(Database.Options.MessageRetentionDays).AddMinutes(1);

        var swept = await Store.SweepAsync(Token);

        Assert.Equal(2, swept);
        Assert.Equal(["details"], await DrainAsync("me"));
        Assert.Empty(await Store.WebMessagesAsync("security", 0, 10, Token));
    }
}
