using System.Xml.Linq;
using ChatGuard.Chat.Web;
using ChatGuard.Core.Answers;
using Xunit;

namespace ChatGuard.Tests.Chat.Web;

public class HtmlTests
{
    // To accept new output: CHATGUARD_APPROVE=1 dotnet test tests/ChatGuard.Tests, then read the difference in git.
    [Theory, MemberData(nameof(SampleAnswers.Names), MemberType = typeof(SampleAnswers))]
    public void EachSampleReadsAsApproved(string name) => GoldenFile.Matches($"Html.{name}.approved.html", Html.Render(SampleAnswers.Named(name)));

    [Theory, MemberData(nameof(SampleAnswers.Names), MemberType = typeof(SampleAnswers))]
    public void OnlyOurOwnElementsAndAttributesAppear(string name)
    {
        var elements = XElement.Parse(Html.Render(SampleAnswers.Named(name))).DescendantsAndSelf().ToList();
        string[] tags = ["article", "h3", "h4", "p", "bdi", "dl", "div", "dt", "dd", "ul", "ol", "li", "table", "caption", "thead", "tbody", "tr", "th", "td", "span", "wbr", "button", "svg", "title", "desc", "g", "line", "polyline", "circle", "text"];
        string[] attributes =
        [
            "class", "role", "aria-label", "aria-hidden", "tabindex", "scope", "type", "data-label", "data-command", "data-verb", "data-proposal", "data-nonce", "data-about", "aria-haspopup",
            "viewBox", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "points", "fill", "stroke-dasharray", "text-anchor",
        ];

        Assert.All(elements, element => Assert.Contains(element.Name.LocalName, tags));
        Assert.All(elements.Attributes(), attribute => Assert.Contains(attribute.Name.LocalName, attributes));
    }

    [Fact]
    public void RowsBeyondTheMostAreCounted()
    {
        var rows = Enumerable.Range(0, Html.MostRows + 1234).Select(row => (IReadOnlyList<Cell>)[row.ToString()]).ToList();
        var html = Html.Render(new Answer("Keys", Tone.Neutral, [new Block.Table(null, [new("Key")], rows)]));

        Assert.Equal(Html.MostRows, html.Split("<td").Length - 1);
        Assert.Contains("1,234 more rows are not shown here.", html, StringComparison.Ordinal);
    }

    [Fact]
    public void AMarkIsAWordAndAShapeAndItsWordIsNotSaidTwice()
    {
        var html = Html.Render(new Answer("T", Tone.Neutral, [new Block.Facts([new("Result", "not-applicable", Mark.NotApplicable), new("Other", "3 users", Mark.Fail)])]));

        Assert.Contains("<dd><span class=\"mark mark-not-applicable\"><span class=\"shape\" aria-hidden=\"true\">–</span>Not applicable</span></dd>", html, StringComparison.Ordinal);
        Assert.Contains("✕</span>Fail</span> <bdi>3 users</bdi>", html, StringComparison.Ordinal);
    }
}
