using System.Text.Json;
using System.Text.Json.Nodes;
using ChatGuard.Chat;
using ChatGuard.Chat.Slack;
using ChatGuard.Core.Answers;
using ChatGuard.Tests.Chat.Slack.Fake;
using FsCheck;
using FsCheck.Fluent;
using Xunit;
using Message = ChatGuard.Chat.Slack.SlackMessage;
using SlackWorkspace = ChatGuard.Tests.Chat.Slack.Fake.SlackWorkspace;

namespace ChatGuard.Tests.Chat.Slack;

public sealed class BlockKitTests
{
    private static readonly JsonSerializerOptions Indented = new(BlockKit.Json) { WriteIndented = true, IndentSize = 2 };

    private static readonly SlackWorkspace Workspace = new(TimeProvider.System);

    private static readonly string[] Parsed = ["mrkdwn", "markdown"];

    // To accept new output: CHATGUARD_APPROVE=1 dotnet test tests/ChatGuard.Tests, then read the difference in git.
    [Theory, MemberData(nameof(SampleAnswers.Names), MemberType = typeof(SampleAnswers))]
    public void EachSampleReadsAsApproved(string name)
    {
        var message = BlockKit.Render(SampleAnswers.Named(name));
        GoldenFile.Matches($"BlockKit.{name}.approved.json", Written(new JsonObject { ["text"] = message.Text, ["blocks"] = message.Blocks }));
    }

    [Theory, MemberData(nameof(SampleAnswers.Names), MemberType = typeof(SampleAnswers))]
    public void EachSampleReadsAsApprovedInADialog(string name) =>
        GoldenFile.Matches($"BlockKit.{name}.view.approved.json", Written(new JsonObject { ["blocks"] = BlockKit.View(SampleAnswers.Named(name)).Blocks }));

    [Fact]
    public void ADialogReadsAsApproved()
    {
        var click = new SlackClick(Verb.BreakGlass, "k3v9x2m4q7", "n-1", new SlackPlace("T1", "U1", "C1", "1700000000.000100", new Uri("https://hooks.slack.com/actions/T1/1/x")));
        GoldenFile.Matches("BlockKit.dialog.approved.json", Written(SlackModal.Asking(click, SampleAnswers.Posture)));
    }

    [Fact]
    public void AWorkspaceWithoutChartBlocksGetsALineOfText()
    {
        var blocks = BlockKit.Render(SampleAnswers.EveryBlock, charts: false).BlocksText;

        Assert.DoesNotContain("data_visualization", blocks, StringComparison.Ordinal);
        Assert.Contains("▄▄▄·▅▁", blocks, StringComparison.Ordinal);
    }

    [Fact]
    public void AnyAnswerKeepsSlacksLimitsAndNothingOfItIsParsed() => Check(answer =>
    {
        IsTaken(BlockKit.Render(answer));
        IsTaken(BlockKit.Render(answer, charts: false, new PageLinks(new string('f', 32), 3, 17)));
        IsTakenInViews(BlockKit.View(answer).Blocks);
        return true;
    });

    [Fact]
    public void AnyAnswersPagesFitAndLoseNothing() => Check(
        answer =>
        {
            var pages = Paging.Split(answer, BlockKit.Fits);
            Assert.All(pages, page => IsTaken(BlockKit.Render(page, more: new PageLinks(new string('f', 32), 1, pages.Count))));
            if (pages.Count is > 1 and < Paging.MostPages)
            {
                Assert.Equal(Rows(answer.Blocks), Rows(pages.SelectMany(page => page.Blocks)));
            }

            return true;
        },
        times: 20);

    [Fact]
    public void WhatIsCutIsCounted()
    {
        var rows = Enumerable.Range(0, 300).Select(row => (IReadOnlyList<Cell>)[$"key {row}", "a row of some length, as rows of keys are"]).ToList();
        var message = BlockKit.Render(new Answer("Keys", Tone.Neutral, [new Block.Table(null, [new("Key"), new("Why")], rows), new Block.Text("After it."), new Block.Choices([new("Help", "help")])]));

        var shown = rows.Count(row => message.BlocksText.Contains($"\"{row[0].Text}\"", StringComparison.Ordinal));
        Assert.InRange(shown, 50, 299);
        Assert.Contains($"Cut to fit into Slack: {300 - shown} rows, 1 part.", message.BlocksText, StringComparison.Ordinal);
        Assert.Equal("help", (string?)message.Blocks[^1]!["elements"]![0]!["value"]);
    }

    [Theory]
    [InlineData("<!channel> & <https://evil.example|console>", "&lt;!channel&gt; &amp; &lt;https://evil.example|console&gt;")]
    [InlineData("plain", "plain")]
    public void TheTextOfNotificationsCannotMislead(string title, string text) => Assert.Equal(text, BlockKit.Render(new Answer(title, Tone.Neutral, [])).Text);

    [Fact]
    public void TextIsCutBetweenCharactersAsAReaderSeesThem()
    {
        const string Family = "👩‍👩‍👧‍👦";
        Assert.Equal(VisibleText.Of(Family).Length, SlackText.Clip(Family, 100).Length);
        Assert.Equal("日本…", SlackText.Clip("日本語の名前", 3));
        Assert.Equal("e\u0301…", SlackText.Clip("e\u0301e\u0301e\u0301", 4));
    }

    [Fact]
    public void EveryVerbIsReadBackFromItsButton()
    {
        var actions = BlockKit.Render(SampleAnswers.Buttons).Blocks.SelectMany(block => block!["elements"] is JsonArray elements && (string?)block["type"] == "actions" ? elements.ToList() : block["accessory"] is { } accessory ? [accessory] : []).ToList();

        Assert.Equal(Enum.GetValues<Verb>().Append(Verb.Approve).Order(), actions.Select(action => BlockKitButtons.VerbOf((string)action!["action_id"]!)!.Value).Order());
        Assert.Equal(("k3v9x2m4q7", "n-1"), BlockKitButtons.Read((string)actions[0]!["value"]!));
        Assert.Null(BlockKitButtons.VerbOf("decide-0-1"));
    }

    /// <summary>Checks a property of any answer, of a fixed seed; <c>CHATGUARD_LONG=1</c> tries a hundred times as many of any seed.</summary>
    private static void Check(Func<Answer, bool> property, int times = 60)
    {
        var isLong = Environment.GetEnvironmentVariable("CHATGUARD_LONG") == "1";
        var config = Config.QuickThrowOnFailure.WithMaxTest(isLong ? 100 * times : times);
        Prop.ForAll(AnyAnswer.Answers().ToArbitrary(), property).Check(isLong ? config : config.WithReplay(20261126, 7));
    }

    private static IEnumerable<string> Rows(IEnumerable<Block> blocks) => blocks.OfType<Block.Table>().SelectMany(table => table.Rows).Select(row => string.Join('|', row.Select(cell => cell.Text)));

    private static string Written(JsonObject payload) => payload.ToJsonString(Indented) + "\n";

    /// <summary>The fake Slack takes it, and Slack parses nothing of it.</summary>
    private static void IsTaken(Message message)
    {
        // Slack recommends no longer texts, and cuts them at ten times as much.
        Assert.InRange(message.Text.Length, 0, 4_000);
        Assert.NotEmpty(WebApi.Checked(JsonNode.Parse(message.BlocksText), message.Text, Workspace));
        NothingIsParsed(message.Blocks);
    }

    private static void IsTakenInViews(JsonArray blocks)
    {
        foreach (var type in new[] { "modal", "home" })
        {
            var view = new JsonObject { ["type"] = type, ["blocks"] = blocks.DeepClone() };
            if (type == "modal")
            {
                view["title"] = new JsonObject { ["type"] = "plain_text", ["text"] = "Plan" };
            }

            Assert.NotEmpty(WebApi.CheckedView(view, type, Workspace)["blocks"]!.AsArray());
        }

        NothingIsParsed(blocks);
    }

    private static void NothingIsParsed(JsonArray blocks) => Assert.DoesNotContain(Types(blocks), type => Parsed.Contains(type));

    private static IEnumerable<string> Types(JsonNode? node) => node switch
    {
        JsonArray items => items.SelectMany(Types),
        JsonObject part => part.SelectMany(member => member.Key == "type" ? [(string)member.Value!] : Types(member.Value)),
        _ => [],
    };
}
