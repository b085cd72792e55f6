using ChatGuard.Chat.Slack;
using ChatGuard.Tests.Chat.Slack.Fake;
using Xunit;
using SlackWorkspace = ChatGuard.Tests.Chat.Slack.Fake.SlackWorkspace;

namespace ChatGuard.Tests.Chat.Slack;

/// <summary>Who somebody is, asked of Slack once for all who want to know.</summary>
public sealed class SlackPeopleTests(SlackHttpScene scene) : IClassFixture<SlackHttpScene>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private SlackPeople People => scene.App.Service<SlackPeople>();

    [Theory]
    [InlineData("users.info")]
    [InlineData("usergroups.users.list")]
    public async Task WhoGivesUpWaitingEndsTheLookUpForNobodyElse(string method)
    {
        await People.WorkspaceAsync(Stop);
        var newcomer = $"U0{method.Length}";
        scene.Slack.Workspace.Add(new SlackUser(newcomer, "Nina New"));
        scene.Clock.Advance(TimeSpan.FromMinutes(10));
        using var impatient = new CancellationTokenSource();
        scene.Slack.Faults.Hold(method);
        try
        {
            var first = People.FindAsync(SlackWorkspace.Team, newcomer, isClick: false, impatient.Token);
            await scene.Slack.Faults.ComeAsync(method).WaitAsync(TimeSpan.FromMinutes(2), TimeProvider.System, Stop);
            var second = People.FindAsync(SlackWorkspace.Team, newcomer, isClick: false, Stop);
            await impatient.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
            Assert.False(second.IsCompleted);

            scene.Slack.Faults.Release(method);
            Assert.Equal("Nina New", (await second).Actor?.Name);
        }
        finally
        {
            scene.Slack.Faults.Release(method);
        }
    }

    [Fact]
    public async Task ABotIsNobody()
    {
        var bot = await People.FindAsync(SlackWorkspace.Team, SlackScene.OtherBot, isClick: true, Stop);

        Assert.Equal((null, "Bots cannot use ChatGuard."), (bot.Actor, bot.Refusal));
    }
}
