using System.Globalization;
using System.Text.Json.Nodes;
using ChatGuard.Sandbox.Protocols;

namespace ChatGuard.Sandbox.Services;

/// <summary>IAM Access Analyzer 2019-11-01: analyzers and findings.</summary>
internal static class AccessAnalyzer
{
    public static IReadOnlyList<RestRoute> Routes { get; } =
    [
        new("ListAnalyzers", "GET", "/analyzer", ListAnalyzers),
        new("ListFindingsV2", "POST", "/findingv2", ListFindings),
    ];

    private static RestResult ListAnalyzers(Call call, RestRequest request)
    {
        var type = request.Query.GetValueOrDefault("type");
        var analyzers = call.Account.AccessAnalyzer.Analyzers.FindAll(a => a.Region == call.Region && (type is null || a.Type == type));
        var size = Page.Size(request.Query.GetValueOrDefault("maxResults"), 100, "ValidationException");
        var page = Page.Of(analyzers, size, request.Query.GetValueOrDefault("nextToken"), "analyzers", "ValidationException");
        return new RestResult(Json: Wire.Object(("analyzers", Wire.Array(page.Items.Select(a => Describe(a, call.Now)))), ("nextToken", page.NextToken)));
    }

    private static JsonObject Describe(Analyzer analyzer, DateTimeOffset now) => Wire.Object(
        ("arn", analyzer.Arn),
        ("name", analyzer.Name),
        ("type", analyzer.Type),
        ("createdAt", Wire.Iso(analyzer.CreatedAt)),
        ("lastResourceAnalyzedAt", Wire.Iso(now.AddHours(-3))),
        ("status", "ACTIVE"),
        ("tags", new JsonObject()),
        ("configuration", analyzer.Type.EndsWith("UNUSED_ACCESS", StringComparison.Ordinal)
            ? Wire.Object(("unusedAccess", Wire.Object(("unusedAccessAge", 90))))
            : null));

    private static RestResult ListFindings(Call call, RestRequest request)
    {
        var input = request.Json;
        var arn = input.Required("analyzerArn");
        var analyzer = call.Account.AccessAnalyzer.Analyzers.Find(a => a.Arn == arn && a.Region == call.Region)
            ?? throw new AwsError("ResourceNotFoundException", $"Analyzer {arn} not found", 404);
        var filter = input.Structure("filter") ?? [];
        var found = Sorted(analyzer.Findings.FindAll(finding => filter.All(criterion => Passes(call, finding, criterion.Key, criterion.Value!.AsObject()))), input.Structure("sort"));
        var page = Page.Of(found, Page.Size(input.Number("maxResults")?.ToString(CultureInfo.InvariantCulture), 100, "ValidationException"), input.Text("nextToken"), "findings", "ValidationException");
        return new RestResult(Json: Wire.Object(("findings", Wire.Array(page.Items.Select(finding => Describe(call, finding)))), ("nextToken", page.NextToken)));
    }

    private static bool Passes(Call call, AnalyzerFinding finding, string attribute, JsonObject criterion)
    {
        var value = Attribute(call, finding, attribute);
        return (criterion["eq"] is null || criterion.Texts("eq").Contains(value))
            && (criterion["neq"] is null || !criterion.Texts("neq").Contains(value))
            && (criterion["contains"] is null || criterion.Texts("contains").Any(part => value.Contains(part, StringComparison.Ordinal)))
            && (criterion.Flag("exists") ?? true);
    }

    private static string Attribute(Call call, AnalyzerFinding finding, string attribute) => attribute switch
    {
        "status" => finding.Status,
        "findingType" => finding.FindingType,
        "resourceType" => finding.ResourceType,
        "resource" => finding.Resource,
        "id" => finding.Id,
        "resourceOwnerAccount" => call.Account.Id,
        _ => throw new AwsError("ValidationException", $"Invalid filter key: {attribute}"),
    };

    private static List<AnalyzerFinding> Sorted(List<AnalyzerFinding> findings, JsonObject? sort) => sort?.Text("orderBy") == "ASC"
        ? [.. findings.OrderBy(finding => finding.CreatedAt)]
        : [.. findings.OrderByDescending(finding => finding.CreatedAt)];

    private static JsonObject Describe(Call call, AnalyzerFinding finding) => Wire.Object(
        ("id", finding.Id),
        ("findingType", finding.FindingType),
        ("resourceType", finding.ResourceType),
        ("resource", finding.Resource),
        ("resourceOwnerAccount", call.Account.Id),
        ("status", finding.Status),
        ("createdAt", Wire.Iso(finding.CreatedAt)),
        ("updatedAt", Wire.Iso(finding.CreatedAt)),
        ("analyzedAt", Wire.Iso(call.Now.AddHours(-3))));
}
