using System.Text.Json.Nodes;
using Xunit;

namespace ChatGuard.Tests.Chat.Teams;

/// <summary>Every card among the golden files, as Microsoft's own libraries judge it, and the app's manifest.</summary>
public sealed class CardCheckTests(CheckedCards cards) : IClassFixture<CheckedCards>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Cards => [.. CheckedCards.Files.Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Cards))]
    public async Task AdaptiveCardsParsesACardWithoutAnEvent(string card) => Assert.Empty(await cards.ProblemsAsync(card, "parses"));

    [Theory]
    [MemberData(nameof(Cards))]
    public async Task AClientThatShowsFallbacksParsesItWithoutAnEvent(string card) => Assert.Empty(await cards.ProblemsAsync(card, "parses where fallbacks show"));

    [Theory]
    [MemberData(nameof(Cards))]
    public async Task ACardHasTheTypesOfTheTeamsSdk(string card) => Assert.Empty(await cards.ProblemsAsync(card, "has the types of Teams"));

    [Fact]
    public async Task AWrongCardIsFoundOut()
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(file, """{"type":"AdaptiveCard","version":"1.5","body":[{"type":"TextBlock","text":"a","size":"huge"},{"type":"Chart.Line","fallback":{"type":"Nothing"}}]}""", Stop);
        try
        {
            var found = await Node.RunAsync(Node.Folder("teams"), "cards.mjs", [file], Stop);
            Assert.Equal([1, 2, 2], found.Select(each => each["problems"]!.AsArray().Count));
        }
        finally
        {
            File.Delete(file);
        }
    }
}

/// <summary>One run of the checks over all golden cards, begun by the first test that asks: where Node.js is missing, each is skipped.</summary>
public sealed class CheckedCards
{
    private Task<IReadOnlyList<JsonObject>>? results;

    internal static IReadOnlyList<string> Files => Directory.GetFiles(GoldenFile.PathOf(""), "AdaptiveCard.*.approved.json").Order(StringComparer.Ordinal).ToList();

    internal async Task<IEnumerable<string?>> ProblemsAsync(string file, string check)
    {
        var all = await (results ??= Node.RunAsync(Node.Folder("teams"), "cards.mjs", Files, TestContext.Current.CancellationToken));
        return all.Single(each => (string?)each["file"] == file && (string?)each["check"] == check)["problems"]!.AsArray().Select(problem => (string?)problem);
    }
}
