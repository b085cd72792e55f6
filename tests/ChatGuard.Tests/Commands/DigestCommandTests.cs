using System.Text.Json.Nodes;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Digests;
using ChatGuard.Store;
using Xunit;

namespace ChatGuard.Tests.Commands;

/// <summary>The digest and the trend over the sandbox and a SQLite file.</summary>
public class DigestCommandTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TheFirstDigestShowsHowThingsStand()
    {
        await using var app = await App.StartAsync();
        var reply = await app.AskAsync("digest");

        Assert.StartsWith("First digest of 2026-11-20: ", reply.Answer.Title, StringComparison.Ordinal);
        Assert.Contains(reply.Answer.Blocks.OfType<Block.Note>(), note => note.Content.Contains("sandbox", StringComparison.Ordinal));
        Assert.DoesNotContain(reply.Answer.Blocks.OfType<Block.Note>(), note => note.Content.Contains("database", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TheNextDayNothingIsNewUnlessSomethingHappened()
    {
        await using var app = await App.StartAsync();
        await app.AskAsync("digest --account northwind-core");
        app.Clock.Advance(TimeSpan.FromDays(1.5));
        var json = await app.JsonAsync("digest --account northwind-core --days 1 --fresh");

        Assert.StartsWith("Digest of 2026-11-21: ", (string)json["title"]!, StringComparison.Ordinal);
        Assert.NotEmpty(json["accounts"]![0]!["open"]!.AsArray());
        Assert.DoesNotContain(json["accounts"]![0]!["new"]!.AsArray(), each => (string)each!["check"]! == "user-mfa-enabled");
    }

    [Fact]
    public async Task StaleKeysAreShownByFirstAndLastFourCharacters()
    {
        await using var app = await App.StartAsync();

        Assert.Matches("bob.tanaka +AKIA….{4} +412 d", await app.TextAsync("digest --account northwind-legacy"));
    }

    [Fact]
    public async Task AskingForADigestAnnouncesNothing()
    {
        await using var app = await App.StartAsync();
        await app.AskAsync("digest");
        var input = await app.Digests.GatherAsync("morning", [0, 1], new DateOnly(2026, 11, 20), onlyWhenChanged: true, fresh: false, Stop);

        Assert.Null(input.LastDigest);
        Assert.Empty(input.Announced);
        Assert.Equal(2, input.Accounts.Count);
    }

    [Fact]
    public async Task ASecondConfiguredDigestWithoutAnyChangeIsSilent()
    {
        await using var app = await App.StartAsync();
        var today = new DateOnly(2026, 11, 20);
        var digest = DigestBuilder.Build(await app.Digests.GatherAsync("morning", [0, 1, 2, 3], today, onlyWhenChanged: true, fresh: false, Stop));
        Assert.True(await app.Store.CommitDigestAsync(new DigestSlot("morning", today), [], digest.Announces, Stop));
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        var second = DigestBuilder.Build(await app.Digests.GatherAsync("morning", [0, 1, 2, 3], today.AddDays(1), onlyWhenChanged: true, fresh: true, Stop));

        Assert.NotNull(digest.Headline);
        Assert.Null(second.Headline);
    }

    [Fact]
    public async Task TheTrendGrowsDayByDay()
    {
        await using var app = await App.StartAsync();
        await app.AskAsync("trend");
        app.Clock.Advance(TimeSpan.FromDays(2));
        var json = await app.JsonAsync("trend --account northwind-legacy --fresh");
        var scores = json["accounts"]![0]!["scores"]!.AsArray();

        Assert.Equal(["2026-11-20", "2026-11-22"], scores.Select(score => (string)score!["day"]!));
        Assert.All(scores, score => Assert.Equal("F", (string)score!["grade"]!));
        Assert.Contains("▁·▁", (string)json["text"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheTrendIsAChartWithALineAnAccountAndATable()
    {
        await using var app = await App.StartAsync();
        var blocks = (await app.AskAsync("trend --days 7")).Answer.Blocks;

        Assert.Equal(["northwind-legacy", "northwind-attic", "northwind-lab", "northwind-core"], Assert.Single(blocks.OfType<Block.Chart>()).Lines.Select(line => line.Name));
        Assert.Equal(5, Assert.Single(blocks.OfType<Block.Table>()).Columns.Count);
    }

    [Theory]
    [InlineData("digest")]
    [InlineData("trend")]
    public async Task WithoutADatabaseTheAnswerComesFromMemoryAndSaysSo(string command)
    {
        await using var app = await App.StartAsync(null, ("ChatGuard:Store:ConnectionString", "Data Source=/dev/null/chatguard.db"));
        var reply = await app.AskAsync(command);

        Assert.Contains(reply.Answer.Blocks.OfType<Block.Note>(), note => note.Tone == Tone.Warning && note.Content.StartsWith("The database does not answer", StringComparison.Ordinal));
        Assert.Equal(4, reply.Accounts.Count);
        Assert.Contains("northwind-legacy", reply.Answer.Title, StringComparison.Ordinal);
    }
}
