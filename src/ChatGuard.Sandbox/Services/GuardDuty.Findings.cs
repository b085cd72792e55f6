using System.Globalization;
using System.Text.Json.Nodes;
using ChatGuard.Sandbox.Protocols;

namespace ChatGuard.Sandbox.Services;

/// <summary>Findings: listing, reading, archiving and feedback, and the saved filters.</summary>
internal static partial class GuardDuty
{
    private const int MostIds = 50;

    private static IEnumerable<RestRoute> FindingRoutes() =>
    [
        new("ListFindings", "POST", "/detector/{DetectorId}/findings", ListFindings),
        new("GetFindings", "POST", "/detector/{DetectorId}/findings/get", GetFindings),
        new("ArchiveFindings", "POST", "/detector/{DetectorId}/findings/archive", (call, request) => Archive(call, request, true)),
        new("UnarchiveFindings", "POST", "/detector/{DetectorId}/findings/unarchive", (call, request) => Archive(call, request, false)),
        new("UpdateFindingsFeedback", "POST", "/detector/{DetectorId}/findings/feedback", UpdateFindingsFeedback),
        new("CreateSampleFindings", "POST", "/detector/{DetectorId}/findings/create", CreateSampleFindings),
        new("ListFilters", "GET", "/detector/{DetectorId}/filter", ListFilters),
        new("GetFilter", "GET", "/detector/{DetectorId}/filter/{FilterName}", GetFilter),
    ];

    /// <summary>Copies of the detector's own findings and, for an administrator, of those of its members in the same region.</summary>
    private static List<JsonObject> Visible(Call call)
    {
        var visible = new List<JsonObject>();
        InEach(call, detector => visible.AddRange(detector.Findings.Select(finding => finding.DeepClone().AsObject())));
        return visible;
    }

    /// <summary>Does something with the region's detectors of the account and its members, each account held while it lasts.</summary>
    private static void InEach(Call call, Action<Detector> act)
    {
        foreach (var account in call.Account.GuardDuty.Members.Select(call.Organization.Find).Prepend(call.Account).OfType<SandboxAccount>())
        {
            lock (account.Gate)
            {
                if (account.GuardDuty.Detectors.TryGetValue(call.Region, out var detector))
                {
                    act(detector);
                }
            }
        }
    }

    private static RestResult ListFindings(Call call, RestRequest request)
    {
        Find(call, request);
        var input = request.Json;
        var criteria = input.Structure("findingCriteria")?.Structure("criterion") ?? [];
        var found = Visible(call).FindAll(finding => FindingCriteria.Match(finding, criteria));
        var sorted = FindingCriteria.Sort(found, input.Structure("sortCriteria"));
        var page = Page.Of(sorted, Page.Size(input.Number("maxResults")?.ToString(CultureInfo.InvariantCulture), 50, "BadRequestException"), input.Text("nextToken"), "findings", "BadRequestException");
        // GuardDuty ends a list with an empty token.
        return Answer(Wire.Object(("findingIds", Wire.Array(page.Items.Select(Id))), ("nextToken", page.NextToken ?? "")));
    }

    private static RestResult GetFindings(Call call, RestRequest request)
    {
        Find(call, request);
        var ids = Ids(request);
        var found = Visible(call).FindAll(finding => ids.Contains(Id(finding)));
        return Answer(Wire.Object(("findings", Wire.Array(FindingCriteria.Sort(found, request.Json.Structure("sortCriteria"))))));
    }

    private static IReadOnlyList<string> Ids(RestRequest request) => request.Json.Texts("findingIds") is { Count: <= MostIds } ids
        ? ids
        : throw Bad("The request is rejected because the parameter findingIds has an invalid length.");

    private static RestResult Archive(Call call, RestRequest request, bool archived) =>
        Change(call, request, finding => finding["service"]!["archived"] = archived);

    private static RestResult UpdateFindingsFeedback(Call call, RestRequest request)
    {
        var feedback = request.Json.Text("feedback");
        return feedback is "USEFUL" or "NOT_USEFUL"
            ? Change(call, request, finding => finding["service"]!["userFeedback"] = feedback)
            : throw Bad("The request is rejected because the parameter feedback has an invalid value.");
    }

    /// <summary>Changes the findings of the request's ids; one unknown id and nothing is done.</summary>
    private static RestResult Change(Call call, RestRequest request, Action<JsonObject> change)
    {
        Find(call, request);
        if (call.Account.GuardDuty.AdministratorAccountId is not null)
        {
            throw Bad("The request is rejected because member accounts cannot manage findings; the administrator account does.");
        }

        var ids = Ids(request);
        if (ids.Except(Visible(call).Select(Id)).Any())
        {
            throw Bad("The request is rejected because an invalid or out-of-range value is specified as an input parameter.");
        }

        InEach(call, detector => detector.Findings.FindAll(finding => ids.Contains(Id(finding))).ForEach(change));
        return Answer([]);
    }

    private static string Id(JsonObject finding) => (string)finding["id"]!;

    private static RestResult CreateSampleFindings(Call call, RestRequest request)
    {
        var detector = Find(call, request);
        var types = request.Json.Texts("findingTypes");
        foreach (var type in types.Count > 0 ? types : ["Recon:EC2/Portscan", "Policy:IAMUser/RootCredentialUsage"])
        {
            detector.Findings.RemoveAll(finding => Id(finding) == SampleId(call, type));
            detector.Findings.Add(Sample(call, detector, type));
        }

        return Answer([]);
    }

    private static string SampleId(Call call, string type) => Wire.Hex($"sample/{call.Account.Id}/{call.Region}/{type}");

    private static JsonObject Sample(Call call, Detector detector, string type) => new GuardDutyFinding(call.Account.Id, call.Region, detector.Id, type)
    {
        Id = SampleId(call, type),
        Severity = 5,
        Title = $"[SAMPLE] {type}",
        Created = call.Now,
        FirstSeen = call.Now,
        LastSeen = call.Now,
        Resource = Wire.Object(("resourceType", "Instance"), ("instanceDetails", Wire.Object(("instanceId", "i-99999999")))),
        AdditionalInfo = """{"sample":true}""",
    }.ToJson();

    private static RestResult ListFilters(Call call, RestRequest request) =>
        Answer(Wire.Object(("filterNames", Wire.Array(Find(call, request).Filters.Select(filter => filter.Name))), ("nextToken", "")));

    private static RestResult GetFilter(Call call, RestRequest request)
    {
        var filter = Find(call, request).Filters.Find(f => f.Name == request.Path["FilterName"])
            ?? throw Bad("The request is rejected since no such resource found.");
        return Answer(Wire.Object(
            ("name", filter.Name),
            ("description", filter.Description),
            ("action", filter.Action),
            ("rank", 1),
            ("findingCriteria", Wire.Object(("criterion", filter.FindingCriteria))),
            ("tags", new JsonObject())));
    }
}
