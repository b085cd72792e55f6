using System.Text;
using System.Text.Json.Nodes;
using ChatGuard.Core.Answers;
using ChatGuard.Doctor;
using ChatGuard.Tests.Chat.Slack.Fake;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ChatGuard.Tests.Chat.Slack;

/// <summary>What only Slack has, with ChatGuard as it is served.</summary>
public sealed class SlackAppTests(SlackScene scene) : IClassFixture<SlackScene>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private SlackServer Slack => scene.Slack;

    private IChatSurface Surface => scene.App.Service<IEnumerable<IChatSurface>>().Single(surface => surface.Name == "slack");

    [Fact]
    public async Task AnAnswerIsTheAskersAloneUnlessTheyShareIt()
    {
        var before = scene.Seen(SlackScene.Rita);
        await scene.As(SlackScene.Rita).CommandAsync(SlackScene.Channel, "/aws", "accounts");
        var alone = await scene.NewAsync(SlackScene.Rita, before, "4 accounts");
        await scene.As(SlackScene.Rita).CommandAsync(SlackScene.Channel, "/aws", "accounts --share");
        var shared = await scene.NewAsync(SlackScene.Anna, before, "4 accounts");

        Assert.Equal(SlackScene.Rita, alone.EphemeralFor);
        Assert.Null(shared.EphemeralFor);
        Assert.NotEmpty(shared.Text);
    }

    [Fact]
    public async Task WhereChatGuardIsNotInTheChannelTheAskerIsAnsweredAndSharingSaysHowToInviteIt()
    {
        var before = scene.Seen(SlackScene.Rita, SlackScene.Private);
        await scene.As(SlackScene.Rita).CommandAsync(SlackScene.Private, "/aws", "accounts --share");

        await scene.NewAsync(SlackScene.Rita, before, "/invite @ChatGuard", SlackScene.Private);
        await scene.NewAsync(SlackScene.Rita, before, "4 accounts", SlackScene.Private);
    }

    [Fact]
    public async Task PlainWordsInADirectMessageAreAnsweredThere()
    {
        var direct = Slack.Workspace.Direct(SlackScene.Rita).Id;
        await scene.As(SlackScene.Rita).MessageAsync(direct, "how root-mfa-enabled");
        var answer = await scene.NewAsync(SlackScene.Rita, [], "How to fix", direct);
        Assert.False(answer.IsResponse);
    }

    [Theory]
    [InlineData(SlackScene.Guest, "Guests cannot use ChatGuard")]
    [InlineData(SlackScene.Gone, "deactivated")]
    [InlineData(SlackScene.Stranger, "another workspace")]
    public async Task WhoIsNoFullMemberGetsAReasonAndNoAnswer(string user, string reason)
    {
        var before = scene.Seen(user);
        await scene.As(user).MessageAsync(SlackScene.Channel, $"<@{SlackWorkspace.Bot}> accounts");

        var refusal = await scene.NewAsync(user, before, reason);
        Assert.Equal(user, refusal.EphemeralFor);
        Assert.DoesNotContain(scene.Seen(user).Except(before), each => SlackScene.Text(each).Contains("northwind", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WhatAnotherBotWritesIsNotAnswered()
    {
        var before = scene.Seen(SlackScene.OtherBot);
        var direct = Slack.Workspace.Direct(SlackScene.OtherBot).Id;
        Assert.True((await scene.As(SlackScene.OtherBot).MessageAsync(SlackScene.Channel, $"<@{SlackWorkspace.Bot}> accounts --share"))!.Ok);
        Assert.True((await scene.As(SlackScene.OtherBot).MessageAsync(direct, "accounts"))!.Ok);

        // What is said next is answered after it.
        await scene.As(SlackScene.Rita).MessageAsync(SlackScene.Channel, $"<@{SlackWorkspace.Bot}> help");
        await scene.NewAsync(SlackScene.Rita, before, "What you can ask");
        Assert.DoesNotContain(scene.Seen(SlackScene.OtherBot).Except(before), each => each.EphemeralFor != SlackScene.Rita);
        Assert.Empty(scene.Seen(SlackScene.OtherBot, direct));
    }

    [Fact]
    public async Task KeysAreShownToTheGroupThatARuleNamesAndToNobodyElse()
    {
        var (ritas, annas) = (scene.Seen(SlackScene.Rita), scene.Seen(SlackScene.Anna));
        await scene.As(SlackScene.Rita).CommandAsync(SlackScene.Channel, "/aws", "rotate-report");
        await scene.NewAsync(SlackScene.Rita, ritas, "You may not ask rotate-report here");

        await scene.As(SlackScene.Anna).CommandAsync(SlackScene.Channel, "/aws", "rotate-report");
        Assert.Contains("AKIA…", SlackScene.Text(await scene.NewAsync(SlackScene.Anna, annas, "access keys to look after")), StringComparison.Ordinal);
        Assert.DoesNotContain(scene.Seen(SlackScene.Rita).Except(ritas), each => SlackScene.Text(each).Contains("AKIA", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ALongPostHasPagesThatEachTurnsAloneAndIsSentAsAFile()
    {
        var before = scene.Seen(SlackScene.Rita);
        var rows = Enumerable.Range(1, 400).Select(row => (IReadOnlyList<Cell>)[$"user-{row}", new("", Mark.Fail), "=never signed in"]).ToList();
        var message = await Surface.PostAsync(new ChannelRef("slack", SlackScene.Channel), null, new Answer("Many users", Tone.Bad, [new Block.Table(null, [new("User"), new("Result"), new("Why")], rows)]), "pages/1", Stop);
        var post = Slack.Workspace.Message(message.Channel, message.Id)!;
        Assert.Contains("Many users (page 1 of", SlackScene.Text(post), StringComparison.Ordinal);

        await scene.PressAsync(SlackScene.Rita, post, "Page 2");
        var own = await scene.NewAsync(SlackScene.Rita, before, "Many users (page 2 of");
        Assert.Equal((SlackScene.Rita, 0), (own.EphemeralFor, post.Edits));
        await scene.PressAsync(SlackScene.Rita, own, "Page 3");
        await SlackScene.UntilAsync("page 3", () => SlackScene.Text(own).Contains("(page 3 of", StringComparison.Ordinal) ? own : null, () => SlackScene.Text(own));
        await scene.PressAsync(SlackScene.Rita, own, "‹ Previous");
        await SlackScene.UntilAsync("page 2 again", () => SlackScene.Text(own).Contains("(page 2 of", StringComparison.Ordinal) ? own : null, () => SlackScene.Text(own));

        await scene.PressAsync(SlackScene.Rita, post, "All of it as CSV");
        await scene.NewAsync(SlackScene.Rita, before, "The CSV file is in your direct messages");
        var csv = Encoding.UTF8.GetString(Assert.Single(Slack.Workspace.Files.Values).Content!);
        Assert.StartsWith("Part,User,Result,Why\nMany users,user-1,fail,\"'=never signed in\"\n", csv, StringComparison.Ordinal);
        Assert.Equal(401, csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.DoesNotContain(Slack.Workspace.Channels[SlackScene.Channel].Messages, each => each.Files.Count > 0);
    }

    [Fact]
    public async Task TheHomeTabShowsWhatWaitsForThePersonAndItsButtonsWork()
    {
        var (before, direct) = (scene.Seen(SlackScene.Rita), Slack.Workspace.Direct(SlackScene.Anna).Id);
        await scene.As(SlackScene.Rita).CommandAsync(SlackScene.Channel, "/aws", "fix cloudtrail-logging-on --account northwind-legacy");
        await scene.NewAsync(SlackScene.Rita, before, "To be approved");
        await scene.As(SlackScene.Anna).OpenHomeAsync();

        var home = await SlackScene.UntilAsync("the Home tab", () => scene.Home(SlackScene.Anna));
        var text = string.Join('\n', BlockText.Of(home.Payload["blocks"]));
        Assert.Contains("1 plan you may decide, 1 access key of yours to look after", text, StringComparison.Ordinal);
        Assert.Contains("northwind-legacy: ", text, StringComparison.Ordinal);
        Assert.Contains("bob.tanaka", text, StringComparison.Ordinal);

        var (block, element) = SlackScene.Button(home.Payload["blocks"], "Reject");
        await scene.As(SlackScene.Anna).PressAsync(home, block, element);
        var dialog = await SlackScene.UntilAsync("the dialog", () => scene.Dialog(SlackScene.Anna));
        Assert.Contains("cloudtrail:StartLogging", string.Join('\n', BlockText.Of(dialog.Payload["blocks"])), StringComparison.Ordinal);
        scene.As(SlackScene.Anna).Enter(dialog, "reason", "reason", "not now");
        await scene.As(SlackScene.Anna).SubmitAsync(dialog);

        await scene.NewAsync(SlackScene.Anna, [], "You rejected it", direct);
        await SlackScene.UntilAsync("the card's edit", () => scene.Seen(SlackScene.Rita).Except(before).FirstOrDefault(each => SlackScene.Text(each).Contains("Rejected", StringComparison.Ordinal) && SlackScene.Text(each).Contains("not now", StringComparison.Ordinal)));
        await scene.As(SlackScene.Guest).OpenHomeAsync();
        var guests = await SlackScene.UntilAsync("the guest's Home tab", () => scene.Home(SlackScene.Guest));
        Assert.Equal(["ChatGuard", "Guests cannot use ChatGuard; ask a full member."], BlockText.Of(guests.Payload["blocks"]));
    }

    [Fact]
    public async Task APostWhoseAnswerWasLostIsFoundByItsKeyAndNotMadeAgain()
    {
        Slack.Faults.LoseAnswers("chat.postMessage", 1);
        var channel = new ChannelRef("slack", SlackScene.Channel);
        await Assert.ThrowsAnyAsync<Exception>(() => Surface.PostAsync(channel, null, Said("lost once"), "lost/1", Stop));

        var found = await Surface.PostAsync(channel, null, Said("lost once"), "lost/1", Stop);
        var again = await Surface.PostAsync(channel, null, Said("lost once"), "lost/1", Stop);

        Assert.Equal(found, again);
        Assert.Equal(found.Id, Assert.Single(scene.Seen(SlackScene.Rita), each => SlackScene.Text(each).Contains("lost once", StringComparison.Ordinal)).Ts);
    }

    [Fact]
    public async Task WhereSlackAsksToWaitAPostWaitsAndComesOnce()
    {
        Slack.Limits.Storm("chat.postMessage", 2, 1);
        await Surface.PostAsync(new ChannelRef("slack", SlackScene.Channel), null, Said("after a storm"), "storm/1", Stop);

        Assert.Single(scene.Seen(SlackScene.Rita), each => SlackScene.Text(each).Contains("after a storm", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WhatCannotBePostedSaysWhatToDo()
    {
        Slack.Workspace.Add(new SlackChannel("C0OLD", "old") { IsArchived = true }).Members.Add(SlackWorkspace.Bot);
        Slack.Workspace.Add(new SlackChannel("C0FOREIGN", "foreign"));

        var foreign = await Assert.ThrowsAnyAsync<Exception>(() => Surface.PostAsync(new ChannelRef("slack", "C0FOREIGN"), null, Said("x"), "foreign/1", Stop));
        var old = await Assert.ThrowsAsync<ChannelGoneException>(() => Surface.PostAsync(new ChannelRef("slack", "C0OLD"), null, Said("x"), "old/1", Stop));

        Assert.Contains("not_in_channel). Invite it there: /invite @ChatGuard", foreign.Message, StringComparison.Ordinal);
        Assert.Contains("archived", old.Message, StringComparison.Ordinal);
        Assert.False(Surface.Owns(new ChannelRef("slack", "#security")));
    }

    [Fact]
    public async Task AnEditReachesTheMessageAndOneThatWasDeletedStaysGone()
    {
        var message = await Surface.PostAsync(new ChannelRef("slack", SlackScene.Channel), null, Said("to be edited"), "edit/1", Stop);
        await Surface.UpdateAsync(message, Said("was edited"), Stop);
        var seen = Slack.Workspace.Message(message.Channel, message.Id)!;
        Assert.Contains("was edited", SlackScene.Text(seen), StringComparison.Ordinal);

        seen.IsDeleted = true;
        await Surface.UpdateAsync(message, Said("nobody sees it"), Stop);
    }

    [Fact]
    public async Task AWorkspaceWithoutChartBlocksGetsTheSparkline()
    {
        Slack.Workspace.HasRecentBlocks = false;
        try
        {
            var points = Enumerable.Range(1, 9).Select(day => new Point(new DateOnly(2026, 11, day), day * 10)).ToList();
            await Surface.PostAsync(new ChannelRef("slack", SlackScene.Channel), null, new Answer("Trend", Tone.Neutral, [new Block.Chart("Score", 100, [new("northwind", points)])]), "chart/1", Stop);
        }
        finally
        {
            Slack.Workspace.HasRecentBlocks = true;
        }

        Assert.Contains(scene.Seen(SlackScene.Rita), each => SlackScene.Text(each).Contains('▇', StringComparison.Ordinal));
    }

    [Fact]
    public async Task ASocketThatSlackReplacesOrDropsIsMadeAgain()
    {
        var opened = Slack.Sockets.Opened;
        await Slack.Sockets.TellAsync("refresh_requested");
        await SlackScene.UntilAsync("the next socket", () => Slack.Sockets.Opened > opened && Slack.Sockets.IsReady ? Slack : null);
        var before = scene.Seen(SlackScene.Rita);
        Slack.Sockets.Drop();
        await SlackScene.UntilAsync("another socket", () => Slack.Sockets.Opened > opened + 1 && Slack.Sockets.IsReady ? Slack : null);

        await scene.As(SlackScene.Rita).CommandAsync(SlackScene.Channel, "/aws", "help");
        await scene.NewAsync(SlackScene.Rita, before, "What you can ask");
    }

    [Fact]
    public async Task DoctorNamesWhatSlackLacks()
    {
        Slack.Workspace.Add(new SlackChannel("C0NOBOT", "nobot"));
        Slack.Installation.Scopes.Remove("files:write");
        IReadOnlyList<Diagnosis> found;
        try
        {
            var check = scene.App.Service<IEnumerable<DoctorCheck>>().Single(each => each.Part == "slack");
            found = await check.ExamineAsync([new("slack", SlackScene.Channel), new("slack", "C0NOBOT")], Stop);
        }
        finally
        {
            Slack.Installation.Scopes.Add("files:write");
        }

        Assert.Equal([Health.Well, Health.Wrong, Health.Well, Health.Well, Health.Wrong], found.Take(5).Select(each => each.Health));
        Assert.Contains("files:write (long answers as CSV)", found[1].What, StringComparison.Ordinal);
        Assert.Contains("#nobot", found[4].What, StringComparison.Ordinal);
        Assert.Equal("Invite it there: /invite @ChatGuard", found[4].Fix);
    }

    private static Answer Said(string words) => new(words, Tone.Neutral, [new Block.Text($"{words}, as said")]);
}

/// <summary>What only HTTP has.</summary>
public sealed class SlackHttpTests(SlackHttpScene scene) : IClassFixture<SlackHttpScene>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ACommandIsAcknowledgedEmptyAndAnswered()
    {
        var before = scene.Seen(SlackScene.Rita);
        var ack = await scene.As(SlackScene.Rita).CommandAsync(SlackScene.Channel, "/aws", "accounts");

        Assert.Equal((true, null), (ack.Ok, ack.Body));
        await scene.NewAsync(SlackScene.Rita, before, "4 accounts");
        Assert.Empty(scene.Slack.Complaints);
    }

    [Fact]
    public async Task SlacksOwnQuestionsAreAnsweredAtOnce()
    {
        var challenge = await SendAsync("/slack/events", "application/json", """{"type":"url_verification","challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P","token":"x"}""");
        var check = await SendAsync("/slack/commands", "application/x-www-form-urlencoded", "ssl_check=1&token=x");

        Assert.Equal((200, "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"), (challenge.Status, (string?)challenge.Body?["challenge"]));
        Assert.Equal((200, null), (check.Status, check.Body));
    }

    [Theory]
    [InlineData("/slack/events", "application/json", "", 400)]
    [InlineData("/slack/events", "application/json", "[]", 400)]
    [InlineData("/slack/events", "application/json", "{\"type\":", 400)]
    [InlineData("/slack/events", "application/json", "{\"type\":\"something_new\"}", 200)]
    [InlineData("/slack/events", "application/json", "{\"type\":\"event_callback\",\"event\":7}", 200)]
    [InlineData("/slack/interactions", "application/x-www-form-urlencoded", "payload=nonsense", 400)]
    [InlineData("/slack/interactions", "application/x-www-form-urlencoded", "other=1", 400)]
    [InlineData("/slack/interactions", "application/x-www-form-urlencoded", "payload=%7B%22type%22%3A%22view_closed%22%7D", 200)]
    public async Task WhatIsSignedAndMeansNothingIsNoError(string path, string type, string body, int status) => Assert.Equal(status, (await SendAsync(path, type, body)).Status);

    [Fact]
    public async Task ABodyThatIsTooLongIsNotRead()
    {
        var ack = await SendAsync("/slack/events", "application/json", new string('x', (1 << 20) + 1));
        Assert.Equal(413, ack.Status);
    }

    [Fact]
    public async Task WithoutASignatureNothingIsTaken()
    {
        using var client = new HttpClient { BaseAddress = scene.App.Address };
        foreach (var path in new[] { "/slack/commands", "/slack/events", "/slack/interactions" })
        {
            using var response = await client.PostAsync(path, new StringContent("payload={}"), Stop);
            Assert.Equal(401, (int)response.StatusCode);
            Assert.Empty(await response.Content.ReadAsStringAsync(Stop));
        }
    }

    [Fact]
    public async Task AClickWhoseTriggerIsOverIsToldToPressAgain()
    {
        var before = scene.Seen(SlackScene.Rita);
        await scene.As(SlackScene.Rita).CommandAsync(SlackScene.Channel, "/aws", "fix cloudtrail-logging-on --account northwind-legacy");
        var card = await SlackScene.UntilAsync("the card", () => scene.Seen(SlackScene.Anna).Except(before).FirstOrDefault(each => SlackScene.Text(each).Contains("To be approved", StringComparison.Ordinal) && each.EphemeralFor is null));
        scene.Slack.Triggers.Life = TimeSpan.FromSeconds(-1);
        try
        {
            await scene.PressAsync(SlackScene.Anna, card, "Approve");
            await scene.NewAsync(SlackScene.Anna, before, "Press the button again");
        }
        finally
        {
            scene.Slack.Triggers.Life = TimeSpan.FromMinutes(1);
        }
    }

    private Task<Ack> SendAsync(string path, string type, string body) => scene.Slack.Deliveries.SendAsync(scene.Slack.Deliveries.Sign(path, type, body));
}
