using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ChatGuard.Chat.Slack;
using ChatGuard.Doctor;
using ChatGuard.Tests.Chat.Slack.Fake;
using Xunit;

namespace ChatGuard.Tests.Chat.Slack;

/// <summary>A connection that went dead without a word.</summary>
public sealed class SlackSilenceTests(SlackSilentScene scene) : IClassFixture<SlackSilentScene>
{
    [Fact]
    public async Task AConnectionOnWhichNothingComesAnyMoreIsMadeAgain()
    {
        var (sockets, before) = (scene.Slack.Sockets, scene.Seen(SlackScene.Rita));
        var opened = sockets.Opened;

        sockets.Mute();
        Assert.Equal("connection_failed", (await scene.As(SlackScene.Rita).CommandAsync(SlackScene.Channel, "/aws", "help")).Failure);
        await SlackScene.UntilAsync("another connection", () => sockets.Opened > opened && sockets.IsReady ? sockets : null);

        Assert.True((await scene.As(SlackScene.Rita).CommandAsync(SlackScene.Channel, "/aws", "help")).Ok);
        await scene.NewAsync(SlackScene.Rita, before, "What you can ask");
    }
}

/// <summary>What is said of the connection where operators look.</summary>
public sealed class SlackConnectionTests(SlackScene scene) : IClassFixture<SlackScene>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReadinessAndDoctorSayHowItIsAndItsLossMakesNobodyUnready()
    {
        var (_, open) = await UntilAsync("it is open", said => (bool)said["open"]!);
        Assert.Null(open["reason"]);
        await DoctorAsync(said => said is { Health: Health.Well } && said.What.Contains("is connected by Socket Mode since", StringComparison.Ordinal));

        await scene.Slack.Sockets.TellAsync("link_disabled");

        var (status, closed) = await UntilAsync("it is gone", said => !(bool)said["open"]!);
        Assert.Equal((HttpStatusCode.OK, "link_disabled"), (status, (string?)closed["reason"]));
        await DoctorAsync(said => said is { Health: Health.Off } && said.What.Contains("is connecting by Socket Mode since", StringComparison.Ordinal));
        scene.Clock.Advance(TimeSpan.FromSeconds(125));
        var wrong = await DoctorAsync(said => said.Health == Health.Wrong);
        Assert.Contains("(link_disabled): nobody in Slack is answered by it", wrong.What, StringComparison.Ordinal);
        Assert.StartsWith("Turn Socket Mode on", wrong.Fix, StringComparison.Ordinal);

        // A replica that writes nothing down any more does not run.
        scene.Clock.Advance(TimeSpan.FromHours(1));
        var check = scene.App.Service<IEnumerable<DoctorCheck>>().Single(each => each.Part == "slack");
        var last = (await check.ExamineAsync([], Stop))[^1];
        Assert.Equal((Health.Off, "no ChatGuard that runs on this database keeps a Socket Mode connection"), (last.Health, last.What));
    }

    private async Task<(HttpStatusCode Status, JsonNode Said)> UntilAsync(string what, Func<JsonNode, bool> holds)
    {
        using var client = new HttpClient { BaseAddress = scene.App.Address };
        using var limit = Limit();
        while (true)
        {
            using var response = await client.GetAsync("/health/ready", limit.Token);
            var said = (await response.Content.ReadFromJsonAsync<JsonObject>(limit.Token))!["connections"]!["slack"]!;
            if (holds(said))
            {
                return (response.StatusCode, said);
            }

            Assert.False(limit.IsCancellationRequested, what);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, limit.Token);
        }
    }

    /// <summary>Waits until doctor says it of the connection; of that alone, since Slack lets no app-level token be tried so often.</summary>
    private async Task<Diagnosis> DoctorAsync(Func<Diagnosis, bool> holds)
    {
        using var limit = Limit();
        while (true)
        {
            var said = Assert.Single(await SlackDoctor.SocketsAsync(scene.App.Service<IServiceProvider>(), limit.Token));
            if (holds(said))
            {
                return said;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, limit.Token);
        }
    }

    private static CancellationTokenSource Limit()
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        return limit;
    }
}
