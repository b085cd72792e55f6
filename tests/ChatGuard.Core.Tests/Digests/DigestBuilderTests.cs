using ChatGuard.Core.Answers;
using ChatGuard.Core.Checks;
using ChatGuard.Core.Digests;
using ChatGuard.Core.Snapshots;
using Xunit;
using static ChatGuard.Core.Tests.Digests.DigestInputs;

namespace ChatGuard.Core.Tests.Digests;

public class DigestBuilderTests
{
    private static readonly StoredFinding Key = Failing("access-key-rotated", Severity.High);
    private static readonly StoredFinding Root = Failing("root-mfa-enabled", Severity.Critical, Snapshots.AccountId);

    [Fact]
    public void AFirstDigestTellsTheStateAndCallsNothingNew()
    {
        var digest = DigestBuilder.Build(Quiet with { LastDigest = null, Findings = [Key, Root], OnlyWhenChanged = true });

        Assert.Equal("First digest of 2026-11-20: 1 critical, 1 high open, northwind-core 100 (A)", digest.Headline!.Title);
        Assert.Contains("Open: 1 critical, 1 high", Headings(digest.Headline));
        Assert.DoesNotContain(Headings(digest.Headline), heading => heading.StartsWith("New", StringComparison.Ordinal));
        Assert.Equal([Root.Key, Key.Key], digest.Announces.Select(each => each.Key));
    }

    [Fact]
    public void WhatAFirstDigestShowedIsNotNewTheNextDay()
    {
        var first = Quiet with { LastDigest = null, Findings = [Key, Root] };
        var next = DigestBuilder.Build(first.After(DigestBuilder.Build(first)));

        Assert.StartsWith("Digest of 2026-11-21: nothing new", next.Headline!.Title, StringComparison.Ordinal);
        Assert.Empty(next.Announces);
    }

    [Fact]
    public void OneNewFindingLeads()
    {
        var digest = DigestBuilder.Build(Quiet.Said(new AnnouncedFinding(Root.Key, Severity.Critical, Fixed: false)) with { Findings = [Root, Key] });

        Assert.StartsWith("Digest of 2026-11-20: 1 new high finding, northwind-core", digest.Headline!.Title, StringComparison.Ordinal);
        Assert.Equal("New since the last digest: 1 high", Headings(digest.Headline)[0]);
        Assert.Equal([new AnnouncedFinding(Key.Key, Severity.High, Fixed: false)], digest.Announces);
    }

    [Fact]
    public void AnUnchangedDayIsPassedOverOnlyWhenOnlyChangesAreWanted()
    {
        var unchanged = Quiet.Said(new AnnouncedFinding(Key.Key, Severity.High, Fixed: false)) with { Findings = [Key] };

        Assert.Null(DigestBuilder.Build(unchanged with { OnlyWhenChanged = true }).Headline);
        Assert.NotNull(DigestBuilder.Build(unchanged).Headline);
    }

    [Fact]
    public void ARiseInSeverityIsToldOnce()
    {
        var input = Quiet.Said(new AnnouncedFinding(Key.Key, Severity.Medium, Fixed: false)) with { Findings = [Key], OnlyWhenChanged = true };
        var digest = DigestBuilder.Build(input);

        Assert.Contains("Worse: 1 finding", Headings(digest.Headline!));
        Assert.Null(DigestBuilder.Build(input.After(digest)).Headline);
    }

    [Fact]
    public void AFixIsToldOnce()
    {
        var input = Quiet.Said(new AnnouncedFinding(Key.Key, Severity.High, Fixed: false)) with { Findings = [Key.FixedNow()], OnlyWhenChanged = true };
        var digest = DigestBuilder.Build(input);

        Assert.Contains("Fixed since: 1 high", Headings(digest.Headline!));
        Assert.Contains("1 finding fixed", digest.Headline!.Title, StringComparison.Ordinal);
        Assert.Equal([new AnnouncedFinding(Key.Key, Severity.High, Fixed: true)], digest.Announces);
        Assert.Null(DigestBuilder.Build(input.After(digest)).Headline);
    }

    [Fact]
    public void AFindingThatNoDigestToldIsNotToldAsFixed() =>
        Assert.Null(DigestBuilder.Build(Quiet with { Findings = [Key.FixedNow()], OnlyWhenChanged = true }).Headline);

    [Fact]
    public void AFindingThatFailsAgainAfterItWasFixedIsBackAgain()
    {
        var digest = DigestBuilder.Build(Quiet.Said(new AnnouncedFinding(Key.Key, Severity.High, Fixed: true)) with { Findings = [Key] });

        Assert.Contains("New since the last digest: 1 high, all back again after they were fixed", Headings(digest.Headline!));
        Assert.Equal([new AnnouncedFinding(Key.Key, Severity.High, Fixed: false)], digest.Announces);
    }

    [Fact]
    public void AnAccountThatCannotBeReadIsUnknownAndItsFindingsStayOpen()
    {
        var input = With(Snapshots.Unreadable).Said(new AnnouncedFinding(Root.Key, Severity.Critical, Fixed: false)) with { Findings = [Root] };
        var digest = DigestBuilder.Build(input);

        Assert.EndsWith("nothing new, northwind-core unknown", digest.Headline!.Title, StringComparison.Ordinal);
        Assert.Contains("Still open: 1 critical", Headings(digest.Headline));
        Assert.Contains(digest.Headline.Blocks.OfType<Block.Note>(), note => note.Tone == Tone.Warning && note.Content.Contains("iam:GetAccountSummary", StringComparison.Ordinal));
        Assert.Empty(digest.Announces);
    }

    [Fact]
    public void RootUseIsToldOnceEvenWhenCloudTrailShowsItLate()
    {
        var late = Snapshots.RootSignIn(Snapshots.HoursAgo(26), "late") with { MfaUsed = false };
        var input = With(Snapshots.Healthy with { RootEvents = Snapshots.Known<IReadOnlyList<CloudTrailEvent>>([late]) }) with { OnlyWhenChanged = true };
        var digest = DigestBuilder.Build(input);

        Assert.Equal(Tone.Bad, digest.Headline!.Tone);
        Assert.Contains(": 1 root event, ", digest.Headline.Title, StringComparison.Ordinal);
        Assert.Contains("Root activity: 1 event, 1 without MFA", Headings(digest.Headline));
        Assert.Null(DigestBuilder.Build(input.After(digest)).Headline);
    }

    [Fact]
    public void TheScoreShowsItsChangeSinceTheLastDigestsDayAndItsGaps()
    {
        var input = Quiet with { Scores = [new(Snapshots.AccountId, Today.AddDays(-3), 10, "F"), new(Snapshots.AccountId, Today.AddDays(-1), 60, "D")] };
        var row = DigestBuilder.Build(input).Headline!.Blocks.OfType<Block.Table>().First().Rows[0];

        Assert.Equal(["northwind-core", "100", "A", "+40", "▁·▅█"], row.Select(cell => cell.Text));
    }

    [Fact]
    public void StaleKeysShowWhoseTheyAreAndWhereTheyWereUsed()
    {
        var snapshot = Snapshots.Healthy with { Credentials = Snapshots.Known(Snapshots.Report(users: [OldKey("svc-backup")])) };
        var table = SectionOf(DigestBuilder.Build(With(snapshot)).Headline!, "Stale keys: 1 key");

        Assert.Equal(["rotate", "svc-backup", "AKIA…MPLE", "412 d", "2 days ago, s3 eu-west-1", "platform", "northwind-core"], table.Rows[0].Select(cell => cell.Text));
    }

    [Fact]
    public void GuardDutyFindingsAreCountedByBandWorstFirst()
    {
        IReadOnlyList<GuardDutyFinding> threats = [Threat("a", 5), Threat("b", 9.1), Threat("c", 8, Snapshots.MemberId), Threat("d", 9.5) with { Archived = true }];
        var snapshot = Snapshots.Healthy with { GuardDuty = [new("eu-west-1", Snapshots.Known<Detector?>(Snapshots.HealthyDetector with { Findings = Snapshots.Known(threats) }))] };
        var table = SectionOf(DigestBuilder.Build(With(snapshot)).Headline!, "GuardDuty, open findings: 1 critical, 1 high, 1 medium");

        Assert.Equal(["critical 9.1", "high 8.0", "medium 5.0"], table.Rows.Select(row => row[0].Text));
    }

    [Fact]
    public void AcceptancesThatEndWithinTwoWeeksAreListed()
    {
        Suppression Ends(int days) => new("user-mfa-enabled", "anna.berg", Snapshots.DaysAgo(-days), "ciso", "new phone");
        var table = SectionOf(DigestBuilder.Build(With(Snapshots.Healthy, new PosturePolicy { Suppressions = [Ends(15), Ends(14), Ends(3), Ends(-1)] })).Headline!, "Expiring within 14 days: 2 acceptances");

        Assert.Equal(["2026-11-23", "2026-12-04"], table.Rows.Select(row => row[0].Text));
    }

    [Fact]
    public void AFindingThatIsNoLongerAcceptedIsToldAsThatAndNotAsNew()
    {
        var ended = Key with { FirstSeen = Snapshots.DaysAgo(40), SuppressionEndedAt = Snapshots.HoursAgo(5) };
        foreach (var input in new[] { Quiet, Quiet.Said(new AnnouncedFinding(Key.Key, Severity.High, Fixed: false)) }.Select(said => said with { Findings = [ended], OnlyWhenChanged = true }))
        {
            var digest = DigestBuilder.Build(input);

            Assert.StartsWith("Digest of 2026-11-20: 1 suppression ended, northwind-core", digest.Headline!.Title, StringComparison.Ordinal);
            Assert.Contains("Suppression ended: 1 high", Headings(digest.Headline));
            Assert.DoesNotContain(Headings(digest.Headline), heading => heading.StartsWith("New", StringComparison.Ordinal) || heading.StartsWith("Still", StringComparison.Ordinal));
            Assert.Null(DigestBuilder.Build(input.After(digest)).Headline);
        }
    }

    [Fact]
    public void AnAcceptanceThatEndsSoonIsToldTwoWeeksAndTwoDaysBefore()
    {
        var input = With(Snapshots.Healthy, new PosturePolicy { Suppressions = [new Suppression("user-mfa-enabled", "anna.berg", Snapshots.DaysAgo(-14.5), "ciso", "new phone")] }) with { OnlyWhenChanged = true };
        var told = new List<int>();
        for (var day = 0; day < 16; day++)
        {
            var digest = DigestBuilder.Build(input);
            if (digest.Headline is { } headline)
            {
                Assert.Contains(": 1 acceptance ending soon, ", headline.Title, StringComparison.Ordinal);
                told.Add(day);
            }

            input = input.After(digest);
        }

        Assert.Equal([1, 13], told);
    }

    [Fact]
    public void SectionsComeInTheCataloguesOrder()
    {
        var headings = Headings(DigestBuilder.Build(Large()).Headline!).Select(heading => heading.Split(' ', ':', ',')[0]);

        Assert.Equal(["New", "Worse", "Still", "Stale", "Root", "GuardDuty", "Expiring", "Fixed"], headings);
    }

    [Fact]
    public void TenThousandFindingsMakeOneBoundedMessageAndOneBoundedThread()
    {
        var digest = DigestBuilder.Build(Large());

        Assert.InRange(digest.Headline!.Blocks.Count, 1, 40);
        Assert.All(digest.Headline.Blocks.OfType<Block.Table>(), table => Assert.InRange(table.Rows.Count, 1, 8));
        Assert.InRange(digest.Details!.Blocks.Count, 1, 40);
        Assert.All(digest.Details.Blocks.OfType<Block.Table>(), table => Assert.InRange(table.Rows.Count, 1, 40));
        Assert.Contains(digest.Details.Blocks.OfType<Block.Text>(), text => text.Content == "2,460 more: /aws posture");
    }

    [Fact]
    public void TenThousandFindingsAreToldOnce()
    {
        var input = Large() with { OnlyWhenChanged = true };
        var digest = DigestBuilder.Build(input);

        Assert.True(digest.Announces.Count > 5_000);

        // Of each of the 40 accounts one acceptance ends in two days by then, and nothing else is to be told.
        var next = DigestBuilder.Build(input.After(digest));
        Assert.StartsWith("Digest of 2026-11-21: 40 acceptances ending soon, northwind-", next.Headline!.Title, StringComparison.Ordinal);
        Assert.Equal(40, next.Announces.Count);
    }

    private static List<string> Headings(Answer answer) => [.. answer.Blocks.OfType<Block.Heading>().Select(heading => heading.Content)];

    private static Block.Table SectionOf(Answer answer, string heading) =>
        Assert.IsType<Block.Table>(answer.Blocks.SkipWhile(block => block is not Block.Heading named || named.Content != heading).ElementAt(1));
}
