using ChatGuard.Core.Checks;
using ChatGuard.Core.Snapshots;
using Xunit;

namespace ChatGuard.Core.Tests.Checks.CloudTrail;

public sealed class TrailTests
{
    private const string MultiRegion = "cloudtrail-multi-region";
    private const string Management = "cloudtrail-management-events";

    private static readonly Observed<TrailStatus> NoStatus = Snapshots.Denied<TrailStatus>("cloudtrail:GetTrailStatus", "eu-west-1");
    private static readonly Observed<EventSelectors> NoSelectors = Snapshots.Denied<EventSelectors>("cloudtrail:GetEventSelectors", "eu-west-1");

    public static TheoryData<string> Ids => new(Check.All.Where(check => check.Id.StartsWith("cloudtrail-", StringComparison.Ordinal)).Select(check => check.Id));

    public static TheoryData<string, Trail> Failing => new()
    {
        { "cloudtrail-logging-on", Snapshots.HealthyTrail with { Status = Status(logging: false) } },
        { "cloudtrail-log-validation", Snapshots.HealthyTrail with { LogFileValidationEnabled = false } },
        { "cloudtrail-kms", Snapshots.HealthyTrail with { KmsKeyId = null, Key = Snapshots.Known<KmsKey?>(null) } },
        { "cloudtrail-kms", Snapshots.HealthyTrail with { Key = Snapshots.Known<KmsKey?>(new KmsKey("k", Enabled: true, "AWS")) } },
        { "cloudtrail-kms", Snapshots.HealthyTrail with { Key = Snapshots.Known<KmsKey?>(new KmsKey("k", Enabled: false, "CUSTOMER")) } },
        { "cloudtrail-sns", Snapshots.HealthyTrail with { Status = Snapshots.Known(Snapshots.HealthyStatus with { LatestNotificationError = "AuthorizationError" }) } },
        { "cloudtrail-cloudwatch-logs", Snapshots.HealthyTrail with { CloudWatchLogsLogGroupArn = null } },
        { "cloudtrail-cloudwatch-logs", Snapshots.HealthyTrail with { Status = Snapshots.Known(Snapshots.HealthyStatus with { LatestCloudWatchLogsDeliveryError = "AccessDenied" }) } },
        { "cloudtrail-cloudwatch-logs", Snapshots.HealthyTrail with { Status = Snapshots.Known(Snapshots.HealthyStatus with { LatestCloudWatchLogsDeliveryTime = null }) } },
        { "cloudtrail-delivery-healthy", Snapshots.HealthyTrail with { Status = Snapshots.Known(Snapshots.HealthyStatus with { LatestDeliveryError = "NoSuchBucket" }) } },
        { "cloudtrail-delivery-healthy", Snapshots.HealthyTrail with { Status = Snapshots.Known(Snapshots.HealthyStatus with { LatestDeliveryTime = null }) } },
        { "cloudtrail-delivery-healthy", Snapshots.HealthyTrail with { Status = Snapshots.Known(Snapshots.HealthyStatus with { LatestDigestDeliveryError = "AccessDenied" }) } },
        { "cloudtrail-insights", Snapshots.HealthyTrail with { InsightTypes = Snapshots.Known<IReadOnlyList<string>>(["ApiCallRateInsight"]) } },
        { "cloudtrail-insights", Snapshots.HealthyTrail with { InsightTypes = Snapshots.Known<IReadOnlyList<string>>([]) } },
    };

    public static TheoryData<string, Trail> Unreadable => new()
    {
        { MultiRegion, Snapshots.HealthyTrail with { Status = NoStatus } },
        { MultiRegion, Snapshots.HealthyTrail with { Selectors = NoSelectors } },
        { "cloudtrail-logging-on", Snapshots.HealthyTrail with { Status = NoStatus } },
        { Management, Snapshots.HealthyTrail with { Selectors = NoSelectors } },
        { "cloudtrail-kms", Snapshots.HealthyTrail with { Key = Snapshots.Denied<KmsKey?>("kms:DescribeKey") } },
        { "cloudtrail-sns", Snapshots.HealthyTrail with { Status = NoStatus } },
        { "cloudtrail-cloudwatch-logs", Snapshots.HealthyTrail with { Status = NoStatus } },
        { "cloudtrail-delivery-healthy", Snapshots.HealthyTrail with { Status = NoStatus } },
        { "cloudtrail-insights", Snapshots.HealthyTrail with { InsightTypes = Snapshots.Denied<IReadOnlyList<string>>("cloudtrail:GetInsightSelectors") } },
        { "cloudtrail-data-events-write", Snapshots.HealthyTrail with { Selectors = NoSelectors } },
        { "cloudtrail-data-events-read", Snapshots.HealthyTrail with { Selectors = NoSelectors } },
    };

    [Fact]
    public void ThereAreSixteenRows() => Assert.Equal(16, Ids.Count);

    [Theory]
    [MemberData(nameof(Ids))]
    public void AGoodTrailPasses(string id) => Assert.Equal(CheckStatus.Pass, Judge.Status(id, Snapshots.Healthy));

    [Theory]
    [MemberData(nameof(Ids))]
    public void UnreadableTrailsAreUnknown(string id)
    {
        var result = Judge.Run(id, Snapshots.Healthy with { Trails = [new InRegion<IReadOnlyList<Trail>>("eu-west-1", Snapshots.Denied<IReadOnlyList<Trail>>("cloudtrail:DescribeTrails"))] });

        Assert.Equal(CheckStatus.Unknown, result.Status);
        Assert.Equal("cloudtrail:DescribeTrails: AccessDenied", result.Reason);
    }

    [Theory]
    [InlineData(MultiRegion, CheckStatus.Fail)]
    [InlineData(Management, CheckStatus.Fail)]
    [InlineData("cloudtrail-log-validation", CheckStatus.Fail)]
    [InlineData("cloudtrail-kms", CheckStatus.Fail)]
    [InlineData("cloudtrail-cloudwatch-logs", CheckStatus.Fail)]
    [InlineData("cloudtrail-delivery-healthy", CheckStatus.Fail)]
    [InlineData("cloudtrail-data-events-write", CheckStatus.Fail)]
    [InlineData("cloudtrail-data-events-read", CheckStatus.Fail)]
    [InlineData("cloudtrail-logging-on", CheckStatus.NotApplicable)]
    [InlineData("cloudtrail-sns", CheckStatus.NotApplicable)]
    [InlineData("cloudtrail-insights", CheckStatus.NotApplicable)]
    [InlineData("cloudtrail-bucket-exists", CheckStatus.NotApplicable)]
    [InlineData("cloudtrail-bucket-not-public", CheckStatus.NotApplicable)]
    [InlineData("cloudtrail-bucket-logging", CheckStatus.NotApplicable)]
    [InlineData("cloudtrail-bucket-versioning", CheckStatus.NotApplicable)]
    [InlineData("cloudtrail-bucket-object-lock", CheckStatus.NotApplicable)]
    public void WithoutAnyTrailTheRowsThatNeedOneFail(string id, CheckStatus expected) => Assert.Equal(expected, Judge.Status(id, With()));

    [Theory]
    [MemberData(nameof(Failing))]
    public void ATrailThatLacksItFails(string id, Trail trail) => Assert.Equal(CheckStatus.Fail, Judge.Status(id, With(trail)));

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void AnUnreadablePartOfATrailIsUnknown(string id, Trail trail)
    {
        var result = Judge.Run(id, With(trail));

        Assert.Equal(CheckStatus.Unknown, result.Status);
        Assert.Contains(": AccessDenied", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void AFindingNamesTheTrailByItsArn()
    {
        var finding = Assert.Single(Judge.Run("cloudtrail-log-validation", With(Snapshots.HealthyTrail with { LogFileValidationEnabled = false })).Findings);

        Assert.Equal(Snapshots.TrailArn, finding.ResourceId);
        Assert.Equal("eu-west-1", finding.Region);
        Assert.Equal("core-trail: log file validation is off; expected on", finding.Detail);
    }

    [Fact]
    public void OneStoppedTrailAmongTwoFails() => Assert.Equal(
        "legacy-trail: not logging, stopped 2026-11-18 06:20 UTC; expected logging",
        Judge.Failure("cloudtrail-logging-on", With(Snapshots.HealthyTrail, Snapshots.HealthyTrail with
        {
            Name = "legacy-trail",
            Status = Snapshots.Known(Snapshots.HealthyStatus with { IsLogging = false, StopLoggingTime = new DateTimeOffset(2026, 11, 18, 6, 20, 0, TimeSpan.Zero) }),
        })));

    [Fact]
    public void ASingleRegionOrPartialOrStoppedTrailIsNotEnough()
    {
        Assert.Contains("covers eu-west-1 only", Judge.Failure(MultiRegion, With(Snapshots.HealthyTrail with { IsMultiRegionTrail = false })), StringComparison.Ordinal);
        Assert.Contains("leaves out global services", Judge.Failure(MultiRegion, With(Snapshots.HealthyTrail with { IncludeGlobalServiceEvents = false })), StringComparison.Ordinal);
        Assert.Contains("is stopped", Judge.Failure(MultiRegion, With(Snapshots.HealthyTrail with { Status = Status(logging: false) })), StringComparison.Ordinal);
        Assert.Contains("records no read events", Judge.Failure(MultiRegion, With(Snapshots.HealthyTrail with { Selectors = Basic("WriteOnly") })), StringComparison.Ordinal);
    }

    [Fact]
    public void OneGoodTrailAmongUnreadableOnesPasses() => Assert.Equal(
        CheckStatus.Pass,
        Judge.Status(MultiRegion, With(Snapshots.HealthyTrail with { Status = NoStatus }, Snapshots.HealthyTrail)));

    [Fact]
    public void AnUnreadableSingleRegionTrailIsNoCandidate() => Assert.Equal(
        CheckStatus.Fail,
        Judge.Status(MultiRegion, With(Snapshots.HealthyTrail with { IsMultiRegionTrail = false, Status = NoStatus })));

    [Theory]
    [InlineData("cloudtrail-delivery-healthy", 24, CheckStatus.Pass)]
    [InlineData("cloudtrail-delivery-healthy", 24.01, CheckStatus.Fail)]
    [InlineData("cloudtrail-cloudwatch-logs", 24, CheckStatus.Pass)]
    [InlineData("cloudtrail-cloudwatch-logs", 24.01, CheckStatus.Fail)]
    public void ADeliveryOfADayAgoPasses(string id, double hours, CheckStatus expected) => Assert.Equal(expected, Judge.Status(id, With(Snapshots.HealthyTrail with
    {
        Status = Snapshots.Known(Snapshots.HealthyStatus with { LatestDeliveryTime = Snapshots.HoursAgo(hours), LatestCloudWatchLogsDeliveryTime = Snapshots.HoursAgo(hours) }),
    })));

    [Theory]
    [InlineData(25, true, CheckStatus.Pass)]
    [InlineData(25.01, true, CheckStatus.Fail)]
    [InlineData(99, false, CheckStatus.Pass)]
    public void DigestsMayBeAnHourOlderAndMatterOnlyWithValidation(double hours, bool validation, CheckStatus expected) => Assert.Equal(
        expected,
        Judge.Status("cloudtrail-delivery-healthy", With(Snapshots.HealthyTrail with
        {
            LogFileValidationEnabled = validation,
            Status = Snapshots.Known(Snapshots.HealthyStatus with { LatestDigestDeliveryTime = Snapshots.HoursAgo(hours) }),
        })));

    [Fact]
    public void ATrailWithoutATopicNeedsNoNotification() =>
        Assert.Equal(CheckStatus.NotApplicable, Judge.Status("cloudtrail-sns", With(Snapshots.HealthyTrail with { SnsTopicArn = null, Status = NoStatus })));

    [Fact]
    public void InsightsOnOneTrailWillDo() => Assert.Equal(
        CheckStatus.Pass,
        Judge.Status("cloudtrail-insights", With(Snapshots.HealthyTrail with { InsightTypes = Snapshots.Known<IReadOnlyList<string>>([]) }, Snapshots.HealthyTrail)));

    private static Observed<TrailStatus> Status(bool logging) => Snapshots.Known(Snapshots.HealthyStatus with { IsLogging = logging });

    private static Observed<EventSelectors> Basic(string readWriteType) =>
        Snapshots.Known(new EventSelectors([new EventSelector(readWriteType, IncludeManagementEvents: true, [], [])], []));

    private static AccountSnapshot With(params IReadOnlyList<Trail> trails) => Snapshots.Healthy with { Trails = Snapshots.InHome(trails) };
}
