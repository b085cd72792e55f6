using ChatGuard.Chat.Console;
using ChatGuard.Chat.Teams;
using ChatGuard.Chat.Web;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Checks;
using ChatGuard.Core.Digests;
using ChatGuard.Core.Snapshots;
using ChatGuard.Core.Tests.Digests;
using ChatGuard.Tests.Chat.Teams;
using Xunit;
using Snapshots = ChatGuard.Core.Tests.Snapshots;

namespace ChatGuard.Tests.Digests;

public class DigestRenderingTests
{
    [Fact]
    public void TenThousandFindingsStayWithinTheLengthsOfAMessageAndAThread()
    {
        var digest = DigestBuilder.Build(DigestInputs.Large());

        Assert.InRange(PlainText.Render(digest.Headline!).Length, 1_000, 7_999);
        Assert.InRange(PlainText.Render(digest.Details!).Length, 10_000, 59_999);
        Assert.InRange(Html.Render(digest.Headline!).Length, 1_000, 100_000);
    }

    // To accept new output: CHATGUARD_APPROVE=1 dotnet test tests/ChatGuard.Tests, then read the difference in git.
    [Fact]
    public void ADigestReadsAsApproved()
    {
        var digest = DigestBuilder.Build(Eventful());

        GoldenFile.Matches("PlainText.digest.approved.txt", PlainText.Render(digest.Headline!));
        GoldenFile.Matches("PlainText.digest-details.approved.txt", PlainText.Render(digest.Details!));
        GoldenFile.Matches("Html.digest.approved.html", Html.Render(digest.Headline!));
        GoldenFile.Matches("AdaptiveCard.digest.approved.json", AdaptiveCardTests.Read(AdaptiveCard.Render(digest.Headline!)));
        GoldenFile.Matches("AdaptiveCard.digest-details.approved.json", AdaptiveCardTests.Read(AdaptiveCard.Render(digest.Details!)));
    }

    [Fact]
    public void MoreLinesThanOneCanTellApartAreCounted()
    {
        var lines = Enumerable.Range(0, HtmlChart.MostLines + 3).Select(n => new Series($"account-{n}", [new Point(DigestInputs.Today, n)])).ToList();
        var html = HtmlChart.Render(new Block.Chart("Score", 100, lines));

        Assert.Equal(HtmlChart.MostLines, html.Split("<g class=\"line ").Length - 1);
        Assert.Contains("3 more lines are not shown.", html, StringComparison.Ordinal);
    }

    [Fact]
    public void NamesAtTheEndsOfLinesNeverOverlap()
    {
        var lines = Enumerable.Range(0, HtmlChart.MostLines).Select(n => new Series($"account-{n}", [new Point(DigestInputs.Today, n % 2)])).ToList();
        var heights = System.Xml.Linq.XElement.Parse(HtmlChart.Render(new Block.Chart("Score", 100, lines))).Descendants("g")
            .Select(line => double.Parse(line.Element("text")!.Attribute("y")!.Value, System.Globalization.CultureInfo.InvariantCulture)).Order().ToList();

        Assert.All(heights.Zip(heights.Skip(1)), pair => Assert.True(pair.Second - pair.First >= 15));
        Assert.InRange(heights[^1], 0, 200);
    }

    /// <summary>A day on which every section has something to tell.</summary>
    private static DigestInput Eventful()
    {
        var open = DigestInputs.Failing("root-mfa-enabled", Severity.Critical, Snapshots.AccountId);
        var worse = DigestInputs.Failing("access-key-age", Severity.High, Snapshots.BackupArn);
        var gone = DigestInputs.Failing("cloudtrail-logging-on", Severity.High, Snapshots.TrailArn, "eu-west-1").FixedNow();
        var snapshot = Snapshots.Healthy with
        {
            Credentials = Snapshots.Known(Snapshots.Report(users: [DigestInputs.OldKey("svc-backup")])),
            RootEvents = Snapshots.Known<IReadOnlyList<CloudTrailEvent>>([Snapshots.RootSignIn(Snapshots.HoursAgo(3)), Snapshots.RootSignInFailure(Snapshots.HoursAgo(4))]),
            GuardDuty = [new("eu-west-1", Snapshots.Known<Detector?>(Snapshots.HealthyDetector with { Findings = Snapshots.Known<IReadOnlyList<GuardDutyFinding>>([DigestInputs.Threat("a", 8.5)]) }))],
            PasswordPolicy = Snapshots.Denied<PasswordPolicy?>("iam:GetAccountPasswordPolicy"),
        };
        var policy = new PosturePolicy { Suppressions = [new("user-mfa-enabled", "anna.berg", Snapshots.DaysAgo(-5), "ciso", "new phone ordered")] };
        return (DigestInputs.With(snapshot, policy) with
        {
            Findings = [open, worse, gone, DigestInputs.Failing("user-mfa-enabled", Severity.Critical), DigestInputs.Failing("access-key-exposed", Severity.Critical, Snapshots.BackupArn)],
            Scores = [.. Enumerable.Range(1, 10).Select(day => new DailyScore(Snapshots.AccountId, DigestInputs.Today.AddDays(-day), 100 - (day * 6), "C"))],
        }).Said(
            new AnnouncedFinding(open.Key, Severity.Critical, Fixed: false),
            new AnnouncedFinding(worse.Key, Severity.Medium, Fixed: false),
            new AnnouncedFinding(gone.Key, Severity.High, Fixed: false),
            new AnnouncedFinding(DigestInputs.Failing("user-mfa-enabled").Key, Severity.Critical, Fixed: true));
    }
}
