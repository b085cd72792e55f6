using System.Text.Json;
using ChatGuard.Core.Answers;
using Xunit;

namespace ChatGuard.Core.Tests.Answers;

/// <summary>Every answer there can be reads back as it was written.</summary>
public sealed class AnswerJsonTests
{
    private static readonly IReadOnlyList<Block> EveryBlock =
    [
        new Block.Text("a paragraph with \"quotes\", <tags>, é, 🔑 and\nlines"),
        new Block.Heading(""),
        new Block.Facts([new Fact("Score", "71"), new Fact("Root", "no MFA", Mark.Critical)]),
        new Block.Table("Keys", [new Column("User"), new Column("Age", Numeric: true)], [["anna", new Cell("93", Mark.Fail)], ["bob", "3"]]),
        new Block.Table(null, [], []),
        new Block.Chart("Score", 100, [new Series("prod", [new Point(new DateOnly(2026, 3, 29), 71.5)]), new Series("none", [])]),
        new Block.Bullets(["one", "two"]),
        new Block.Steps([]),
        new Block.Choices([new Choice("Why", "/aws why root-mfa")]),
        new Block.Buttons([new Button("Approve", Verb.Approve, "p1", "n1", "Deactivate a key")]),
        new Block.Note(Tone.Warning, "unreadable"),
    ];

    [Fact]
    public void TheSamplesHoldEveryKindOfBlock() => Assert.Equal(
        typeof(Block).GetNestedTypes().OrderBy(type => type.Name), EveryBlock.Select(block => block.GetType()).Distinct().OrderBy(type => type.Name));

    [Fact]
    public void EveryBlockReadsBackAsItWas()
    {
        var answer = new Answer("Posture", Tone.Bad, EveryBlock);

        var read = AnswerJson.Read(AnswerJson.Write(answer));

        Assert.Equal(EveryBlock.Select(block => block.GetType()), read.Blocks.Select(block => block.GetType()));
        Assert.Equivalent(answer, read, strict: true);
        Assert.Equal(AnswerJson.Write(answer), AnswerJson.Write(read));
    }

    [Fact]
    public void EveryMarkAndToneReadsBack()
    {
        var marks = new Block.Table(null, [new Column("Mark")], [.. Enum.GetValues<Mark>().Select(mark => (IReadOnlyList<Cell>)[new Cell($"{mark}", mark)])]);
        foreach (var answer in Enum.GetValues<Tone>().Select(tone => new Answer("", tone, [marks, new Block.Note(tone, "")])))
        {
            Assert.Equivalent(answer, AnswerJson.Read(AnswerJson.Write(answer)), strict: true);
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}x")]
    [InlineData("""{"title":"a","tone":"Neutral","blocks":[{"block":"gif"}]}""")]
    public void AnythingElseIsRefused(string json) => Assert.Throws<JsonException>(() => AnswerJson.Read(json));
}
