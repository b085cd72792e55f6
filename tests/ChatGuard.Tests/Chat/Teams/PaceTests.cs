using ChatGuard.Chat.Teams;
using Xunit;

namespace ChatGuard.Tests.Chat.Teams;

public class PaceTests
{
    private readonly ManualClock clock = new("2026-11-20T08:00:00Z");

    [Fact]
    public void CallsInAConversationComeAsFastAsTeamsAllowsAndNoFaster()
    {
        var pace = new Pace(clock);
        var waits = Enumerable.Range(0, 61).Select(_ => pace.Take("19:a").TotalSeconds).ToList();

        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 1, 2], waits.Take(9));
        Assert.Equal(30, waits[60]);
        foreach (var (calls, within) in new[] { (7, 1), (8, 2), (60, 30) })
        {
            Assert.All(waits.Zip(waits.Skip(calls)), pair => Assert.True(pair.Second - pair.First >= within));
        }
    }

    [Fact]
    public void AConversationDoesNotWaitForAnotherUntilTheWholeOrganisationIsAtItsLimit()
    {
        var pace = new Pace(clock);

        Assert.All(Enumerable.Range(0, 30), n => Assert.Equal(TimeSpan.Zero, pace.Take($"19:{n}")));
        Assert.Equal(TimeSpan.FromSeconds(1), pace.Take("19:another"));
    }

    [Fact]
    public void WhereTheConnectorSaysToWaitEverybodyInThatConversationDoes()
    {
        var pace = new Pace(clock);
        pace.Pause("19:a", isLookUp: false, TimeSpan.FromSeconds(10));

        Assert.Equal(TimeSpan.FromSeconds(10), pace.Take("19:a"));
        Assert.Equal(TimeSpan.Zero, pace.Take("19:b"));
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(TimeSpan.Zero, pace.Take("19:a"));
    }
}
