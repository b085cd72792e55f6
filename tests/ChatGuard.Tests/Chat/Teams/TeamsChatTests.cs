using System.Net;
using System.Text.Json.Nodes;
using ChatGuard.Chat.Teams;
using ChatGuard.Core.Answers;
using ChatGuard.Doctor;
using Xunit;

namespace ChatGuard.Tests.Chat.Teams;

/// <summary>What only Teams has: pages that one person turns, buttons that ask, dialogs, clicks that a client makes by itself, and an app that is added and removed.</summary>
public sealed class TeamsChatTests(TeamsApp app) : IClassFixture<TeamsApp>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task APageIsTurnedForTheOneWhoPressesAlone()
    {
        await app.Ana.MentionAsync(app.Channel, "help");
        var users = new Answer("Forty users", Tone.Neutral, [new Block.Table("Users", [new("User"), new("Why")], [.. Enumerable.Range(0, 120).Select(n => (IReadOnlyList<Cell>)[$"user-{n:000}", new string('x', 230)])])]);
        var posted = await Surface.PostAsync(Channel, null, users, "test/pages", Stop);
        var card = await app.Channel.WaitForAsync(each => posted.Id.EndsWith($"|{each.Id}", StringComparison.Ordinal), Stop);
        Assert.Contains("user-000", card.TextFor(app.Ana), StringComparison.Ordinal);

        var second = await app.Ana.PressAsync(card, TeamsCard.Buttons(card.CardFor(app.Ana)!).Single().Title);

        Assert.Contains("page 2 of", second, StringComparison.Ordinal);
        Assert.DoesNotContain("user-000", card.TextFor(app.Ana), StringComparison.Ordinal);
        Assert.Contains("user-000", card.TextFor(app.Teams.Person("Ben Ito")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACommandButtonIsAnsweredBelowAndSaysWhoAsked()
    {
        await app.Ana.MentionAsync(app.Channel, "postures");
        var mistaken = await app.Channel.WaitForAsync(each => each.TextFor(null).Contains("'postures' is no command", StringComparison.Ordinal), Stop);

        var notice = await app.Ana.PressAsync(mistaken, "help");
        var answer = await app.Channel.WaitForAsync(each => each.TextFor(null).Contains("Ana Lima asked: help", StringComparison.Ordinal), Stop);

        Assert.Contains("follows below", notice, StringComparison.Ordinal);
        Assert.Equal(mistaken.Root, answer.Root);
    }

    [Theory]
    [InlineData("approve")]
    [InlineData("open")]
    public async Task WhatAClientPressesByItselfDecidesNothing(string verb)
    {
        var answer = await InvokeAsync("adaptiveCard/action", Action(verb, "automatic"));

        Assert.Equal("Press the button to decide.", (string?)answer.Body!["value"]);
    }

    [Fact]
    public async Task ADialogAboutNoProposalSaysSoAndSoDoesItsPress()
    {
        var data = new JsonObject { ["data"] = new JsonObject { ["verb"] = "approve", ["proposal"] = "k3v9x2m4q7", ["nonce"] = "n-1" } };

        Assert.Equal("There is no such proposal any more.", (string?)(await InvokeAsync("task/fetch", data)).Body!["task"]!["value"]);
        Assert.Equal("message", (string?)(await InvokeAsync("task/submit", data.DeepClone().AsObject())).Body!["task"]!["type"]);
    }

    [Fact]
    public async Task ASecondDeliveryOfAPressGetsTheFirstOnesAnswer()
    {
        var invoke = app.Teams.Invoke(app.Ana, Message(), "adaptiveCard/action", Action("approve", "manual"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => app.Teams.PostAsync(invoke, app.Teams.Authorization())));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Single(answers.Select(answer => answer.Body!.ToJsonString()).Distinct());
    }

    [Fact]
    public async Task WhatChatGuardDoesNotKnowIsAnsweredAsTeamsExpects()
    {
        Assert.Equal(HttpStatusCode.NotImplemented, (await InvokeAsync("composeExtension/query", [])).Status);
        var reaction = app.Teams.Invoke(app.Ana, Message(), "x", []);
        reaction["type"] = "messageReaction";
        Assert.Equal(HttpStatusCode.OK, (await app.Teams.PostAsync(reaction, app.Teams.Authorization())).Status);
        Assert.Equal(400, (int?)(await InvokeAsync("adaptiveCard/action", Action("launch", "manual"))).Body!["statusCode"]);
        Assert.Equal(400, (int?)(await InvokeAsync("adaptiveCard/action", [])).Body!["statusCode"]);
    }

    [Fact]
    public async Task DoctorSaysWhereTheAppIsAndThatItWasRemoved()
    {
        var doctor = app.App.Service<IEnumerable<DoctorCheck>>().Single(check => check.Part == "teams");
        var other = app.Teams.Channel("platform");
        other.IsOpen = true;

        Assert.All(await doctor.ExamineAsync([Channel], Stop), said => Assert.Equal(Health.Well, said.Health));
        await app.Teams.RemoveAsync(app.Ana, app.Channel);
        await Assert.ThrowsAsync<ChannelGoneException>(() => PostUntilGoneAsync());
        Assert.Contains(await doctor.ExamineAsync([Channel], Stop), said => said.Health == Health.Wrong && said.What.Contains("was removed from", StringComparison.Ordinal));
        await app.Teams.InstallAsync(app.Ana, app.Channel);
        await app.Ana.MentionAsync(app.Channel, "accounts");
        await app.Channel.WaitForAsync(each => each.TextFor(null).Contains("4 accounts", StringComparison.Ordinal), Stop);
        Assert.All(await doctor.ExamineAsync([Channel], Stop), said => Assert.Equal(Health.Well, said.Health));
    }

    private TeamsSurface Surface => app.App.Service<TeamsSurface>();

    private ChannelRef Channel => new("teams", app.Channel.Id);

    /// <summary>The removal is worked off after it is acknowledged.</summary>
    private async Task PostUntilGoneAsync()
    {
        for (var n = 0; n < 1_000; n++)
        {
            await Surface.PostAsync(Channel, null, new Answer("Still there", Tone.Neutral, []), $"test/gone/{n}", Stop);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Stop);
        }
    }

    private TeamsMessage Message() => new(TeamsMessage.NewId(TimeProvider.System), app.Channel, null, null);

    private Task<InvokeAnswer> InvokeAsync(string name, JsonObject value) => app.Teams.InvokeAsync(app.Ana, Message(), name, value);

    private static JsonObject Action(string verb, string trigger) => new()
    {
        ["action"] = new JsonObject { ["type"] = "Action.Execute", ["verb"] = verb, ["data"] = new JsonObject { ["proposal"] = "k3v9x2m4q7", ["nonce"] = "n-1" } },
        ["trigger"] = trigger,
    };
}
