using System.Text.Json.Nodes;
using ChatGuard.Aws;
using ChatGuard.Core.Proposals;

namespace ChatGuard.Remediations.CloudTrail;

/// <summary>R22: lets a trail record all management events, and leaves its data events as they are.</summary>
internal sealed class RecordManagementEvents() : Remediation("R22", "trail-selectors", Risk.Low, Reversibility.Reversible)
{
    private const string Field = "Selectors";
    private const string AllManagement = """{"ReadWriteType":"All","IncludeManagementEvents":true,"DataResources":[],"ExcludeManagementEventSources":[]}""";
    private const string AllManagementAdvanced = """{"Name":"All management events","FieldSelectors":[{"Field":"eventCategory","Equals":["Management"]}]}""";

    public override IReadOnlyList<string> Checks => ["cloudtrail-management-events"];

    public override IReadOnlyList<string> Actions => ["cloudtrail:PutEventSelectors"];

    public override Task<IReadOnlyList<Target>> TargetsAsync(string check, Target found, AwsAccount account, CancellationToken cancellationToken) => TrailTargets.OfAsync(found, account, cancellationToken);

    public override async Task<LiveState> ReadAsync(Target target, AwsAccount account, CancellationToken cancellationToken)
    {
        var trail = await TrailTargets.FindAsync(target, account, cancellationToken);
        return new LiveState(new Dictionary<string, string> { [Field] = LiveText.OfJson(await account.CloudTrail(trail.HomeRegion).GetEventSelectorsTextAsync(trail.Arn, cancellationToken)) });
    }

    protected override async Task<Plan> MakePlanAsync(Target target, LiveState live, AwsAccount account, CancellationToken cancellationToken)
    {
        var trail = await TrailTargets.FindAsync(target, account, cancellationToken);
        var before = live[Field]!;
        var after = LiveText.OfJson(Widened(JsonNode.Parse(before)!.AsObject()).ToJsonString());
        if (after == before)
        {
            throw new CannotPlanException($"{trail.Name} records all management events already; nothing is to be done.");
        }

        return NewPlan(target, $"Let the trail {trail.Name} record all management events", live, [Put(trail, "Record", before, after) with { Undo = Put(trail, "Record as before the", after, before) }], approvals: 1) with
        {
            Impact = ["Nothing breaks: the trail records more management events; its data events stay as they are."],
            Notes =
            [
                "Read events and those of a source that was excluded, such as AWS KMS, can be many: the bucket's storage grows, and the second copy of management events in a region is charged per event.",
                "Ask whether somebody narrowed the trail on purpose.",
            ],
        };
    }

    private static PlannedStep Put(TrailTarget trail, string verb, string before, string after)
    {
        var input = JsonNode.Parse(after)!.AsObject();
        input["TrailName"] = trail.Arn;
        return new PlannedStep(
            $"{verb} management events of {trail.Name}",
            new AwsCall("cloudtrail", "PutEventSelectors", trail.HomeRegion, input),
            [new FieldChange(Field, before, after)],
            [new Permission("cloudtrail:PutEventSelectors", [trail.Arn])]);
    }

    /// <summary>What selected management events selects none any more, and one new selector selects them all: the data events of the others are not widened.</summary>
    private static JsonObject Widened(JsonObject selectors)
    {
        if (selectors["AdvancedEventSelectors"] is JsonArray advanced)
        {
            var data = advanced.OfType<JsonObject>().Where(selector => !IsManagement(selector));
            return new JsonObject { ["AdvancedEventSelectors"] = new JsonArray([JsonNode.Parse(AllManagementAdvanced), .. data.Select(selector => selector.DeepClone())]) };
        }

        var basic = selectors["EventSelectors"]!.AsArray().OfType<JsonObject>().ToList();
        if (basic.Exists(selector => (bool)selector["IncludeManagementEvents"]! && (string?)selector["ReadWriteType"] == "All" && selector["ExcludeManagementEventSources"]!.AsArray().Count == 0))
        {
            return selectors;
        }

        var kept = basic.Where(selector => selector["DataResources"]!.AsArray().Count > 0).Select(selector => selector.DeepClone().AsObject()).ToList();
        kept.ForEach(selector => (selector["IncludeManagementEvents"], selector["ExcludeManagementEventSources"]) = (false, new JsonArray()));
        return new JsonObject { ["EventSelectors"] = new JsonArray([JsonNode.Parse(AllManagement), .. kept]) };
    }

    private static bool IsManagement(JsonObject selector) => selector["FieldSelectors"]!.AsArray().Any(field => (string?)field!["Field"] == "eventCategory" && field["Equals"]!.AsArray().Any(value => (string?)value == "Management"));
}
