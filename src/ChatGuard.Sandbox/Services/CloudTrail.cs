using System.Text.Json.Nodes;
using ChatGuard.Sandbox.Protocols;

namespace ChatGuard.Sandbox.Services;

/// <summary>CloudTrail 2013-11-01: trails, their status and selectors, and the event history.</summary>
internal static partial class CloudTrail
{
    public static IReadOnlyDictionary<string, JsonOperation> Operations { get; } = new Dictionary<string, JsonOperation>(StringComparer.Ordinal)
    {
        ["DescribeTrails"] = DescribeTrails,
        ["GetTrail"] = (call, input) => new JsonObject { ["Trail"] = Describe(Find(call, input.Required("Name"))) },
        ["ListTrails"] = ListTrails,
        ["GetTrailStatus"] = (call, input) => Status(Find(call, input.Required("Name")), call.Now),
        ["GetEventSelectors"] = (call, input) => Selectors(Find(call, input.Required("TrailName"))),
        ["PutEventSelectors"] = PutEventSelectors,
        ["GetInsightSelectors"] = GetInsightSelectors,
        ["LookupEvents"] = LookupEvents,
        ["ListTags"] = ListTags,
        ["CreateTrail"] = CreateTrail,
        ["UpdateTrail"] = UpdateTrail,
        ["DeleteTrail"] = DeleteTrail,
        ["StartLogging"] = StartLogging,
        ["StopLogging"] = StopLogging,
    };

    private static JsonObject DescribeTrails(Call call, JsonObject input)
    {
        var names = input.Texts("trailNameList");
        var shadows = input.Flag("includeShadowTrails") ?? true;
        var shown = call.Account.CloudTrail.Trails
            .Where(trail => trail.HomeRegion == call.Region || (shadows && trail.IsMultiRegionTrail))
            .Where(trail => names.Count == 0 || names.Contains(trail.Name) || names.Contains(trail.Arn));
        return new JsonObject { ["trailList"] = Wire.Array(shown.Select(Describe)) };
    }

    private static JsonObject ListTrails(Call call, JsonObject input)
    {
        var page = Page.Of(call.Account.CloudTrail.Trails, 100, input.Text("NextToken"), "trails", "InvalidNextTokenException");
        var trails = page.Items.Select(trail => Wire.Object(("TrailARN", trail.Arn), ("Name", trail.Name), ("HomeRegion", trail.HomeRegion)));
        return Wire.Object(("Trails", Wire.Array(trails)), ("NextToken", page.NextToken));
    }

    private static JsonObject ListTags(Call call, JsonObject input) => Wire.Object(("ResourceTagList", Wire.Array(input.Texts("ResourceIdList").Select(arn => Wire.Object(
        ("ResourceId", arn),
        ("TagsList", Wire.Array(Tagged(call, arn).Tags.Select(tag => Wire.Object(("Key", tag.Key), ("Value", tag.Value))))))))));

    private static Trail Tagged(Call call, string arn) => call.Account.CloudTrail.Trails.Find(trail => trail.Arn == arn && trail.HomeRegion == call.Region)
        ?? throw new AwsError("ResourceNotFoundException", $"Unknown trail: {arn} for the user: {call.Account.Id}");

    private static JsonObject Describe(Trail trail)
    {
        var described = Settings(trail);
        described["HomeRegion"] = trail.HomeRegion;
        described["HasCustomEventSelectors"] = trail.AdvancedEventSelectors.Count > 0 || trail.EventSelectors.Count > 0;
        described["HasInsightSelectors"] = trail.Insights.Count > 0;
        return described;
    }

    /// <summary>The members that CreateTrail, UpdateTrail and DescribeTrails all answer with.</summary>
    private static JsonObject Settings(Trail trail) => Wire.Object(
        ("Name", trail.Name),
        ("S3BucketName", trail.S3BucketName),
        ("S3KeyPrefix", trail.S3KeyPrefix),
        ("SnsTopicName", trail.SnsTopicArn?.Split(':')[^1]),
        ("SnsTopicARN", trail.SnsTopicArn),
        ("IncludeGlobalServiceEvents", trail.IncludeGlobalServiceEvents),
        ("IsMultiRegionTrail", trail.IsMultiRegionTrail),
        ("TrailARN", trail.Arn),
        ("LogFileValidationEnabled", trail.LogFileValidationEnabled),
        ("CloudWatchLogsLogGroupArn", trail.CloudWatchLogsLogGroupArn),
        ("CloudWatchLogsRoleArn", trail.CloudWatchLogsRoleArn),
        ("KmsKeyId", trail.KmsKeyId),
        ("IsOrganizationTrail", trail.IsOrganizationTrail));

    /// <summary>The trail of this name or ARN; status and selectors are kept in its home region only.</summary>
    private static Trail Find(Call call, string nameOrArn)
    {
        if (nameOrArn.StartsWith("arn:", StringComparison.Ordinal) && nameOrArn.Split(':') is not [_, _, "cloudtrail", _, _, ['t', 'r', 'a', 'i', 'l', '/', ..]])
        {
            throw new AwsError("CloudTrailARNInvalidException", "ARN is not valid. Expected format: arn:aws:cloudtrail:region:account:trail/name");
        }

        return call.Account.CloudTrail.Trails.Find(trail => Named(trail, nameOrArn) && trail.HomeRegion == call.Region)
            ?? throw new AwsError("TrailNotFoundException", $"Unknown trail: {nameOrArn} for the user: {call.Account.Id}");
    }

    /// <summary>The trail to change: one whose home is elsewhere is refused, not unknown, when its ARN was given.</summary>
    private static Trail FindToChange(Call call, string nameOrArn)
    {
        if (call.Account.CloudTrail.Trails.Find(trail => trail.Arn == nameOrArn) is { } known && known.HomeRegion != call.Region)
        {
            throw new AwsError("InvalidHomeRegionException", $"The trail {known.Arn} can only be changed from its home region {known.HomeRegion}.");
        }

        return Find(call, nameOrArn);
    }

    private static bool Named(Trail trail, string nameOrArn) => trail.Name == nameOrArn || trail.Arn == nameOrArn;

    private static JsonObject GetInsightSelectors(Call call, JsonObject input)
    {
        var trail = Find(call, input.Required("TrailName"));
        return trail.Insights.Count > 0
            ? Wire.Object(
                ("TrailARN", trail.Arn),
                ("InsightSelectors", Wire.Array(trail.Insights.Select(kind => Wire.Object(("InsightType", kind), ("EventCategories", Wire.Array(["Management"])))))))
            : throw new AwsError("InsightNotEnabledException", $"Trail {trail.Name} does not have Insights enabled. Edit the trail settings to enable Insights, and then try the operation again.");
    }

    private static JsonObject Selectors(Trail trail) => Wire.Object(
        ("TrailARN", trail.Arn),
        ("EventSelectors", trail.AdvancedEventSelectors.Count > 0 ? null : BasicSelectors(trail)),
        ("AdvancedEventSelectors", trail.AdvancedEventSelectors.Count > 0 ? trail.AdvancedEventSelectors : null));

    private static JsonArray BasicSelectors(Trail trail) => trail.EventSelectors.Count > 0 ? trail.EventSelectors : [DefaultSelector()];

    private static JsonObject DefaultSelector() => new()
    {
        ["ReadWriteType"] = "All",
        ["IncludeManagementEvents"] = true,
        ["DataResources"] = new JsonArray(),
        ["ExcludeManagementEventSources"] = new JsonArray(),
    };

    private static JsonObject PutEventSelectors(Call call, JsonObject input)
    {
        var trail = FindToChange(call, input.Required("TrailName"));
        var basic = input.Structures("EventSelectors");
        var advanced = input.Structures("AdvancedEventSelectors");
        if (basic.Count > 0 == advanced.Count > 0 || basic.Count > 5)
        {
            throw new AwsError("InvalidEventSelectorsException", "Give either up to five event selectors or advanced event selectors, not both.");
        }

        trail.EventSelectors = Wire.Array(basic.Select(Completed));
        trail.AdvancedEventSelectors = Wire.Array(advanced);
        return Selectors(trail);
    }

    private static JsonObject Completed(JsonObject selector)
    {
        var complete = DefaultSelector();
        foreach (var (name, value) in selector)
        {
            complete[name] = value?.DeepClone();
        }

        return complete;
    }
}
