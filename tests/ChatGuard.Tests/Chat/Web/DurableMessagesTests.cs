using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace ChatGuard.Tests.Chat.Web;

/// <summary>The web chat's messages across restarts and while the database does not answer.</summary>
public sealed class DurableMessagesTests
{
    private const string Security = "/web/channels/security/messages";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task MessagesAreThereAfterARestart()
    {
        var before = await WebChatHost.StartAsync();
        await SayAsync(before, "posture");
        await before.StopAsync();

        await using var after = await WebChatHost.StartAsync(before.Folder, TimeProvider.System);
        var (messages, memoryOnly) = await MessagesAsync(after);

        Assert.False(memoryOnly);
        Assert.Equal(["Anna Berg", "ChatGuard"], messages.Select(message => (string?)message!["who"]));
    }

    [Fact]
    public async Task WithoutTheDatabaseAnswersStillComeAndAreStoredWhenItIsBack()
    {
        var clock = new ManualClock("2026-11-20T08:00:00Z");
        await using var host = await WebChatHost.StartAsync(Directory.CreateTempSubdirectory("chatguard-web").FullName, clock);
        await SayAsync(host, "posture");
        var outage = new Outage(host.ConnectionString);

        Assert.Contains("\"answer\"", await SayAsync(host, "every-block"), StringComparison.Ordinal);
        var during = await MessagesAsync(host);
        Assert.True(during.MemoryOnly);
        Assert.Equal(4, during.Messages.Count);

        outage.Dispose();
        clock.Advance(TimeSpan.FromSeconds(6));
        var back = await MessagesAsync(host);
        Assert.False(back.MemoryOnly);
        Assert.Equal(during.Messages.Select(message => (string?)message!["text"]), back.Messages.Select(message => (string?)message!["text"]));
    }

    private static async Task<string> SayAsync(WebChatHost host, string text)
    {
        using var client = host.Client();
        using var answer = await client.PostAsJsonAsync(Security, new { text }, Stop);
        return await answer.Content.ReadAsStringAsync(Stop);
    }

    private static async Task<(JsonArray Messages, bool MemoryOnly)> MessagesAsync(WebChatHost host)
    {
        using var client = host.Client();
        using var response = await client.GetAsync(Security, Stop);
        return ((await response.Content.ReadFromJsonAsync<JsonArray>(Stop))!, response.Headers.Contains("ChatGuard-Memory-Only"));
    }
}
