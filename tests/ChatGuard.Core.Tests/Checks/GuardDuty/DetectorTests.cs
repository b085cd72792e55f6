using ChatGuard.Core.Checks;
using ChatGuard.Core.Snapshots;
using Xunit;

namespace ChatGuard.Core.Tests.Checks.GuardDuty;

public sealed class DetectorTests
{
    private const string Enabled = "guardduty-enabled-all-regions";
    private const string Review = "guardduty-suppression-review";
    private const string Administrator = "guardduty-delegated-admin";

    private static readonly Observed<Detector?> Refused = Snapshots.Denied<Detector?>("guardduty:ListDetectors", "us-east-1");

    public static TheoryData<string> Ids => new(Check.All.Where(check => check.Id.StartsWith("guardduty-", StringComparison.Ordinal)).Select(check => check.Id));

    [Fact]
    public void ThereAreEightRows() => Assert.Equal(8, Ids.Count);

    [Theory]
    [MemberData(nameof(Ids))]
    public void AWellKeptOrganizationPasses(string id) => Assert.Equal(CheckStatus.Pass, Judge.Status(id, Snapshots.Healthy));

    [Theory]
    [MemberData(nameof(Ids))]
    public void ARegionThatWasRefusedIsUnknown(string id)
    {
        var result = Judge.Run(id, With(Known(Snapshots.HealthyDetector), Refused));

        Assert.Equal(CheckStatus.Unknown, result.Status);
        Assert.Equal("guardduty:ListDetectors in us-east-1: AccessDenied", result.Reason);
        Assert.Equal("us-east-1", result.Findings[0].Region);
    }

    [Fact]
    public void ARegionThatWasNotReadIsUnknown() => Assert.Equal(
        "GuardDuty was not read in sa-east-1",
        Judge.Run(Enabled, Snapshots.Healthy with { Regions = Snapshots.Known<IReadOnlyList<string>>([.. Snapshots.Regions, "sa-east-1"]) }).Reason);

    [Fact]
    public void AnUnreadableListOfRegionsIsUnknown() => Assert.Equal(
        CheckStatus.Unknown,
        Judge.Status(Enabled, Snapshots.Healthy with { Regions = Snapshots.Denied<IReadOnlyList<string>>("ec2:DescribeRegions") }));

    [Fact]
    public void ARegionWithoutDetectorFailsWhateverElseIsUnknown()
    {
        Assert.Equal("no detector in eu-west-1; expected one that is enabled", Judge.Failure(Enabled, With(Known(null), Refused)));
        Assert.Equal(CheckStatus.Fail, Judge.Status(Enabled, With(Known(null), Refused)));
    }

    [Fact]
    public void ASuspendedDetectorFails() => Assert.Equal(
        "suspended in eu-west-1; expected enabled",
        Judge.Failure(Enabled, With(Known(Snapshots.HealthyDetector with { Enabled = false }))));

    [Theory]
    [MemberData(nameof(Ids))]
    public void WithoutAnyDetectorOnlyTheRowsAboutItsAbsenceFail(string id) => Assert.Equal(
        id is Enabled or Administrator ? CheckStatus.Fail : CheckStatus.NotApplicable,
        Judge.Status(id, With(Known(null), Known(null))));

    [Fact]
    public void AFeatureThatIsOffOrMissingFails()
    {
        var features = Snapshots.HealthyDetector.Features.ToDictionary(StringComparer.Ordinal);
        features["S3_DATA_EVENTS"] = "DISABLED";
        features.Remove("RUNTIME_MONITORING");

        Assert.Equal(
            "S3_DATA_EVENTS, RUNTIME_MONITORING off in eu-west-1; expected on",
            Judge.Failure("guardduty-features", With(Known(Snapshots.HealthyDetector with { Features = features }))));
    }

    [Theory]
    [InlineData("FIFTEEN_MINUTES", CheckStatus.Pass)]
    [InlineData("ONE_HOUR", CheckStatus.Fail)]
    [InlineData("SIX_HOURS", CheckStatus.Fail)]
    [InlineData(null, CheckStatus.Unknown)]
    public void FindingsArePublishedEveryQuarterOfAnHour(string? frequency, CheckStatus expected) =>
        Assert.Equal(expected, Judge.Status("guardduty-publish-frequency", With(Known(Snapshots.HealthyDetector with { FindingPublishingFrequency = frequency }))));

    [Theory]
    [InlineData("ARCHIVE", "Port scans by our scanner, reviewed 2026-05-24", CheckStatus.Pass)] // 180 days
    [InlineData("ARCHIVE", "reviewed 2026-05-23", CheckStatus.Fail)] // 181 days
    [InlineData("ARCHIVE", "reviewed 2025-01-01, reviewed 2026-11-01", CheckStatus.Pass)]
    [InlineData("ARCHIVE", "reviewed 2027-01-01", CheckStatus.Fail)]
    [InlineData("ARCHIVE", "reviewed 2026-13-45", CheckStatus.Fail)]
    [InlineData("ARCHIVE", "ignore all", CheckStatus.Fail)]
    [InlineData("ARCHIVE", null, CheckStatus.Fail)]
    [InlineData("NOOP", null, CheckStatus.Pass)]
    public void AFilterThatArchivesIsReviewedEveryHalfYear(string action, string? description, CheckStatus expected) => Assert.Equal(
        expected,
        Judge.Status(Review, With(Known(Snapshots.HealthyDetector with { Filters = Snapshots.Known<IReadOnlyList<GuardDutyFilter>>([new("ours", action, description)]) }))));

    [Fact]
    public void AFilterIsNamedByItsArn()
    {
        var detector = Snapshots.HealthyDetector with { Filters = Snapshots.Known<IReadOnlyList<GuardDutyFilter>>([new("ignore-all", "ARCHIVE", null)]) };

        Assert.Equal(
            "arn:aws:guardduty:eu-west-1:444455556666:detector/98fed76c543b2a109fed8c76b54321a0/filter/ignore-all",
            Judge.Run(Review, With(Known(detector))).Findings[0].ResourceId);
    }

    [Fact]
    public void UnreadableFiltersAreUnknown() => Assert.Equal(
        CheckStatus.Unknown,
        Judge.Status(Review, With(Known(Snapshots.HealthyDetector with { Filters = Snapshots.Denied<IReadOnlyList<GuardDutyFilter>>("guardduty:ListFilters") }))));

    [Fact]
    public void AnOrganizationWithoutDelegatedAdministratorFails() =>
        Assert.Equal(CheckStatus.Fail, Judge.Status(Administrator, Snapshots.Healthy with { GuardDutyAdministrators = Snapshots.Known<IReadOnlyList<string>>([]) }));

    [Fact]
    public void AnotherAdministratorsSettingsAreNotSeenFromHere() => Assert.Equal(
        CheckStatus.Pass,
        Judge.Status(Administrator, With(Known(null), Known(null)) with { GuardDutyAdministrators = Snapshots.Known<IReadOnlyList<string>>([Snapshots.MemberId]) }));

    [Theory]
    [InlineData("ALL", CheckStatus.Pass)]
    [InlineData("NEW", CheckStatus.Fail)]
    [InlineData("NONE", CheckStatus.Fail)]
    [InlineData(null, CheckStatus.Fail)]
    public void TheAdministratorEnrolsAllMembersInEveryRegion(string? autoEnable, CheckStatus expected) =>
        Assert.Equal(expected, Judge.Status(Administrator, With(Known(AutoEnable(autoEnable)), Known(Snapshots.HealthyDetector))));

    [Fact]
    public void UnreadableAdministratorsAreUnknown() => Assert.Equal(
        CheckStatus.Unknown,
        Judge.Status(Administrator, Snapshots.Healthy with { GuardDutyAdministrators = Snapshots.Denied<IReadOnlyList<string>>("guardduty:ListOrganizationAdminAccounts") }));

    [Fact]
    public void AStandAloneAccountNeedsNoAdministrator() =>
        Assert.Equal(CheckStatus.NotApplicable, Judge.Status(Administrator, Snapshots.Healthy with { Organization = Snapshots.Known<Organization?>(null) }));

    [Theory]
    [InlineData(null, CheckStatus.NotApplicable)]
    [InlineData("NEW", CheckStatus.Fail)]
    [InlineData("ALL", CheckStatus.Pass)]
    public void AMemberIsJudgedWhereItIsTheAdministrator(string? autoEnable, CheckStatus expected) => Assert.Equal(
        expected,
        Judge.Status(Administrator, With(Known(AutoEnable(autoEnable)), Known(AutoEnable(autoEnable))) with
        {
            Organization = Snapshots.Known<Organization?>(new Organization("o-core00001", "111122223333")),
            GuardDutyAdministrators = Snapshots.Denied<IReadOnlyList<string>>("guardduty:ListOrganizationAdminAccounts"),
        }));

    private static Detector AutoEnable(string? value) => Snapshots.HealthyDetector with { OrganizationAutoEnable = Snapshots.Known(value) };

    private static Observed<Detector?> Known(Detector? detector) => Snapshots.Known(detector);

    private static AccountSnapshot With(Observed<Detector?> ireland, Observed<Detector?>? virginia = null) => Snapshots.Healthy with
    {
        GuardDuty = [new("eu-west-1", ireland), new("us-east-1", virginia ?? Known(Snapshots.HealthyDetector))],
    };
}
