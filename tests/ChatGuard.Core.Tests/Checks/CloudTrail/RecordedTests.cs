using ChatGuard.Core.Checks;
using ChatGuard.Core.Snapshots;
using Xunit;

namespace ChatGuard.Core.Tests.Checks.CloudTrail;

/// <summary>What event selectors record, as cloudtrail-management-events and cloudtrail-data-events-* see it.</summary>
public sealed class RecordedTests
{
    private const string Management = "cloudtrail-management-events";

    private static readonly FieldSelector ManagementEvents = Equal("eventCategory", "Management");
    private static readonly FieldSelector[] S3Objects = [Equal("eventCategory", "Data"), Equal("resources.type", "AWS::S3::Object")];

    [Theory]
    [InlineData("All", CheckStatus.Pass)]
    [InlineData("WriteOnly", CheckStatus.Fail)]
    [InlineData("ReadOnly", CheckStatus.Fail)]
    public void ReadsAndWritesAreBothNeeded(string readWriteType, CheckStatus expected) => Assert.Equal(expected, Judge.Status(Management, Basic(Selector(readWriteType))));

    [Fact]
    public void TwoSelectorsTogetherMayRecordBoth() => Assert.Equal(CheckStatus.Pass, Judge.Status(Management, Basic(Selector("ReadOnly"), Selector("WriteOnly"))));

    [Fact]
    public void SelectorsForDataAloneRecordNoManagementEvents() =>
        Assert.Equal(CheckStatus.Fail, Judge.Status(Management, Basic(Selector("All") with { IncludeManagementEvents = false })));

    [Fact]
    public void LeavingOutKmsAloneFailsMildly()
    {
        var result = Judge.Run(Management, Basic(Selector("All") with { ExcludeManagementEventSources = ["kms.amazonaws.com"] }));

        Assert.Equal(CheckStatus.Fail, result.Status);
        Assert.Equal(Severity.Low, result.Severity);
        Assert.Equal("core-trail: excludes kms.amazonaws.com; expected none excluded", Assert.Single(result.Findings).Detail);
    }

    [Fact]
    public void WritesAloneWithoutKmsFailInFull()
    {
        var result = Judge.Run(Management, Basic(Selector("WriteOnly") with { ExcludeManagementEventSources = ["kms.amazonaws.com"] }));

        Assert.Equal(Severity.Medium, result.Severity);
        Assert.Equal("core-trail: write events only, excluding kms.amazonaws.com; expected read and write", Assert.Single(result.Findings).Detail);
    }

    [Fact]
    public void LeavingOutKmsStillCoversAllRegions() =>
        Assert.Equal(CheckStatus.Pass, Judge.Status("cloudtrail-multi-region", Basic(Selector("All") with { ExcludeManagementEventSources = ["kms.amazonaws.com"] })));

    [Fact]
    public void AnAdvancedSelectorOfAllManagementEventsPasses() => Assert.Equal(CheckStatus.Pass, Judge.Status(Management, Advanced([ManagementEvents])));

    [Fact]
    public void AnAdvancedSelectorNarrowedToReadsOrWritesFails()
    {
        Assert.Equal(CheckStatus.Fail, Judge.Status(Management, Advanced([ManagementEvents, Equal("readOnly", "true")])));
        Assert.Equal(CheckStatus.Fail, Judge.Status(Management, Advanced([ManagementEvents, Equal("readOnly", "false")])));
        Assert.Equal(CheckStatus.Pass, Judge.Status(Management, Advanced([ManagementEvents, Equal("readOnly", "true")], [ManagementEvents, Equal("readOnly", "false")])));
    }

    [Fact]
    public void AnAdvancedSelectorThatLeavesOutSourcesFailsMildly() =>
        Assert.Equal(Severity.Low, Judge.Run(Management, Advanced([ManagementEvents, new FieldSelector("eventSource", [], HasOther: true)])).Severity);

    [Fact]
    public void AnAdvancedSelectorForSomeSourcesOrNamesRecordsTooLittle()
    {
        Assert.Equal(Severity.Medium, Judge.Run(Management, Advanced([ManagementEvents, Equal("eventSource", "iam.amazonaws.com")])).Severity);
        Assert.Equal(CheckStatus.Fail, Judge.Status(Management, Advanced([ManagementEvents, new FieldSelector("eventName", [], HasOther: true)])));
    }

    [Theory]
    [InlineData("All", CheckStatus.Pass, CheckStatus.Pass)]
    [InlineData("WriteOnly", CheckStatus.Fail, CheckStatus.Pass)]
    [InlineData("ReadOnly", CheckStatus.Pass, CheckStatus.Fail)]
    public void BasicSelectorsRecordObjectEventsOfTheirType(string readWriteType, CheckStatus reads, CheckStatus writes)
    {
        var snapshot = Basic(Selector(readWriteType) with { DataResources = [new DataResource("AWS::S3::Object", ["arn:aws:s3:::"])] });

        Assert.Equal(reads, Judge.Status("cloudtrail-data-events-read", snapshot));
        Assert.Equal(writes, Judge.Status("cloudtrail-data-events-write", snapshot));
    }

    [Theory]
    [InlineData("AWS::S3::Object", "arn:aws:s3:::northwind-core-data/")]
    [InlineData("AWS::Lambda::Function", "arn:aws:lambda")]
    public void SomeBucketsOrAnotherServiceAreNotEnough(string type, string value) =>
        Assert.Equal(CheckStatus.Fail, Judge.Status("cloudtrail-data-events-write", Basic(Selector("All") with { DataResources = [new DataResource(type, [value])] })));

    [Fact]
    public void AdvancedSelectorsRecordObjectEvents()
    {
        var writes = Advanced([.. S3Objects, Equal("readOnly", "false")]);

        Assert.Equal(CheckStatus.Pass, Judge.Status("cloudtrail-data-events-write", writes));
        Assert.Equal(CheckStatus.Fail, Judge.Status("cloudtrail-data-events-read", writes));
        Assert.Equal(CheckStatus.Pass, Judge.Status("cloudtrail-data-events-read", Advanced(S3Objects)));
        Assert.Equal(CheckStatus.Fail, Judge.Status("cloudtrail-data-events-read", Advanced([.. S3Objects, new FieldSelector("resources.ARN", [], HasOther: true)])));
    }

    [Fact]
    public void ObjectEventsOnOneTrailWillDo() => Assert.Equal(CheckStatus.Pass, Judge.Status("cloudtrail-data-events-read", With(
        Snapshots.HealthyTrail with { Selectors = Snapshots.Denied<EventSelectors>("cloudtrail:GetEventSelectors") }, Snapshots.HealthyTrail)));

    private static FieldSelector Equal(string field, string value) => new(field, [value], HasOther: false);

    private static EventSelector Selector(string readWriteType) => new(readWriteType, IncludeManagementEvents: true, [], []);

    private static AccountSnapshot Basic(params IReadOnlyList<EventSelector> selectors) => With(Snapshots.HealthyTrail with { Selectors = Snapshots.Known(new EventSelectors(selectors, [])) });

    private static AccountSnapshot Advanced(params IReadOnlyList<IReadOnlyList<FieldSelector>> selectors) => With(Snapshots.HealthyTrail with
    {
        Selectors = Snapshots.Known(new EventSelectors([], [.. selectors.Select(fields => new AdvancedEventSelector(null, fields))])),
    });

    private static AccountSnapshot With(params IReadOnlyList<Trail> trails) => Snapshots.Healthy with { Trails = Snapshots.InHome(trails) };
}
