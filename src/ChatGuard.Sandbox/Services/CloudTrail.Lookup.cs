using System.Text.Json.Nodes;
using ChatGuard.Sandbox.Protocols;

namespace ChatGuard.Sandbox.Services;

/// <summary>LookupEvents: the history of one region, one attribute, newest first, at most two requests a second.</summary>
internal static partial class CloudTrail
{
    private const int LookupPage = 50;
    private const int HistoryDays = 90;

    private static JsonObject LookupEvents(Call call, JsonObject input)
    {
        if (!call.Account.CloudTrail.TakeLookup(call.Region))
        {
            throw new AwsError("ThrottlingException", "Rate exceeded");
        }

        var size = input.Number("MaxResults") ?? LookupPage;
        if (size is < 1 or > LookupPage)
        {
            throw new AwsError("InvalidMaxResultsException", $"A limit on the maximum number of results is {LookupPage}.");
        }

        var (from, to) = (input.Time("StartTime"), input.Time("EndTime"));
        if (from > to)
        {
            throw new AwsError("InvalidTimeRangeException", "Start time must be before end time.");
        }

        var found = Matching(call, Attribute(input), from, to);
        var page = Page.Of(found, size, input.Text("NextToken"), "events", "InvalidNextTokenException");
        return Wire.Object(("Events", Wire.Array(page.Items.Select(Entry))), ("NextToken", page.NextToken));
    }

    private static List<TrailEvent> Matching(Call call, Func<TrailEvent, bool> matches, DateTimeOffset? from, DateTimeOffset? to)
    {
        var oldest = call.Now.AddDays(-HistoryDays);
        return [.. call.Account.CloudTrail.Events
            .Where(e => e.Region == call.Region && e.Time >= oldest && e.VisibleFrom <= call.Now)
            .Where(e => (from is null || e.Time >= from) && (to is null || e.Time <= to))
            .Where(matches)
            .OrderByDescending(e => e.Time)
            .ThenBy(e => e.Id, StringComparer.Ordinal)];
    }

    private static Func<TrailEvent, bool> Attribute(JsonObject input)
    {
        var attributes = input.Structures("LookupAttributes");
        if (attributes.Count == 0)
        {
            return _ => true;
        }

        if (attributes.Count > 1)
        {
            throw new AwsError("InvalidLookupAttributesException", "You can only specify one lookup attribute.");
        }

        var value = attributes[0].Required("AttributeValue");
        return attributes[0].Required("AttributeKey") switch
        {
            "EventId" => e => e.Id == value,
            "EventName" => e => e.Name == value,
            "EventSource" => e => e.Source == value,
            "Username" => e => e.Username == value,
            "AccessKeyId" => e => e.AccessKeyId == value,
            "ReadOnly" => e => e.ReadOnly == (value == "true"),
            "ResourceType" => e => e.Resources.Any(resource => resource.Type == value),
            "ResourceName" => e => e.Resources.Any(resource => resource.Name == value),
            var key => throw new AwsError("InvalidLookupAttributesException", $"{key} is not a lookup attribute."),
        };
    }

    private static JsonObject Entry(TrailEvent e) => Wire.Object(
        ("EventId", e.Id),
        ("EventName", e.Name),
        ("ReadOnly", e.ReadOnly ? "true" : "false"),
        ("AccessKeyId", e.AccessKeyId),
        ("EventTime", Wire.Epoch(e.Time)),
        ("EventSource", e.Source),
        ("Username", e.Username),
        ("Resources", Wire.Array(e.Resources.Select(r => Wire.Object(("ResourceType", r.Type), ("ResourceName", r.Name))))),
        ("CloudTrailEvent", e.Record.ToJsonString()));
}
