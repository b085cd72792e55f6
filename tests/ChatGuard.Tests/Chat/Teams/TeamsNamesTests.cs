using ChatGuard.Chat.Teams;
using Xunit;

namespace ChatGuard.Tests.Chat.Teams;

/// <summary>What Teams calls people: those in a conversation of ChatGuard's.</summary>
public sealed class TeamsNamesTests(TeamsApp app) : IClassFixture<TeamsApp>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task MembersHaveNamesAndTheRosterIsReadOnceForAllOfThem()
    {
        var ben = app.Teams.Person("Ben Ito");
        await app.Ana.MentionAsync(app.Channel, "help");
        await app.Channel.WaitForAsync(card => card.TextFor(null).Contains("help", StringComparison.OrdinalIgnoreCase), Stop);
        var names = app.App.Service<TeamsNames>();
        var before = Rosters();

        Assert.Equal("Ana Lima", await names.FindAsync(app.Ana.Actor, Stop));
        Assert.Equal("Ben Ito", await names.FindAsync(ben.Actor, Stop));
        Assert.Null(await names.FindAsync("teams:11111111-2222-3333-4444-555555555555/99999999-2222-3333-4444-555555555555", Stop));
        Assert.Equal(1, Rosters() - before);
    }

    private int Rosters() => app.Teams.Calls.Count(call => call.Contains("/pagedmembers", StringComparison.Ordinal));
}
