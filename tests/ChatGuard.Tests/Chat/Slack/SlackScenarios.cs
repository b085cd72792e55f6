using ChatGuard.Tests.Chat.Scenarios;
using Xunit;

namespace ChatGuard.Tests.Chat.Slack;

/// <summary>The scenarios over HTTP.</summary>
[CollectionDefinition(nameof(SlackHttpScenarios))]
public sealed class SlackHttpCollection : ICollectionFixture<SlackHttpDriver>;

[Collection(nameof(SlackHttpScenarios))]
public sealed class SlackHttpScenarios(SlackHttpDriver slack) : SlackScenarios(slack);

/// <summary>The scenarios over Socket Mode.</summary>
public sealed class SlackSocketScenarios(SlackSocketDriver slack) : SlackScenarios(slack), IClassFixture<SlackSocketDriver>
{
    [Theory]
    [InlineData("warning")]
    [InlineData("refresh_requested")]
    public async Task WhenSlackWantsAnotherConnectionItIsOpenedBeforeTheOldOneGoesAndNothingIsLost(string reason)
    {
        var sockets = slack.Slack.Sockets;
        var (old, opened) = (sockets.Open(), sockets.Opened);

        await sockets.TellAsync(reason);
        using var limit = new CancellationTokenSource(ChatDriver.Patience, TimeProvider.System);
        while (sockets.Opened == opened || sockets.Count <= old.Count)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        }

        // The old one is open still, and what comes on it is taken.
        Assert.True((await slack.Client(slack.Requester).CommandAsync("C0SECURITY", "/aws", "help")).Ok);
        Assert.True((await slack.Client(slack.Requester).CommandAsync("C0SECURITY", "/aws", "help")).Ok);
        await Fake.SocketHub.CloseAsync(old);
        while (sockets.Count > old.Count)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        }

        Assert.True((await slack.Client(slack.Requester).CommandAsync("C0SECURITY", "/aws", "help")).Ok);
        Assert.Equal(opened + 1, sockets.Opened);
    }
}

/// <summary>What holds on Slack besides: whatever happens, ChatGuard sends nothing that Slack refuses for its form.</summary>
public abstract class SlackScenarios(SlackDriver slack) : ChatScenarios(slack), IAsyncDisposable
{
    private static readonly string[] Allowed = ["ratelimited", "token_revoked", "expired_trigger_id"];

    private readonly int callsBefore = slack.Slack.Calls.Count;

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Assert.Empty(slack.Slack.Calls.Skip(callsBefore).Where(call => call.Error is { } error && !Allowed.Contains(error)).Select(call => $"{call.Method}: {call.Error}"));
        Assert.Empty(slack.Slack.Complaints);
        return ValueTask.CompletedTask;
    }
}
