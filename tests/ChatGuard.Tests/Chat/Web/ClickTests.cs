using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ChatGuard.Commands;
using ChatGuard.Core.Answers;
using Xunit;

namespace ChatGuard.Tests.Chat.Web;

/// <summary>Who asks and clicks in the sandbox's web chat, over HTTP.</summary>
public sealed class ClickTests
{
    private const string Clicks = "/web/channels/security/clicks";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AClickCarriesWhoWhatAndWhyAndItsReplyIsForTheClickerAlone()
    {
        var clicks = new List<Click>();
        await using var host = await HostAsync(clicks);
        using var browser = host.Client();
        using var chosen = await browser.PostAsJsonAsync("/web/person", new { id = "web:quinn.baker" }, Stop);

        using var response = await browser.PostAsJsonAsync(Clicks, new { proposal = "k3v9x2m4q7", verb = "break-glass", nonce = "n-1", reason = "  the key is public  " }, Stop);
        var reply = (await response.Content.ReadFromJsonAsync<JsonObject>(Stop))!;

        var click = Assert.Single(clicks);
        Assert.Equal(("web:quinn.baker", "Quinn Baker"), (click.By.Id, click.By.Name));
        Assert.Equal(new Click(click.By, Verb.BreakGlass, "k3v9x2m4q7", "n-1", "the key is public", "web", "security"), click);
        Assert.Equal(("Noted", "good"), ((string?)reply["title"], (string?)reply["tone"]));
        Assert.Contains("<article", (string?)reply["html"], StringComparison.Ordinal);
        Assert.Empty((await browser.GetFromJsonAsync<JsonArray>("/web/channels/security/messages", Stop))!);
    }

    [Fact]
    public async Task AReasonOfNothingButSpacesIsNone()
    {
        var clicks = new List<Click>();
        await using var host = await HostAsync(clicks);
        using var browser = host.Client();

        using var _ = await browser.PostAsJsonAsync(Clicks, new { proposal = "p", verb = "approve", nonce = "n", reason = "  " }, Stop);

        Assert.Null(Assert.Single(clicks).Reason);
    }

    [Theory]
    [InlineData("", "approve", "n", 0, "names no proposal")]
    [InlineData(null, "approve", "n", 0, "names no proposal")]
    [InlineData("p", "approve", null, 0, "names no proposal")]
    [InlineData("p", "Approve", "n", 0, "approve, reject, break-glass, review, undo, open")]
    [InlineData("p", "0", "n", 0, "approve, reject, break-glass, review, undo, open")]
    [InlineData("p", null, "n", 0, "approve, reject, break-glass, review, undo, open")]
    [InlineData("p", "approve", "n", 501, "longer than 500")]
    public async Task AClickThatMeansNothingIsRefusedWithTheReason(string? proposal, string? verb, string? nonce, int reason, string problem)
    {
        var clicks = new List<Click>();
        await using var host = await HostAsync(clicks);
        using var browser = host.Client();

        using var response = await browser.PostAsJsonAsync(Clicks, new { proposal, verb, nonce, reason = new string('x', reason) }, Stop);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(problem, (string?)(await response.Content.ReadFromJsonAsync<JsonObject>(Stop))!["detail"], StringComparison.Ordinal);
        Assert.Empty(clicks);
    }

    [Fact]
    public async Task AClickFromAnotherOriginIsNotOne()
    {
        var clicks = new List<Click>();
        await using var host = await HostAsync(clicks);
        using var browser = new HttpClient { BaseAddress = host.Address };
        browser.DefaultRequestHeaders.Add("Origin", "https://attacker.example");

        using var response = await browser.PostAsJsonAsync(Clicks, new { proposal = "p", verb = "approve", nonce = "n" }, Stop);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Empty(clicks);
    }

    [Fact]
    public async Task AClickCountsThoughTheBrowserGoesAway()
    {
        var (started, finish) = (new TaskCompletionSource(), new TaskCompletionSource());
        var ended = new TaskCompletionSource<bool>();
        await using var host = await WebChatHost.StartAsync(click: async (_, cancellation) =>
        {
            started.SetResult();
            await finish.Task;
            ended.SetResult(cancellation.IsCancellationRequested);
            return new Reply("", new Answer("Noted", Tone.Good, []), []);
        });
        using var browser = host.Client();
        using var away = new CancellationTokenSource();

        var clicking = browser.PostAsJsonAsync(Clicks, new { proposal = "p", verb = "approve", nonce = "n" }, away.Token);
        await started.Task.WaitAsync(TimeSpan.FromSeconds(30), Stop);
        await away.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => clicking);
        finish.SetResult();

        Assert.False(await ended.Task.WaitAsync(TimeSpan.FromSeconds(30), Stop));
    }

    [Fact]
    public async Task InTheSandboxOneChoosesWhoOneIsAndTheBrowserKeepsItOutOfSightOfScripts()
    {
        await using var host = await HostAsync([]);
        using var browser = host.Client();
        var before = (await browser.GetFromJsonAsync<JsonObject>("/web/state", Stop))!["people"]!;

        using var chosen = await browser.PostAsJsonAsync("/web/person", new { id = "web:ben.cole" }, Stop);
        using var _ = await browser.PostAsJsonAsync("/web/channels/security/messages", new { text = "posture" }, Stop);
        var after = (await browser.GetFromJsonAsync<JsonObject>("/web/state", Stop))!["people"]!;
        using var another = host.Client();

        Assert.Equal("web:anna.berg", (string?)before["me"]!["id"]);
        Assert.Equal(["web:anna.berg", "web:ben.cole", "web:bob.tanaka", "web:quinn.baker"], before["people"]!.AsArray().Select(person => (string?)person!["id"]));
        Assert.Equal(HttpStatusCode.NoContent, chosen.StatusCode);
        Assert.EndsWith("; path=/; samesite=strict; httponly", Assert.Single(chosen.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
        Assert.Equal("web:ben.cole", (string?)after["me"]!["id"]);
        Assert.Equal("Ben Cole", (string?)(await browser.GetFromJsonAsync<JsonArray>("/web/channels/security/messages", Stop))![0]!["who"]);
        Assert.Equal("web:anna.berg", (string?)(await another.GetFromJsonAsync<JsonObject>("/web/state", Stop))!["people"]!["me"]!["id"]);
    }

    [Theory]
    [InlineData("web:root")]
    [InlineData("")]
    [InlineData(null)]
    public async Task OneCannotBecomeSomebodyWhoIsNotThere(string? id)
    {
        await using var host = await HostAsync([]);
        using var browser = host.Client();

        using var chosen = await browser.PostAsJsonAsync("/web/person", new { id }, Stop);

        Assert.Equal(HttpStatusCode.BadRequest, chosen.StatusCode);
        Assert.False(chosen.Headers.Contains("Set-Cookie"));
    }

    private static Task<WebChatHost> HostAsync(List<Click> clicks) => WebChatHost.StartAsync(click: (click, _) =>
    {
        clicks.Add(click);
        return Task.FromResult(new Reply("", new Answer("Noted", Tone.Good, []), []));
    });
}
