using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace ChatGuard.Tests.Chat.Teams;

/// <summary>That the stand-in for Teams holds a bot to Teams' rules, asked as any HTTP client would.</summary>
public sealed class FakeTeamsTests
{
    private readonly ManualClock clock = new("2026-11-20 08:00:00Z");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AConversationTakesSevenMessagesASecondAndThenSaysHowLongToWait()
    {
        await using var teams = await FakeTeams.StartAsync(clock);
        using var bot = await BotAsync(teams);
        var (one, other) = (Open(teams, "security"), Open(teams, "platform"));

        var statuses = new List<HttpStatusCode>();
        for (var n = 0; n < 8; n++)
        {
            using var sent = await SendAsync(bot, one, Text("hello"));
            statuses.Add(sent.StatusCode);
            Assert.Equal(n < 7 ? null : TimeSpan.FromSeconds(1), sent.Headers.RetryAfter?.Delta);
        }

        using var elsewhere = await SendAsync(bot, other, Text("hello"));
        clock.Advance(TimeSpan.FromSeconds(1));
        using var later = await SendAsync(bot, one, Text("hello"));
        using var tooSoon = await SendAsync(bot, one, Text("hello"));

        Assert.Equal([.. Enumerable.Repeat(HttpStatusCode.Created, 7), HttpStatusCode.TooManyRequests], statuses);
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created, HttpStatusCode.TooManyRequests), (elsewhere.StatusCode, later.StatusCode, tooSoon.StatusCode));
        Assert.Equal(8, one.FromBot.Count());
    }

    [Fact]
    public void AHalfMinuteTakesSixtyMessages()
    {
        var throttle = new TeamsThrottle(clock, (7, 1), (8, 2), (60, 30), (1800, 3600));
        var (taken, start) = (0, clock.Now);
        while (clock.Now < start.AddSeconds(29.5))
        {
            taken += throttle.TryTake("a", out _) ? 1 : 0;
            clock.Advance(TimeSpan.FromMilliseconds(250));
        }

        Assert.Equal(60, taken);
        Assert.False(throttle.TryTake("a", out var wait));
        Assert.InRange(wait, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData(27 * 1024, HttpStatusCode.Created)]
    [InlineData(28 * 1024, HttpStatusCode.RequestEntityTooLarge)]
    public async Task ACardIsTwentyEightKilobytesAtMost(int size, HttpStatusCode status)
    {
        await using var teams = await FakeTeams.StartAsync(clock);
        using var bot = await BotAsync(teams);

        using var sent = await SendAsync(bot, Open(teams, "security"), Card($$"""{"type":"TextBlock","text":"{{new string('x', size)}}"}"""));

        Assert.Equal(status, sent.StatusCode);
        Assert.Equal(status == HttpStatusCode.Created ? 0 : 1, teams.Refusals.Count);
    }

    [Theory]
    [InlineData("""{"type":"Chart.Line"}""", "no fallback")]
    [InlineData("""{"type":"ActionSet","actions":[{"type":"Action.Execute","title":"Approve"}]}""", "without a verb")]
    [InlineData("""{"type":"Input.Text"}""", "without an id")]
    [InlineData("""{"type":"Input.Text","id":"a"},{"type":"Input.Text","id":"a"}""", "have the id a")]
    public async Task ACardThatAClientCouldNotUseIsRefused(string body, string problem)
    {
        await using var teams = await FakeTeams.StartAsync(clock);
        using var bot = await BotAsync(teams);

        using var sent = await SendAsync(bot, Open(teams, "security"), Card(body));

        Assert.Equal(HttpStatusCode.BadRequest, sent.StatusCode);
        Assert.Contains(problem, await sent.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OnlyATokenThatWasGivenAndHasNotEndedIsGood()
    {
        await using var teams = await FakeTeams.StartAsync(clock);
        teams.Tokens.Lifetime = TimeSpan.FromMinutes(10);
        var channel = Open(teams, "security");
        using var stranger = new HttpClient { BaseAddress = new(teams.ServiceUrl) };
        stranger.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "made-up");
        using var bot = await BotAsync(teams);

        using var made = await SendAsync(stranger, channel, Text("hello"));
        using var good = await SendAsync(bot, channel, Text("hello"));
        clock.Advance(TimeSpan.FromMinutes(10));
        using var ended = await SendAsync(bot, channel, Text("hello"));
        using var wrong = await TokenAsync(teams, "another secret");

        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.Created, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized], [made.StatusCode, good.StatusCode, ended.StatusCode, wrong.StatusCode]);
    }

    [Fact]
    public async Task WhereTheAppIsNotInstalledOrWasBlockedItMayNotWrite()
    {
        await using var teams = await FakeTeams.StartAsync(clock);
        using var bot = await BotAsync(teams);
        var chat = teams.Personal(teams.Person("Ana"));
        chat.IsOpen = false;

        using var channel = await SendAsync(bot, teams.Channel("elsewhere"), Text("hello"));
        using var blocked = await SendAsync(bot, chat, Text("hello"));
        using var unknown = await bot.PostAsJsonAsync("v3/conversations/19%3Anowhere%40thread.tacv2/activities", Text("hello"), Stop);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.NotFound), (channel.StatusCode, blocked.StatusCode, unknown.StatusCode));
        Assert.Contains("BotNotInConversationRoster", await channel.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Contains("MessageWritesBlocked", await blocked.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AThreadHoldsItsAnswersAndOnlyTheBotsOwnMessagesCanBeEdited()
    {
        await using var teams = await FakeTeams.StartAsync(clock);
        using var bot = await BotAsync(teams);
        var channel = Open(teams, "security");
        using var created = await bot.PostAsJsonAsync("v3/conversations", new { isGroup = true, channelData = new { channel = new { id = channel.Id } }, activity = Text("root") }, Stop);
        var (thread, root) = (await created.Content.ReadFromJsonAsync<JsonObject>(Stop)) is { } said ? ((string)said["id"]!, (string)said["activityId"]!) : default;
        var written = channel.Add(new TeamsMessage("1", channel, null, teams.Person("Ana")) { Activity = Text("mine") });

        using var answer = await bot.PostAsJsonAsync($"v3/conversations/{Uri.EscapeDataString(thread)}/activities", Text("answer"), Stop);
        using var edit = await bot.PutAsJsonAsync($"v3/conversations/{Uri.EscapeDataString(thread)}/activities/{root}", Text("edited"), Stop);
        using var foreign = await bot.PutAsJsonAsync($"v3/conversations/{Uri.EscapeDataString(channel.Id)}/activities/{written.Id}", Text("edited"), Stop);

        Assert.Equal($"{channel.Id};messageid={root}", thread);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (edit.StatusCode, foreign.StatusCode));
        Assert.Equal([(root, null, "edited"), ((string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Stop))!["id"], root, "answer")], channel.FromBot.Select(each => ((string?)each.Id, each.Root, each.TextFor(null))));
    }

    [Fact]
    public async Task APressSendsWhatTheCardHoldsAndWhatWasTypedAndAnEmptyDemandedFieldSendsNothing()
    {
        await using var teams = await FakeTeams.StartAsync(clock);
        var card = (JsonObject)JsonNode.Parse("""
            {"type":"AdaptiveCard","version":"1.5","body":[{"type":"Input.Text","id":"outer","value":"kept"}],
             "actions":[{"type":"Action.ShowCard","title":"Approve","card":{"type":"AdaptiveCard","body":[{"type":"Input.Text","id":"why","isRequired":true,"errorMessage":"Say why."}],
               "actions":[{"type":"Action.Execute","title":"Send","verb":"approve","data":{"proposal":"p"}}]}}]}
            """)!;

        var button = TeamsCard.Find(card, "Approve");
        var empty = TeamsCard.Fill(button, null, out _);
        var filled = TeamsCard.Fill(button, "because", out var data);

        Assert.Equal(("Say why.", null), (empty, filled));
        Assert.Equal("""{"proposal":"p","outer":"because","why":"because"}""", data.ToJsonString());
        Assert.Equal("""{"action":{"type":"Action.Execute","id":null,"verb":"approve","title":"Send","data":{"proposal":"p","outer":"because","why":"because"}},"trigger":"manual"}""", TeamsCard.Execute(button, data).ToJsonString());
    }

    private static TeamsChat Open(FakeTeams teams, string channel)
    {
        var opened = teams.Channel(channel);
        opened.IsOpen = true;
        return opened;
    }

    private static JsonObject Text(string text) => new() { ["type"] = "message", ["text"] = text };

    private static JsonObject Card(string body) => new()
    {
        ["type"] = "message",
        ["attachments"] = new JsonArray(new JsonObject
        {
            ["contentType"] = "application/vnd.microsoft.card.adaptive",
            ["content"] = JsonNode.Parse($$"""{"type":"AdaptiveCard","version":"1.5","body":[{{body}}]}"""),
        }),
    };

    private static Task<HttpResponseMessage> SendAsync(HttpClient bot, TeamsChat chat, JsonObject activity) =>
        bot.PostAsJsonAsync($"v3/conversations/{Uri.EscapeDataString(chat.Id)}/activities", activity, Stop);

    private static async Task<HttpResponseMessage> TokenAsync(FakeTeams teams, string secret)
    {
        using var client = new HttpClient();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = FakeTeams.AppId, ["client_secret"] = secret, ["scope"] = "https://api.botframework.com/.default" });
        return await client.PostAsync(new Uri(new Uri(teams.ServiceUrl), $"/{FakeTeams.Tenant}/oauth2/v2.0/token"), form, Stop);
    }

    private static async Task<HttpClient> BotAsync(FakeTeams teams)
    {
        using var granted = await TokenAsync(teams, FakeTeams.Secret);
        var bot = new HttpClient { BaseAddress = new(teams.ServiceUrl) };
        bot.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string?)(await granted.Content.ReadFromJsonAsync<JsonObject>(Stop))!["access_token"]);
        return bot;
    }
}
