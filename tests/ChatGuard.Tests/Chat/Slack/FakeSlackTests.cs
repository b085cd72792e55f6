using System.Text.Json.Nodes;
using ChatGuard.Tests.Chat.Scenarios;
using ChatGuard.Tests.Chat.Slack.Fake;
using Xunit;

namespace ChatGuard.Tests.Chat.Slack;

/// <summary>The fake Slack is honest: Slack's own packages run against it, and it enforces what Slack enforces.</summary>
public sealed class FakeSlackTests
{
    private const string Channel = "C0SECURITY";
    private const string User = "U0REQUEST";
    private const string Table = """{"type":"table","rows":[[{"type":"raw_text","text":"a"}]]}""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SlacksWebApiClientRunsAgainstIt()
    {
        await using var slack = await StartAsync();

        var results = await Node.RunAsync(Node.Folder("slack"), "web-api.mjs", [slack.ApiUrl.ToString(), slack.Installation.BotToken, Channel, "C0FOREIGN", User, "S0GROUP"], Stop);

        Assert.Equal(13, results.Count);
        Assert.All(results, each => Assert.True((bool)each["ok"]!, $"{each["name"]}: {each["detail"]}"));
        Assert.Equal("a,b\n1,2\n", System.Text.Encoding.UTF8.GetString(Assert.Single(slack.Workspace.Files.Values).Content!));
    }

    [Fact]
    public async Task SlacksSocketModeClientConnectsAcknowledgesAndReconnects()
    {
        await using var slack = await StartAsync();
        slack.Deliveries.AckLimit = TimeSpan.FromMinutes(1);
        var person = new SlackClient(slack, User);
        await using var node = Node.Start(Node.Folder("slack"), "socket-mode.mjs", [slack.ApiUrl.ToString(), slack.Installation.AppToken]);
        Assert.Equal("connected", (string?)(await node.LineAsync(Stop))["event"]);

        var command = await person.CommandAsync(Channel, "/aws", "posture");
        Assert.Equal((true, "you typed posture"), (command.Ok, (string?)command.Body?["text"]));
        Assert.Equal(User, (string?)(await node.LineAsync(Stop))["user"]);
        Assert.Equal("you typed posture", Assert.Single(slack.Workspace.Channels[Channel].Messages, each => each.EphemeralFor == User).Text);

        await person.MessageAsync(Channel, $"<@{SlackWorkspace.Bot}> posture");
        Assert.Equal($"<@{SlackWorkspace.Bot}> posture", (string?)(await node.LineAsync(Stop))["text"]);
        Assert.True((await slack.Deliveries.EventAsync(person.LastEvent!, 1, "timeout")).Ok);
        var retried = await node.LineAsync(Stop);
        Assert.Equal((1, "timeout"), ((int)retried["retry"]!, (string?)retried["reason"]));

        var dialog = WebApi.Show(slack.Workspace, User, new JsonObject { ["type"] = "modal", ["blocks"] = new JsonArray() }, null);
        Assert.True((await person.SubmitAsync(dialog))!.Ok);
        Assert.Equal("view_submission", (string?)(await node.LineAsync(Stop))["type"]);
        Assert.False(dialog.IsOpen);

        await slack.Sockets.TellAsync("refresh_requested");
        Assert.Equal("connected", (string?)(await node.LineAsync(Stop))["event"]);
        Assert.Equal(2, slack.Sockets.Opened);
        Assert.True((await person.CommandAsync(Channel, "/aws", "again")).Ok);
        Assert.Empty(slack.Complaints);
    }

    [Fact]
    public async Task AnEventThatIsNotAcknowledgedComesThreeTimesMoreAndAClickNever()
    {
        var clock = new DrivenClock();
        await using var slack = await StartAsync(clock);
        await using var app = await Endpoint.StartAsync(Stop);
        slack.Deliveries.App = app.Address;
        slack.Deliveries.AckLimit = TimeSpan.FromMinutes(1);
        var person = new SlackClient(slack, User);

        // Slack counts the time to its next try from when it has the answer to the last, not from when that was received.
        await person.MessageAsync(Channel, $"<@{SlackWorkspace.Bot}> posture");
        await app.ReceivedAsync(2);
        await SlackScene.UntilAsync("a next try is due", () => slack.Deliveries.Waiting == 1 ? slack : null);
        clock.Advance(TimeSpan.FromMinutes(1));
        await app.ReceivedAsync(3);
        await SlackScene.UntilAsync("a last try is due", () => slack.Deliveries.Waiting == 1 ? slack : null);
        clock.Advance(TimeSpan.FromMinutes(5));
        await app.ReceivedAsync(4);

        Assert.Equal([null, "1", "2", "3"], app.Received.Select(each => each.RetryNum));
        Assert.Equal([null, "http_error", "http_error", "http_error"], app.Received.Select(each => each.RetryReason));
        Assert.Equal(0, slack.Deliveries.Waiting);

        var command = await person.CommandAsync(Channel, "/aws", "posture");
        Assert.False(command.Ok);
        Assert.Equal("/aws failed with the error \"dispatch_failed\"", Assert.Single(person.Notices));
        Assert.Equal(5, app.Received.Count);
    }

    [Fact]
    public async Task AnAnswerAfterThreeSecondsIsNoAnswer()
    {
        await using var slack = await StartAsync();
        await using var app = await Endpoint.StartAsync(Stop, hang: true);
        slack.Deliveries.App = app.Address;

        var ack = await new SlackClient(slack, User).CommandAsync(Channel, "/aws", "posture");

        Assert.Equal((false, "http_timeout"), (ack.Ok, ack.Failure));
        Assert.Equal(TimeSpan.FromSeconds(3), slack.Deliveries.AckLimit);
    }

    [Fact]
    public async Task ATriggerOpensOneDialogWithinThreeSeconds()
    {
        var clock = new ManualClock("2026-11-20T08:00:00Z");
        await using var slack = await StartAsync(clock);
        var view = """{"type":"modal","title":{"type":"plain_text","text":"Approve"},"blocks":[{"type":"divider"}]}""";
        var (late, once) = (slack.Triggers.New(User), slack.Triggers.New(User));

        Assert.Null(await CallAsync(slack, "views.open", ("trigger_id", once), ("view", view)));
        Assert.Equal("exchanged_trigger_id", await CallAsync(slack, "views.open", ("trigger_id", once), ("view", view)));
        clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal("expired_trigger_id", await CallAsync(slack, "views.open", ("trigger_id", late), ("view", view)));
    }

    [Fact]
    public async Task WhatTheAppMayNotDoIsRefused()
    {
        await using var slack = await StartAsync();
        slack.Workspace.Channels["C0OLD"].IsArchived = true;

        Assert.Equal("is_archived", await CallAsync(slack, "chat.postMessage", ("channel", "C0OLD"), ("text", "x")));
        Assert.Equal("not_in_channel", await CallAsync(slack, "chat.postMessage", ("channel", "C0FOREIGN"), ("text", "x")));
        Assert.Contains("only_one_table_allowed", (await AnswerAsync(slack, "chat.postMessage", ("channel", Channel), ("text", "x"), ("blocks", $"[{Table},{Table}]"))).ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("cant_update_message", await UpdateAsync(slack, await AnswerAsync(slack)));
        slack.Installation.Scopes.Remove("chat:write");
        Assert.Equal("missing_scope", await CallAsync(slack, "chat.postMessage", ("channel", Channel), ("text", "x")));
        slack.Installation.IsRevoked = true;
        Assert.Equal("token_revoked", await CallAsync(slack, "auth.test"));
    }

    [Fact]
    public async Task AResponseUrlTakesFiveAnswersInHalfAnHour()
    {
        var clock = new ManualClock("2026-11-20T08:00:00Z");
        await using var slack = await StartAsync(clock);
        using var client = new HttpClient();
        var (often, late) = (slack.Responses.New(Channel, User, null), slack.Responses.New(Channel, User, null));

        var answers = new List<string>();
        for (var n = 0; n < 6; n++)
        {
            answers.Add(await PostAsync(often));
        }

        clock.Advance(TimeSpan.FromMinutes(31));
        Assert.Equal(["ok", "ok", "ok", "ok", "ok", "used_url"], answers);
        Assert.Equal("expired_url", await PostAsync(late));

        async Task<string> PostAsync(string url)
        {
            using var response = await client.PostAsync(new Uri(url), new StringContent("""{"text":"hello"}"""), Stop);
            return await response.Content.ReadAsStringAsync(Stop);
        }
    }

    private static async Task<SlackServer> StartAsync(TimeProvider? clock = null)
    {
        var slack = await SlackServer.StartAsync(clock ?? TimeProvider.System, Stop);
        slack.Workspace.Add(new SlackUser(SlackWorkspace.Bot, "ChatGuard") { IsBot = true });
        slack.Workspace.Add(new SlackUser(User, "Rita Vance"));
        slack.Workspace.Add(new SlackUser("U0APPROVE01", "Approver 01"));
        slack.Workspace.Add(new SlackGroup("S0GROUP", "group", [User]));
        slack.Workspace.Add(new SlackChannel(Channel, "security")).Members.UnionWith([SlackWorkspace.Bot, User]);
        slack.Workspace.Add(new SlackChannel("C0FOREIGN", "foreign"));
        slack.Workspace.Add(new SlackChannel("C0OLD", "old")).Members.Add(SlackWorkspace.Bot);
        return slack;
    }

    /// <summary>The error's code; null where it was done.</summary>
    private static async Task<string?> CallAsync(SlackServer slack, string method, params (string Name, string Value)[] arguments) => (string?)(await AnswerAsync(slack, method, arguments))["error"];

    private static async Task<JsonObject> AnswerAsync(SlackServer slack, string method, params (string Name, string Value)[] arguments)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("Authorization", $"Bearer {slack.Installation.BotToken}");
        using var content = new FormUrlEncodedContent(arguments.Select(each => KeyValuePair.Create(each.Name, each.Value)));
        using var response = await client.PostAsync(new Uri(slack.ApiUrl, method), content, Stop);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Stop))!.AsObject();
    }

    /// <summary>A message that was said through a response_url.</summary>
    private static async Task<SlackMessage> AnswerAsync(SlackServer slack)
    {
        using var client = new HttpClient();
        using var content = new StringContent("""{"text":"hello","response_type":"in_channel"}""");
        using var response = await client.PostAsync(new Uri(slack.Responses.New(Channel, User, null)), content, Stop);
        return slack.Workspace.Channels[Channel].Messages[^1];
    }

    private static Task<string?> UpdateAsync(SlackServer slack, SlackMessage message) => CallAsync(slack, "chat.update", ("channel", message.Channel), ("ts", message.Ts), ("text", "x"));
}
