using ChatGuard.Core.Checks;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Answers;

/// <summary>What people call the resources of a check's findings: a name where there is one, otherwise the kind, such as <c>detector</c>.</summary>
public static class ResourceNames
{
    private const int MostNamed = 3;
    private const int MostRegions = 2;

    /// <summary>One resource: <c>bob.tanaka</c>, <c>account</c>, or the kind and the beginning of an id that only machines read.</summary>
    public static string Of(Finding finding, AccountSnapshot account) => Of(finding.ResourceId, account.AccountId);

    /// <summary>One resource of an account, by its id.</summary>
    public static string Of(string resourceId, string accountId) =>
        Kind(resourceId) is { } kind ? $"{kind} {Wording.Short(resourceId)[..8]}"
        : resourceId == accountId ? "account"
        : Wording.Short(resourceId);

    /// <summary>Several in one line: the first few names, and nameless ones counted by kind, each with its regions.</summary>
    public static string List(IEnumerable<Finding> findings, AccountSnapshot account)
    {
        var groups = findings.GroupBy(finding => (Kind: Kind(finding.ResourceId), Name: Kind(finding.ResourceId) is null ? Of(finding, account) : "")).Select(group => Line(group.Key.Kind, group.Key.Name, [.. group])).ToList();
        return First(groups);
    }

    /// <summary>The first few names and how many more there are.</summary>
    public static string First(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(MostNamed)) + (names.Count > MostNamed ? $" and {names.Count - MostNamed} more" : "");

    /// <summary>Why a check fails, by its worst resource; the resource is named where there are others.</summary>
    public static string Worst(CheckResult result, AccountSnapshot account)
    {
        var worst = result.Findings[0];
        var name = Of(worst, account);
        var alone = result.Findings.Count(finding => finding.Status == worst.Status) == 1;
        return alone || Kind(worst.ResourceId) is not null || worst.Detail.Contains(name, StringComparison.Ordinal) ? worst.Detail : $"{name}: {worst.Detail}";
    }

    private static string Line(string? kind, string name, List<Finding> findings)
    {
        var label = kind is null ? name : findings.Count == 1 ? kind : Wording.Count(findings.Count, kind);
        var regions = findings.Select(finding => finding.Region).Distinct(StringComparer.Ordinal).ToList();
        if (regions.Contains(null) || regions.Contains(name))
        {
            return label;
        }

        return $"{label} ({string.Join(", ", regions.Take(MostRegions))}{(regions.Count > MostRegions ? $" and {regions.Count - MostRegions} more" : "")})";
    }

    /// <summary>The kind of a resource that has only a random id: GuardDuty's detectors and findings, CloudTrail's events; null for one with a name.</summary>
    private static string? Kind(string resourceId)
    {
        var id = Wording.Short(resourceId);
        if (id.Length < 32 || !id.All(letter => char.IsAsciiHexDigitLower(letter) || letter == '-'))
        {
            return null;
        }

        return resourceId.Split('/', ':') is { Length: > 1 } parts ? parts[^2] : "event";
    }
}
