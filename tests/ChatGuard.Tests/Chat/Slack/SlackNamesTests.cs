using ChatGuard.Chat.Slack;
using ChatGuard.Policies;
using Xunit;
using SlackWorkspace = ChatGuard.Tests.Chat.Slack.Fake.SlackWorkspace;

namespace ChatGuard.Tests.Chat.Slack;

/// <summary>What Slack calls people and groups.</summary>
public sealed class SlackNamesTests(SlackScene scene) : IClassFixture<SlackScene>
{
    private const string Security = $"slack:{SlackWorkspace.Team}/usergroup:{SlackScene.Group}";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private SlackNames Slack => scene.App.Service<SlackNames>();

    [Fact]
    public async Task PeopleAndGroupsOfThisWorkspaceHaveNames()
    {
        Assert.Equal("Anna Berg", await Slack.FindAsync($"slack:{SlackWorkspace.Team}/{SlackScene.Anna}", Stop));
        Assert.Equal("@security", await Slack.FindAsync(Security, Stop));
        Assert.Null(await Slack.FindAsync($"slack:{SlackWorkspace.Team}/usergroup:S0NOTHERE", Stop));
        Assert.Null(await Slack.FindAsync($"slack:{SlackWorkspace.OtherTeam}/{SlackScene.Anna}", Stop));
        await Assert.ThrowsAsync<SlackException>(() => Slack.FindAsync($"slack:{SlackWorkspace.Team}/U0NOTHERE", Stop));
    }

    [Fact]
    public async Task ACardSaysWhoMayApproveByTheGroupsHandle()
    {
        await SlackScene.UntilAsync("the group's name", () => scene.App.Service<Names>().Of(Security));
        var before = scene.Seen(SlackScene.Rita);

        await scene.As(SlackScene.Rita).CommandAsync(SlackScene.Channel, "/aws", "fix cloudtrail-logging-on --account 111122223333");

        var card = SlackScene.Text(await scene.NewAsync(SlackScene.Rita, before, "IAM actions"));
        Assert.Contains("@security", card, StringComparison.Ordinal);
        Assert.DoesNotContain(SlackScene.Group, card, StringComparison.Ordinal);
    }
}
