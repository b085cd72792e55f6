using System.Text.Json.Nodes;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Checks;

namespace ChatGuard.Commands;

/// <summary>A check's result as <c>--json</c> shows it.</summary>
internal static class CheckJson
{
    public static JsonObject Of(CheckResult result) => new()
    {
        ["id"] = result.Check.Id,
        ["title"] = result.Check.Title,
        ["severity"] = Wording.Kebab(result.Severity),
        ["status"] = Wording.Kebab(result.Status),
        ["reason"] = result.Reason,
        ["dataAsOf"] = Wording.Iso(result.DataAsOf),
        ["cis"] = new JsonArray([.. Cis.Of(result.Check.Id).Select(id => (JsonNode)id)]),
        ["fix"] = Wording.Kebab(result.Check.Fix),
        ["resources"] = new JsonArray([.. result.Findings.Select(Resource)]),
    };

    private static JsonNode Resource(Finding finding) => new JsonObject
    {
        ["id"] = finding.ResourceId,
        ["region"] = finding.Region,
        ["status"] = Wording.Kebab(finding.Status),
        ["detail"] = finding.Detail,
    };
}
