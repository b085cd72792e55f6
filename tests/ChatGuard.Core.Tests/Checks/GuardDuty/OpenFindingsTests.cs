using ChatGuard.Core.Checks;
using ChatGuard.Core.Snapshots;
using Xunit;

namespace ChatGuard.Core.Tests.Checks.GuardDuty;

public sealed class OpenFindingsTests
{
    private const string Critical = "guardduty-open-critical";
    private const string High = "guardduty-open-high";
    private const string Medium = "guardduty-open-medium";

    [Theory]
    [InlineData(9.0, 0, Critical, CheckStatus.Fail)]
    [InlineData(8.9, 100, Critical, CheckStatus.Pass)]
    [InlineData(9.0, 100, High, CheckStatus.Pass)]
    [InlineData(8.9, 24, High, CheckStatus.Pass)]
    [InlineData(8.9, 24.01, High, CheckStatus.Fail)]
    [InlineData(7.0, 28, High, CheckStatus.Fail)]
    [InlineData(6.9, 999, High, CheckStatus.Pass)]
    [InlineData(6.9, 191.9, Medium, CheckStatus.Pass)]
    [InlineData(6.9, 192, Medium, CheckStatus.Fail)]
    [InlineData(4.0, 192, Medium, CheckStatus.Fail)]
    [InlineData(3.9, 999, Medium, CheckStatus.Pass)]
    public void ABandHasItsSeverityAndItsTime(double severity, double hours, string id, CheckStatus expected) => Assert.Equal(expected, Judge.Status(id, With(Finding(severity, hours))));

    [Theory]
    [InlineData(9.0, Critical)]
    [InlineData(8.0, High)]
    [InlineData(5.0, Medium)]
    public void ArchivedFindingsAndSamplesDoNotCount(double severity, string id)
    {
        Assert.Equal(CheckStatus.Fail, Judge.Status(id, With(Finding(severity, 999))));
        Assert.Equal(CheckStatus.Pass, Judge.Status(id, With(Finding(severity, 999) with { Archived = true }, Finding(severity, 999) with { Sample = true })));
    }

    [Fact]
    public void TheAgeRunsFromTheFirstSight() =>
        Assert.Equal(CheckStatus.Fail, Judge.Status(High, With(Finding(8, 28) with { LastSeen = Snapshots.HoursAgo(1) })));

    [Fact]
    public void WithoutAFirstSightTheLastOneCounts()
    {
        Assert.Equal(CheckStatus.Pass, Judge.Status(High, With(Finding(8, 0) with { FirstSeen = null, LastSeen = Snapshots.HoursAgo(1) })));
        Assert.Equal(CheckStatus.Fail, Judge.Status(High, With(Finding(8, 0) with { FirstSeen = null, LastSeen = Snapshots.HoursAgo(25) })));
        Assert.Equal(CheckStatus.Unknown, Judge.Status(High, With(Finding(8, 0) with { FirstSeen = null, LastSeen = null })));
    }

    [Fact]
    public void EachOpenFindingIsNamedByItsArn()
    {
        var finding = Judge.Run(High, With(Finding(8, 28), Finding(8, 72) with { Id = "f2" })).Findings;

        Assert.Equal(2, finding.Count(one => one.Status == CheckStatus.Fail));
        Assert.Equal("arn:aws:guardduty:eu-west-1:444455556666:detector/98fed76c543b2a109fed8c76b54321a0/finding/f1", finding[0].ResourceId);
        Assert.Equal("CryptoCurrency:EC2/BitcoinTool.B!DNS on i-0a1b2c3d4e5f60002, severity 8.0, open since 2026-11-19 04:00 UTC; expected an answer within 24 hours", finding[0].Detail);
    }

    [Theory]
    [InlineData(Critical)]
    [InlineData(High)]
    [InlineData(Medium)]
    public void UnreadableFindingsAreUnknown(string id)
    {
        var refused = Snapshots.HealthyDetector with { Findings = Snapshots.Denied<IReadOnlyList<GuardDutyFinding>>("guardduty:ListFindings", "eu-west-1") };
        var result = Judge.Run(id, Snapshots.Healthy with { GuardDuty = [new("eu-west-1", Snapshots.Known<Detector?>(refused)), new("us-east-1", Snapshots.Known<Detector?>(Snapshots.HealthyDetector))] });

        Assert.Equal(CheckStatus.Unknown, result.Status);
        Assert.Equal("guardduty:ListFindings in eu-west-1: AccessDenied", result.Reason);
    }

    private static GuardDutyFinding Finding(double severity, double hours) => new()
    {
        Id = "f1",
        Type = "CryptoCurrency:EC2/BitcoinTool.B!DNS",
        Severity = severity,
        Title = "An instance resolves a mining pool's domain",
        AccountId = Snapshots.AccountId,
        Region = "eu-west-1",
        Resource = "i-0a1b2c3d4e5f60002",
        FirstSeen = Snapshots.HoursAgo(hours),
        LastSeen = Snapshots.TakenAt,
    };

    private static AccountSnapshot With(params IReadOnlyList<GuardDutyFinding> findings) => Snapshots.Healthy with
    {
        GuardDuty =
        [
            new("eu-west-1", Snapshots.Known<Detector?>(Snapshots.HealthyDetector with { Findings = Snapshots.Known(findings) })),
            new("us-east-1", Snapshots.Known<Detector?>(Snapshots.HealthyDetector)),
        ],
    };
}
