using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using ChatGuard.Commands;
using ChatGuard.Core.Answers;
using Microsoft.Extensions.Options;
using Xunit;

namespace ChatGuard.Tests.Chat.Web;

public class WebEndpointsTests
{
    private const string Security = "/web/channels/security/messages";

    [Fact]
    public async Task AQuestionIsAnsweredWithItsProgressFirst()
    {
        await using var host = await WebChatHost.StartAsync();
        using var client = host.Client();

        using var response = await client.PostAsJsonAsync(Security, new { text = " /aws posture " });
        var lines = (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();

        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType!.ToString());
        Assert.Equal(["progress", "answer"], lines.Select(line => line["type"]!.GetValue<string>()));
        Assert.Equal("Reading northwind-legacy…", lines[0]["text"]!.GetValue<string>());
        Assert.Equal("bad", lines[1]["tone"]!.GetValue<string>());
        Assert.Contains("grade F", lines[1]["html"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task QuestionAndAnswerStayInTheirChannel()
    {
        await using var host = await WebChatHost.StartAsync();
        using var client = host.Client();
        using var _ = await client.PostAsJsonAsync(Security, new { text = "posture" });

        var kept = (await client.GetFromJsonAsync<JsonArray>(Security))!;
        var later = (await client.GetFromJsonAsync<JsonArray>($"{Security}?after={kept[0]!["revision"]}"))!;

        Assert.Equal(["posture", null], kept.Select(message => message!["text"]?.GetValue<string>()));
        Assert.Equal("ChatGuard", Assert.Single(later)!["who"]!.GetValue<string>());
        Assert.Empty((await client.GetFromJsonAsync<JsonArray>("/web/channels/general/messages"))!);
    }

    [Fact]
    public async Task ProgressArrivesWhileTheAnswerIsStillBeingMade()
    {
        var finish = new TaskCompletionSource();
        await using var host = await WebChatHost.StartAsync(async (question, _) =>
        {
            question.Progress!.Report("Reading the credential report");
            await finish.Task;
            return new Reply("x", new Answer("Done", Tone.Good, []), []);
        });
        using var client = host.Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, Security) { Content = JsonContent.Create(new { text = "posture" }) };

        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var first = await reader.ReadLineAsync();
        finish.SetResult();

        Assert.Contains("Reading the credential report", first, StringComparison.Ordinal);
        Assert.Contains("Done", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheReadingStopsWhenTheBrowserGoesAway()
    {
        var started = new TaskCompletionSource();
        var stopped = new TaskCompletionSource();
        await using var host = await WebChatHost.StartAsync(async (_, cancellation) =>
        {
            await using var registration = cancellation.Register(stopped.SetResult);
            started.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
            throw new InvalidOperationException("unreachable");
        });
        using var client = host.Client();
        using var away = new CancellationTokenSource();

        var posting = client.PostAsJsonAsync(Security, new { text = "posture" }, away.Token);
        await started.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await away.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => posting);
        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task AnAnswerGivenUpBecomesAnErrorLine()
    {
        await using var host = await WebChatHost.StartAsync((_, _) => Task.FromException<Reply>(new TaskCanceledException()));
        using var client = host.Client();

        using var response = await client.PostAsJsonAsync(Security, new { text = "posture" });

        Assert.Equal("{\"type\":\"error\",\"text\":\"ChatGuard gave up waiting for AWS. Send the command again.\"}\n", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("{\"text\":\"\"}", "application/json", HttpStatusCode.BadRequest, "has no text")]
    [InlineData("{\"text\":null}", "application/json", HttpStatusCode.BadRequest, "has no text")]
    [InlineData("null", "application/json", HttpStatusCode.BadRequest, "not the JSON object")]
    [InlineData("{\"text\":", "application/json", HttpStatusCode.BadRequest, "not the JSON object")]
    [InlineData("{\"text\":\"\\ud800\"}", "application/json", HttpStatusCode.BadRequest, "not the JSON object")]
    [InlineData("[]", "application/json; charset=utf-8", HttpStatusCode.BadRequest, "not the JSON object")]
    [InlineData("text=posture", "application/x-www-form-urlencoded", HttpStatusCode.UnsupportedMediaType, "Content-Type application/json")]
    [InlineData("{\"text\":\"posture\"}", "text/plain", HttpStatusCode.UnsupportedMediaType, "Content-Type application/json")]
    public async Task ABodyThatIsNoMessageIsRefusedWithTheReason(string body, string type, HttpStatusCode status, string reason)
    {
        await using var host = await WebChatHost.StartAsync();
        using var client = host.Client();
        using var content = new StringContent(body, Encoding.UTF8);
        content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type);

        using var response = await client.PostAsync(Security, content);

        Assert.Equal(status, response.StatusCode);
        Assert.Contains(reason, (await response.Content.ReadFromJsonAsync<JsonObject>())!["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2_000, HttpStatusCode.OK)]
    [InlineData(2_001, HttpStatusCode.BadRequest)]
    [InlineData(40_000, HttpStatusCode.RequestEntityTooLarge)]
    public async Task TextIsLimitedToTwoThousandCharacters(int length, HttpStatusCode status)
    {
        await using var host = await WebChatHost.StartAsync();
        using var client = host.Client();

        using var response = await client.PostAsJsonAsync(Security, new { text = new string('é', length) });

        Assert.Equal(status, response.StatusCode);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task AnUnknownChannelIsNotFoundAndTheAnswerNamesTheOnesThereAre(string method)
    {
        await using var host = await WebChatHost.StartAsync();
        using var client = host.Client();
        using var request = new HttpRequestMessage(new(method), "/web/channels/ops/messages");

        using var response = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("security, general", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheStateNamesChannelsCommandsAndWhereTheDataComesFrom()
    {
        await using var host = await WebChatHost.StartAsync(settings: ["ChatGuard:Web:Channels:0=ops", "ChatGuard:Web:Channels:1=on-call"]);
        using var client = host.Client();

        var state = (await client.GetFromJsonAsync<JsonObject>("/web/state"))!;

        Assert.Equal(["ops", "on-call"], state["channels"]!.AsArray().Select(name => name!.GetValue<string>()));
        Assert.Equal("sandbox", state["source"]!.GetValue<string>());
        Assert.StartsWith("Sandbox:", state["banner"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("root-mfa", state["commands"]!.AsArray().Single(command => command!["name"]!.GetValue<string>() == "how")!["arguments"]![0]!.GetValue<string>());
    }

    [Theory]
    [InlineData("Security")]
    [InlineData("two words")]
    [InlineData("security\n")]
    public async Task AChannelNameThatCannotBeOneStopsTheStart(string name)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => WebChatHost.StartAsync(settings: $"ChatGuard:Web:Channels:0={name}"));

        Assert.Contains("is no channel name", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/", "text/html; charset=utf-8")]
    [InlineData("/web/page/app.js", "text/javascript; charset=utf-8")]
    [InlineData("/web/page/app.css", "text/css; charset=utf-8")]
    [InlineData("/web/page/icon.svg", "image/svg+xml")]
    public async Task ThePagesFilesHaveTheirTypeAndAreSentAgainOnlyWhenChanged(string path, string type)
    {
        await using var host = await WebChatHost.StartAsync();
        using var client = host.Client();
        using var first = await client.GetAsync(path);
        using var again = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { IfNoneMatch = { first.Headers.ETag! } } };

        using var second = await client.SendAsync(again);

        Assert.Equal(type, first.Content.Headers.ContentType!.ToString());
        Assert.True(first.Headers.CacheControl!.NoCache);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public async Task AChannelKeepsItsLatestTwoHundredMessages()
    {
        await using var host = await WebChatHost.StartAsync();
        using var client = host.Client();
        for (var question = 1; question <= 101; question++)
        {
            using var _ = await client.PostAsJsonAsync(Security, new { text = $"question {question}" });
        }

        var kept = (await client.GetFromJsonAsync<JsonArray>(Security))!;

        Assert.Equal(200, kept.Count);
        Assert.Equal("question 2", kept[0]!["text"]!.GetValue<string>());
    }
}
