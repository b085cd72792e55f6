using ChatGuard.Store;
using Xunit;

namespace ChatGuard.Tests.CommandLine;

/// <summary><c>chatguard digest --now</c>, as its own process.</summary>
public sealed class DigestNowTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("chatguard-digest").FullName;

    private string Database => $"Data Source={Path.Combine(folder, "test.db")}";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ADryRunPrintsTheDigestAndPostsNothing()
    {
        var result = await At().RunAsync("digest", "--now", "--dry-run");

        Assert.Equal((0, ""), (result.Exit, result.Error));
        Assert.StartsWith("# daily to web:security", result.Output, StringComparison.Ordinal);
        Assert.Contains("northwind-legacy", result.Output, StringComparison.Ordinal);
        Assert.Empty(await MessagesAsync());
    }

    [Fact]
    public async Task TheDigestIsPostedToItsChannel()
    {
        var result = await At().RunAsync("digest", "--now");

        Assert.Equal((0, ""), (result.Exit, result.Error));
        Assert.Contains("Digest daily is posted to web:security.", result.Output, StringComparison.Ordinal);
        var posted = await MessagesAsync();
        Assert.Equal(2, posted.Count);
        Assert.All(posted, message => Assert.StartsWith("digest/daily/now/", message.Key, StringComparison.Ordinal));
        Assert.Contains("northwind-legacy", string.Join(' ', posted.Select(message => ChatGuard.Core.Answers.AnswerJson.Write(message.Answer!))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AChannelThatNoSurfaceHasIsRefusedWithItsKey()
    {
        var result = await At().With(("ChatGuard__Digests__0__Name", "morning"), ("ChatGuard__Digests__0__Channel", "web:nowhere")).RunAsync("digest", "--now");

        Assert.Equal((1, ""), (result.Exit, result.Output));
        Assert.Contains("web:nowhere", result.Error, StringComparison.Ordinal);
        Assert.Contains("ChatGuard:Digests", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnUnknownAccountIsRefusedWithThoseThereAre()
    {
        var result = await At().With(("ChatGuard__Digests__0__Name", "morning"), ("ChatGuard__Digests__0__Channel", "web:security"), ("ChatGuard__Digests__0__Accounts__0", "nobody")).RunAsync("digest", "--now", "--dry-run");

        Assert.Equal((1, ""), (result.Exit, result.Output));
        Assert.Contains("ChatGuard:Digests:0:Accounts names 'nobody', which is none of northwind-", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutNowItSaysWhatToDo()
    {
        var result = await At().RunAsync("digest");

        Assert.Equal(1, result.Exit);
        Assert.Contains("say digest --now", result.Error, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private Cli At() => new Cli().With(("ChatGuard__Store__ConnectionString", Database));

    private async Task<IReadOnlyList<StoredWebMessage>> MessagesAsync()
    {
        using var store = new ChatGuard.Store.Store(new StoreOptions { ConnectionString = Database }, TimeProvider.System);
        return await store.WebMessagesAsync("security", 0, 100, Stop);
    }
}
