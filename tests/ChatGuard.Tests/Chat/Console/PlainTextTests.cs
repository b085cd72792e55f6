using ChatGuard.Chat.Console;
using ChatGuard.Core.Answers;
using Xunit;

namespace ChatGuard.Tests.Chat.Console;

public class PlainTextTests
{
    // To accept new output: CHATGUARD_APPROVE=1 dotnet test tests/ChatGuard.Tests, then read the difference in git.
    [Theory, MemberData(nameof(SampleAnswers.Names), MemberType = typeof(SampleAnswers))]
    public void EachSampleReadsAsApproved(string name) => GoldenFile.Matches($"PlainText.{name}.approved.txt", PlainText.Render(SampleAnswers.Named(name)));

    [Theory, MemberData(nameof(SampleAnswers.Names), MemberType = typeof(SampleAnswers))]
    public void EachSampleReadsAsApprovedInANarrowTerminal(string name) =>
        GoldenFile.Matches($"PlainText.{name}.40.approved.txt", PlainText.Render(SampleAnswers.Named(name), width: 40));

    [Theory]
    [InlineData(20)]
    [InlineData(33)]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(200)]
    public void NoLineIsWiderThanTheTerminal(int width)
    {
        foreach (var name in SampleAnswers.Names)
        {
            Assert.All(PlainText.Render(SampleAnswers.Named(name), width).Split('\n'), line => Assert.InRange(Cells.Width(line), 0, width));
        }
    }

    [Fact]
    public void NothingThatSteersATerminalGetsThrough()
    {
        var text = PlainText.Render(SampleAnswers.Hostile);

        Assert.DoesNotContain(text, character => character != '\n' && (char.IsControl(character) || char.GetUnicodeCategory(character) == System.Globalization.UnicodeCategory.Format));
        Assert.Contains(@"\u202egnp.exe", text, StringComparison.Ordinal);
        Assert.Contains(@"\u001b[31mtext", text, StringComparison.Ordinal);
        Assert.Contains(@"new line\tand tab", text, StringComparison.Ordinal);
    }

    [Fact]
    public void NumbersAreAlignedOnTheRight()
    {
        var table = new Block.Table(null, [new("Key"), new("Age", Numeric: true)], [["a", "7"], ["b", "412"]]);

        Assert.Equal("T\n=\n\nKey  Age\n---  ---\na      7\nb    412\n", PlainText.Render(new Answer("T", Tone.Neutral, [table])));
    }

    [Fact]
    public void WideCharactersCountAsTwoCells()
    {
        var table = new Block.Table(null, [new("N"), new("X")], [["日本", "1"], ["ab", "2"]]);

        Assert.Equal("T\n=\n\nN     X\n----  -\n日本  1\nab    2\n", PlainText.Render(new Answer("T", Tone.Neutral, [table])));
    }
}
