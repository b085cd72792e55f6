using System.Text.Json;
using Amazon.Runtime;
using ChatGuard.Aws.Wire;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Aws.Clients;

/// <summary>AWS CloudTrail in one region.</summary>
internal sealed class CloudTrailClient(AwsClient wire, string region)
{
    private const int EventsAPage = 50;

    private static readonly string[] Narrowing = ["StartsWith", "EndsWith", "NotEquals", "NotStartsWith", "NotEndsWith"];

    /// <summary>The trails this region shows, shadows of multi-region and organization trails included; members that need more calls are left to the caller.</summary>
    public async Task<IReadOnlyList<JsonElement>> DescribeTrailsAsync(CancellationToken cancellationToken) =>
        [.. (await wire.JsonAsync("DescribeTrails", new { includeShadowTrails = true }, cancellationToken)).List("trailList")];

    /// <summary>The trails of all regions that this account owns or is shown.</summary>
    public Task<List<(string Arn, string Name, string HomeRegion)>> ListTrailsAsync(CancellationToken cancellationToken) => Paging.AllAsync<(string, string, string)>(async token =>
    {
        var answer = await wire.JsonAsync("ListTrails", token is null ? null : new { NextToken = token }, cancellationToken);
        return (answer.List("Trails").Select(trail => (trail.Required("TrailARN"), trail.Required("Name"), trail.Required("HomeRegion"))).ToList(), answer.Text("NextToken"));
    });

    public async Task<TrailStatus> GetTrailStatusAsync(string trailArn, CancellationToken cancellationToken)
    {
        var status = await wire.JsonAsync("GetTrailStatus", new { Name = trailArn }, cancellationToken);
        return new TrailStatus
        {
            IsLogging = status.Bool("IsLogging"),
            StopLoggingTime = status.Time("StopLoggingTime"),
            LatestDeliveryTime = status.Time("LatestDeliveryTime"),
            LatestDeliveryError = status.Text("LatestDeliveryError"),
            LatestNotificationError = status.Text("LatestNotificationError"),
            LatestCloudWatchLogsDeliveryTime = status.Time("LatestCloudWatchLogsDeliveryTime"),
            LatestCloudWatchLogsDeliveryError = status.Text("LatestCloudWatchLogsDeliveryError"),
            LatestDigestDeliveryTime = status.Time("LatestDigestDeliveryTime"),
            LatestDigestDeliveryError = status.Text("LatestDigestDeliveryError"),
        };
    }

    public async Task<EventSelectors> GetEventSelectorsAsync(string trailArn, CancellationToken cancellationToken)
    {
        var answer = await wire.JsonAsync("GetEventSelectors", new { TrailName = trailArn }, cancellationToken);
        return new EventSelectors([.. answer.List("EventSelectors").Select(Basic)], [.. answer.List("AdvancedEventSelectors").Select(Advanced)]);
    }

    /// <summary>The selectors in AWS's own shape, as PutEventSelectors takes them: basic or advanced.</summary>
    public async Task<string> GetEventSelectorsTextAsync(string trailArn, CancellationToken cancellationToken)
    {
        var answer = await wire.JsonAsync("GetEventSelectors", new { TrailName = trailArn }, cancellationToken);
        var kind = answer.List("AdvancedEventSelectors").Any() ? "AdvancedEventSelectors" : "EventSelectors";
        return $$"""{"{{kind}}":{{answer.Member(kind)?.GetRawText() ?? "[]"}}}""";
    }

    /// <summary>The insight types; empty where insights are off.</summary>
    public async Task<IReadOnlyList<string>> GetInsightSelectorsAsync(string trailArn, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await wire.JsonAsync("GetInsightSelectors", new { TrailName = trailArn }, cancellationToken);
            return [.. answer.List("InsightSelectors").Select(selector => selector.Required("InsightType"))];
        }
        catch (AmazonServiceException error) when (error.ErrorCode == "InsightNotEnabledException")
        {
            return [];
        }
    }

    /// <summary>Management events of this region with one attribute's value since a time, newest first.</summary>
    /// <param name="attribute">AttributeKey: <c>Username</c>, <c>EventName</c>, …</param>
    /// <param name="value">AttributeValue.</param>
    /// <param name="since">AWS keeps 90 days.</param>
    /// <param name="mostPages">Pages of 50 events; at 2 requests a second a busy account's sign-ins can take minutes.</param>
    /// <param name="cancellationToken">Stops between pages.</param>
    /// <exception cref="TruncatedException">There are more.</exception>
    public async Task<IReadOnlyList<CloudTrailEvent>> LookupEventsAsync(string attribute, string value, DateTimeOffset since, int mostPages, CancellationToken cancellationToken) =>
        await Paging.AllAsync<CloudTrailEvent>(async token => await PageAsync(attribute, value, since, token, cancellationToken), mostPages);

    /// <summary>The newest management events of this region with one attribute's value since a time, 50 a page, and whether there are more.</summary>
    public async Task<(IReadOnlyList<CloudTrailEvent> Events, bool More)> LatestEventsAsync(string attribute, string value, DateTimeOffset since, CancellationToken cancellationToken, int pages = 1)
    {
        var (events, next) = await PageAsync(attribute, value, since, null, cancellationToken);
        List<CloudTrailEvent> read = [.. events];
        for (var page = 1; page < pages && !string.IsNullOrEmpty(next); page++)
        {
            (events, next) = await PageAsync(attribute, value, since, next, cancellationToken);
            read.AddRange(events);
        }

        return (read, !string.IsNullOrEmpty(next));
    }

    /// <summary>A trail's tags, asked in its home region; none where there is no such trail.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ListTagsAsync(string trailArn, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await wire.JsonAsync("ListTags", new { ResourceIdList = new[] { trailArn } }, cancellationToken);
            return answer.List("ResourceTagList").SelectMany(resource => resource.List("TagsList")).ToDictionary(tag => tag.Required("Key"), tag => tag.Text("Value") ?? "", StringComparer.Ordinal);
        }
        catch (AmazonServiceException error) when (error.ErrorCode is "ResourceNotFoundException" or "TrailNotFoundException")
        {
            return new Dictionary<string, string>();
        }
    }

    private async Task<(IEnumerable<CloudTrailEvent> Events, string? Next)> PageAsync(string attribute, string value, DateTimeOffset since, string? token, CancellationToken cancellationToken)
    {
        var request = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["LookupAttributes"] = new[] { new { AttributeKey = attribute, AttributeValue = value } },
            ["StartTime"] = since.ToUnixTimeSeconds(),
            ["MaxResults"] = EventsAPage,
        };
        if (token is not null)
        {
            request["NextToken"] = token;
        }

        var answer = await wire.JsonAsync("LookupEvents", request, cancellationToken);
        return (answer.List("Events").Select(each => CloudTrailRecord.Read(each, region)).ToList(), answer.Text("NextToken"));
    }

    private static EventSelector Basic(JsonElement selector) => new(
        selector.Text("ReadWriteType") ?? "All",
        selector.Bool("IncludeManagementEvents"),
        [.. selector.List("DataResources").Select(resource => new DataResource(resource.Text("Type") ?? "", resource.Texts("Values")))],
        selector.Texts("ExcludeManagementEventSources"));

    private static AdvancedEventSelector Advanced(JsonElement selector) => new(
        selector.Text("Name"),
        [.. selector.List("FieldSelectors").Select(field => new FieldSelector(
            field.Required("Field"),
            field.Texts("Equals"),
            Narrowing.Any(name => field.Texts(name).Count > 0)))]);
}
