using System.Text.Json;
using Amazon.Runtime;
using ChatGuard.Aws.Wire;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Aws.Clients;

/// <summary>Amazon GuardDuty in one region.</summary>
internal sealed class GuardDutyClient(AwsClient wire, string region)
{
    private const int MostIds = 50;

    public Task<List<string>> ListDetectorsAsync(CancellationToken cancellationToken) =>
        AllAsync("ListDetectors", "/detector", [], answer => answer.Texts("detectorIds"), cancellationToken);

    public Task<JsonElement> GetDetectorAsync(string detectorId, CancellationToken cancellationToken) => wire.RestAsync(
        new AwsRequest("GetDetector") { Method = "GET", Path = "/detector/{DetectorId}", PathValues = Id(detectorId) }, cancellationToken);

    /// <summary>A detector's tags; none where there is no such detector.</summary>
    public async Task<IReadOnlyDictionary<string, string>> GetTagsAsync(string detectorId, CancellationToken cancellationToken)
    {
        try
        {
            return (await GetDetectorAsync(detectorId, cancellationToken)).Member("tags") is { ValueKind: JsonValueKind.Object } tags
                ? tags.EnumerateObject().ToDictionary(tag => tag.Name, tag => tag.Value.ToString(), StringComparer.Ordinal)
                : new Dictionary<string, string>();
        }
        catch (AmazonServiceException error) when (error.ErrorCode == "BadRequestException")
        {
            return new Dictionary<string, string>();
        }
    }

    /// <summary>The account that administers this one's GuardDuty; null where it is on its own.</summary>
    public async Task<string?> GetAdministratorAccountAsync(string detectorId, CancellationToken cancellationToken) =>
        (await wire.RestAsync(new AwsRequest("GetAdministratorAccount") { Method = "GET", Path = "/detector/{DetectorId}/administrator", PathValues = Id(detectorId) }, cancellationToken))
            .Member("administrator")?.Text("accountId");

    /// <summary>Ids of findings updated since a time, archived ones included, worst first.</summary>
    public async Task<IReadOnlyList<string>> ListFindingsAsync(string detectorId, DateTimeOffset since, CancellationToken cancellationToken) => await Paging.AllAsync<string>(async token =>
    {
        var body = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["findingCriteria"] = new { criterion = new { updatedAt = new { greaterThanOrEqual = since.ToUnixTimeMilliseconds() } } },
            ["sortCriteria"] = new { attributeName = "severity", orderBy = "DESC" },
            ["maxResults"] = MostIds,
        };
        if (token is not null)
        {
            body["nextToken"] = token;
        }

        var answer = await wire.RestAsync(new AwsRequest("ListFindings") { Path = "/detector/{DetectorId}/findings", PathValues = Id(detectorId), Body = body }, cancellationToken);
        return (answer.Texts("findingIds"), answer.Text("nextToken"));
    });

    public async Task<IReadOnlyList<GuardDutyFinding>> GetFindingsAsync(string detectorId, IReadOnlyList<string> findingIds, CancellationToken cancellationToken)
    {
        var findings = new List<GuardDutyFinding>(findingIds.Count);
        foreach (var ids in findingIds.Chunk(MostIds))
        {
            var answer = await wire.RestAsync(
                new AwsRequest("GetFindings") { Path = "/detector/{DetectorId}/findings/get", PathValues = Id(detectorId), Body = new { findingIds = ids } }, cancellationToken);
            findings.AddRange(answer.List("findings").Select(finding => GuardDutyRecord.Read(finding, region)));
        }

        return findings;
    }

    public Task<List<string>> ListFiltersAsync(string detectorId, CancellationToken cancellationToken) =>
        AllAsync("ListFilters", "/detector/{DetectorId}/filter", Id(detectorId), answer => answer.Texts("filterNames"), cancellationToken);

    public async Task<GuardDutyFilter> GetFilterAsync(string detectorId, string name, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, string>(Id(detectorId)) { ["FilterName"] = name };
        var filter = await wire.RestAsync(new AwsRequest("GetFilter") { Method = "GET", Path = "/detector/{DetectorId}/filter/{FilterName}", PathValues = values }, cancellationToken);
        return new GuardDutyFilter(filter.Text("name") ?? name, filter.Text("action") ?? "NOOP", filter.Text("description"));
    }

    public Task<List<string>> ListOrganizationAdminAccountsAsync(CancellationToken cancellationToken) =>
        AllAsync("ListOrganizationAdminAccounts", "/admin", [], answer => answer.List("adminAccounts").Select(admin => admin.Required("adminAccountId")), cancellationToken);

    /// <summary>ALL, NEW or NONE; null where this account is not the organization's delegated administrator.</summary>
    public async Task<string?> DescribeOrganizationConfigurationAsync(string detectorId, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await wire.RestAsync(
                new AwsRequest("DescribeOrganizationConfiguration") { Method = "GET", Path = "/detector/{DetectorId}/admin", PathValues = Id(detectorId) }, cancellationToken);
            return answer.Text("autoEnableOrganizationMembers");
        }
        catch (AmazonServiceException error) when (error.ErrorCode == "BadRequestException")
        {
            return null;
        }
    }

    private static Dictionary<string, string> Id(string detectorId) => new(StringComparer.Ordinal) { ["DetectorId"] = detectorId };

    private Task<List<string>> AllAsync(string operation, string path, Dictionary<string, string> values, Func<JsonElement, IEnumerable<string>> items, CancellationToken cancellationToken) =>
        Paging.AllAsync<string>(async token =>
        {
            var request = new AwsRequest(operation)
            {
                Method = "GET",
                Path = path,
                PathValues = values,
                Parameters = token is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["nextToken"] = token },
            };
            var answer = await wire.RestAsync(request, cancellationToken);
            return (items(answer).ToList(), answer.Text("nextToken"));
        });
}
