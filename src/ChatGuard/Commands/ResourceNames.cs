using ChatGuard.Core.Checks;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Commands;

/// <summary>What people call the resources of a check's findings: a name where there is one, otherwise the kind, such as <c>detector</c>.</summary>
internal static class ResourceNames
{
    private const int MostNamed = 3;
    private const int MostRegions = 2;

    /// <summary>One resource: <c>bob.tanaka</c>, <c>account</c>, or the kind and the beginning of an id that only machines read.</summary>
    public static string Of(Finding finding, AccountSnapshot account) =>
        Kind(finding) is { } kind ? $"{kind} {Wording.Short(finding.ResourceId)[..8]}"
        : finding.ResourceId == account.AccountId ? "account"
        : Wording.Short(finding.ResourceId);

    /// <summary>Several in one line: the first few names, and nameless ones counted by kind, each with its regions.</summary>
    public static string List(IEnumerable<Finding> findings, AccountSnapshot account)
    {
        var groups = findings.GroupBy(finding => (Kind: Kind(finding), Name: Kind(finding) is null ? Of(finding, account) : "")).Select(group => Line(group.Key.Kind, group.Key.Name, [.. group])).ToList();
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
        return alone || Kind(worst) is not null || worst.Detail.Contains(name, StringComparison.Ordinal) ? worst.Detail : $"{name}: {worst.Detail}";
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
    private static string? Kind(Finding finding)
    {
        var id = Wording.Short(finding.ResourceId);
        if (id.Length < 32 || !id.All(letter => char.IsAsciiHexDigitLower(letter) || letter == '-'))
        {
            return null;
        }

        return finding.ResourceId.Split('/', ':') is { Length: > 1 } parts ? parts[^2] : "event";
    }
}
