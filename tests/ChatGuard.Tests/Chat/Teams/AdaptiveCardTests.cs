using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatGuard.Chat;
using ChatGuard.Chat.Teams;
using ChatGuard.Core.Answers;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace ChatGuard.Tests.Chat.Teams;

public class AdaptiveCardTests
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // To accept new output: CHATGUARD_APPROVE=1 dotnet test tests/ChatGuard.Tests, then read the difference in git.
    [Theory, MemberData(nameof(SampleAnswers.Names), MemberType = typeof(SampleAnswers))]
    public void EachSampleReadsAsApproved(string name) =>
        GoldenFile.Matches($"AdaptiveCard.{name}.approved.json", Read(AdaptiveCard.Render(SampleAnswers.Named(name))));

    [Fact]
    public void KeysStandRowByRowForTheyDoNotFitSideBySide()
    {
        var card = AdaptiveCard.Render(new Answer("Access keys: 3 to act on", Tone.Bad, [new Block.Table("northwind-legacy", KeyColumns, Keys)]));
        GoldenFile.Matches("AdaptiveCard.keys.approved.json", Read(card));

        Assert.DoesNotContain(Objects(card), each => (string?)each["type"] == "Table");
        var said = TeamsCard.Text(card).Replace("\n", "", StringComparison.Ordinal);
        Assert.All(Keys.SelectMany(row => row), cell => Assert.Contains(cell.Text, said, StringComparison.Ordinal));
    }

    [Fact]
    public void WhatIsShortStandsSideBySideAndNumbersToTheRight()
    {
        var card = AdaptiveCard.Render(new Answer("Scores", Tone.Good, [new Block.Table(null, [new("Day"), new("Score", Numeric: true), new("Grade")], [["2026-11-20", "94", "B"], ["2026-11-19", "100", "A"]])]));
        var columns = Assert.Single(Objects(card), each => (string?)each["type"] == "Table")["columns"]!.AsArray();

        Assert.Equal([null, "Right", null], columns.Select(column => (string?)column!["horizontalCellContentAlignment"]));
        Assert.True((int?)columns[0]!["width"] > (int?)columns[1]!["width"]);
    }

    [Fact]
    public void AnApproverReadsACallToItsEnd()
    {
        var policy = string.Join(',', Enumerable.Range(0, 60).Select(n => $"\"s3:Action{n:00}\""));
        var call = $"s3:PutBucketPolicy in eu-west-1 {{\"Bucket\":\"{new string('b', 63)}\",\"Policy\":[{policy}]}}";
        var card = AdaptiveCard.Render(new Answer("Plan", Tone.Warning, [new Block.Table(null, [new("#", Numeric: true), new("What"), new("AWS call with its parameters")], [["1", "Close the bucket", call]])]));
        var lines = Objects(card).Where(each => (string?)each["fontType"] == "Monospace").Select(each => (string)each["text"]!).ToList();

        Assert.Equal(call.Replace(" ", "", StringComparison.Ordinal), string.Concat(lines).Replace(" ", "", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.InRange(line.Length, 1, CardWidth.MostCode));
    }

    /// <summary>One step too many, and one letter too many of a call.</summary>
    [Theory]
    [InlineData(30, 300, 2)]
    [InlineData(400, 300, 1)]
    [InlineData(1, 5_900, 2)]
    [InlineData(1, 6_100, 1)]
    public void APlanThatIsNotShownWholeCanBeRejectedButNotApproved(int steps, int letters, int buttons)
    {
        var rows = Enumerable.Range(1, steps).Select(n => (IReadOnlyList<Cell>)[$"{n}", "Detach a policy", $"iam:DetachUserPolicy {{\"PolicyArn\":\"{new string('a', letters / (letters > 1_000 ? 1 : 10))}\"}}"]).ToList();
        var plan = new Answer("Plan", Tone.Warning, [new Block.Table(null, [new("#", Numeric: true), new("What"), new("AWS call with its parameters")], rows), new Block.Buttons([new("Approve", Verb.Approve, "p1", "n1", "Plan"), new("Reject", Verb.Reject, "p1", "n1", "Plan")])]);
        var card = AdaptiveCard.Render(plan);

        Assert.Equal(buttons == 2 ? ["Approve", "Reject"] : ["Reject"], Objects(card).Select(each => (string?)each["title"]).Where(title => title is "Approve" or "Reject").Distinct());
        Assert.Equal(buttons == 1, card.ToJsonString().Contains("decide it in the web chat", StringComparison.Ordinal));
        Assert.Equal(buttons == 1, CardReply.WordsOf(CardReply.Dialog(plan, plan.Blocks.OfType<Block.Buttons>().Single().Items[0])) == CardReply.TooLong);
    }

    [Fact]
    public void AnyAnswerIsACardOfLessThanTwentyEightKilobytes() =>
        Prop.ForAll(AnyAnswer.Answers().ToArbitrary(), answer =>
        {
            var card = AdaptiveCard.Render(answer);
            Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(card).Length, 1, 28 * 1024);
            Assert.All(Parsed(card), text => Assert.True(CardText.IsInert(text) || text.Length == 0, text));
            Assert.All(Objects(card).Where(each => (string?)each["type"] == "Table"), table =>
                Assert.All(table["rows"]!.AsArray(), row => Assert.Equal(table["columns"]!.AsArray().Count, row!["cells"]!.AsArray().Count)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100).WithReplay(20261125, 11));

    [Fact]
    public void ButtonsAreKeptHoweverLongTheAnswerIs()
    {
        var rows = Enumerable.Range(0, 900).Select(row => (IReadOnlyList<Cell>)[$"user-{row}", new string('x', 200)]).ToList();
        var card = AdaptiveCard.Render(new Answer("Long", Tone.Neutral, [new Block.Table("Users", [new("User"), new("Why")], rows), .. SampleAnswers.Buttons.Blocks]));
        var shown = Objects(card).Count(each => (string?)each["text"] is { } text && text.StartsWith("user-", StringComparison.Ordinal));

        Assert.InRange(shown, 20, 899);
        Assert.Contains($"{900 - shown} more rows not shown here.", card.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains(Objects(card), each => (string?)each["title"] == "Undo");
    }

    [Fact]
    public void ALongAnswerIsDividedIntoPagesThatShowEveryRowOnceAndLinkToEachOther()
    {
        var rows = Enumerable.Range(0, 270).Select(row => (IReadOnlyList<Cell>)[$"user-{row:000}", new string('日', 60)]).ToList();
        var pages = Paging.Split(new Answer("Users", Tone.Neutral, [new Block.Heading("northwind-legacy"), new Block.Table("Users", [new("User"), new("Why")], rows), new Block.Choices([new("Help", "help")])]), AdaptiveCard.Fits);
        var cards = pages.Select((page, n) => AdaptiveCard.Render(new AnswerPage("id", page, n + 1, pages.Count))).ToList();
        var shown = cards.SelectMany(Objects).Select(each => (string?)each["text"]).Where(text => text?.StartsWith("user-", StringComparison.Ordinal) == true).ToList();

        Assert.InRange(pages.Count, 2, Paging.MostPages);
        Assert.Equal(rows.Select(row => row[0].Text), shown);
        Assert.All(cards, card => Assert.InRange(AdaptiveCard.Size(card), 1, AdaptiveCard.MostBytes));
        Assert.Equal(["Help", $"‹ Page {pages.Count - 1} of {pages.Count}"], Objects(cards[^1]).Where(each => (string?)each["type"] == "Action.Execute").Select(each => (string)each["title"]!));
        Assert.Equal(2, (int?)Objects(cards[0]).Single(each => (string?)each["verb"] == CardButtons.Page)["data"]!["page"]);
    }

    [Fact]
    public void AnApprovalIsOnePressWithARoomForTheReasonAndBreakingGlassMustSayWhy()
    {
        var buttons = SampleAnswers.Buttons.Blocks.OfType<Block.Buttons>().Single().Items.Take(5).ToList();
        var card = AdaptiveCard.Render(new Answer("Plan", Tone.Warning, [new Block.Buttons(buttons)]));
        GoldenFile.Matches("AdaptiveCard.decide.approved.json", Read(card));
        var actions = Objects(card).Where(each => ((string?)each["type"])?.StartsWith("Action.", StringComparison.Ordinal) == true).ToList();
        var approve = Assert.Single(actions, each => (string?)each["verb"] == "approve");

        Assert.Equal("Action.Execute", (string?)approve["type"]);
        Assert.Equal("""{"proposal":"k3v9x2m4q7","nonce":"n-1"}""", approve["data"]!.ToJsonString());
        Assert.Equal(CardButtons.Reason, (string?)card["body"]![1]!["id"]);
        var glass = Assert.Single(actions, each => (string?)each["type"] == "Action.ShowCard");
        Assert.True((bool?)glass["card"]!["body"]![0]!["isRequired"]);
        Assert.Equal("break-glass", (string?)glass["card"]!["actions"]![0]!["verb"]);
    }

    [Fact]
    public void FactsThatMarkdownWouldChangeAreNotPutWhereItIsParsed()
    {
        var plain = AdaptiveCard.Render(new Answer("T", Tone.Neutral, [new Block.Facts([new("Account", "northwind-legacy (111122223333)"), new("Failing", "14", Mark.Fail)])]));
        var hostile = AdaptiveCard.Render(new Answer("T", Tone.Neutral, [new Block.Facts([new("User", "<at>everyone</at> [x](http://203.0.113.1)")])]));

        Assert.Equal("FactSet", (string?)plain["body"]![1]!["type"]);
        Assert.Equal("✕ Fail 14", (string?)plain["body"]![1]!["facts"]![1]!["value"]);
        Assert.DoesNotContain(Objects(hostile), each => (string?)each["type"] is "FactSet" or "TextBlock");
        Assert.Contains("<at>everyone</at> [x](http://203.0.113.1)", TeamsCard.Text(hostile), StringComparison.Ordinal);
    }

    private static readonly Column[] KeyColumns = [new("Verdict"), new("User"), new("Key"), new("Age", Numeric: true), new("Last used"), new("Why"), new("Owner")];

    private static readonly IReadOnlyList<Cell>[] Keys =
    [
        [new("rotate", Mark.High), "root (admin)", "–", "1650 d", "3 days ago", "The root user has a key that is in use; nobody should.", "–"],
        [new("rotate soon", Mark.Info), "ci-deploy", "AKIA…MPLE", "88 d", "5 minutes ago, cloudformation in ap-southeast-1", "Older than 80 days.", "platform-engineering"],
        [new("delete", Mark.Low), "svc_backup*nightly_" + new string('x', 40), "AKIA…ABCD", "800 d", "never", "Inactive for more than a year.", "northwind-infrastructure-operations"],
    ];

    /// <summary>A card as its golden file has it.</summary>
    internal static string Read(JsonObject card) => card.ToJsonString(Readable) + "\n";

    /// <summary>Every text of a card that Teams parses as markdown.</summary>
    private static IEnumerable<string> Parsed(JsonObject card) => Objects(card).SelectMany(each => (string?)each["type"] switch
    {
        "FactSet" => each["facts"]!.AsArray().SelectMany(fact => new[] { (string)fact!["title"]!, (string)fact["value"]! }),
        "TextBlock" => [(string)each["text"]!],
        _ => [],
    });

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject one => one.SelectMany(member => Objects(member.Value)).Prepend(one),
        JsonArray many => many.SelectMany(Objects),
        _ => [],
    };
}
