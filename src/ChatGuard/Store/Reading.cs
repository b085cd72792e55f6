using ChatGuard.Core.Checks;

namespace ChatGuard.Store;

/// <summary>The row a finding is kept in.</summary>
/// <param name="Region">Empty for a global resource.</param>
internal sealed record FindingKey(string CheckId, string Region, string ResourceId);

/// <summary>What a reading of an account says of its findings: those that fail or are accepted, and which of the stored ones are fixed.</summary>
internal sealed class Reading(string accountId, Posture posture)
{
    private readonly Dictionary<string, CheckResult> results = posture.Results.ToDictionary(result => result.Check.Id, StringComparer.Ordinal);

    private readonly List<(FindingKey Key, List<(CheckResult Result, Finding Finding)> Said)> said =
    [
        .. posture.Results
            .SelectMany(result => result.Findings.Select(finding => (Result: result, Finding: finding)))
            .GroupBy(one => KeyOf(one.Result, one.Finding))
            .Select(group => (group.Key, group.ToList())),
    ];

    /// <summary>Rows to keep: failing and suppressed findings. Where a check says several things of one resource, its worst counts and every failing detail is kept.</summary>
    public IEnumerable<OpenFinding> Open() => said
        .Where(row => StatusOf(row.Said) is CheckStatus.Fail or CheckStatus.Suppressed)
        .Select(row => Row(row.Key, StatusOf(row.Said), row.Said));

    /// <summary>Those of the stored open findings that this reading knows to fail no longer.</summary>
    public IEnumerable<FindingKey> Fixed(IEnumerable<FindingKey> open)
    {
        var status = said.ToDictionary(row => row.Key, row => StatusOf(row.Said));
        return open.Where(key => status.TryGetValue(key, out var now) ? now is CheckStatus.Pass or CheckStatus.NotApplicable : IsGone(key));
    }

    private static FindingKey KeyOf(CheckResult result, Finding finding) =>
        new(result.Check.Id, finding.Region ?? "", StoredValues.Storable(finding.ResourceId));

    private static CheckStatus StatusOf(List<(CheckResult Result, Finding Finding)> said) => said.Max(one => one.Finding.Status);

    private static OpenFinding Row(FindingKey key, CheckStatus status, List<(CheckResult Result, Finding Finding)> said)
    {
        var worst = said.Where(one => one.Finding.Status == status).ToList();
        return new(
            key.CheckId,
            key.Region,
            key.ResourceId,
            status.ToString(),
            worst.Max(one => one.Finding.Severity ?? one.Result.Check.Severity).ToString(),
            StoredValues.Storable(string.Join("; ", worst.Select(one => one.Finding.Detail).Distinct(StringComparer.Ordinal))));
    }

    /// <summary>A resource no longer spoken of is gone, unless the part of the account it would be in was not read.</summary>
    private bool IsGone(FindingKey key) => results.TryGetValue(key.CheckId, out var result) && result.Findings.Count > 0
        && !result.Findings.Any(finding => finding.Status == CheckStatus.Unknown && MayHide(finding, key));

    private bool MayHide(Finding unknown, FindingKey key) =>
        unknown.ResourceId == accountId
        || unknown.ResourceId == key.ResourceId
        || (unknown.ResourceId == unknown.Region && unknown.Region == key.Region);
}

/// <summary>A row of a reading, in text.</summary>
internal sealed record OpenFinding(string CheckId, string Region, string ResourceId, string Status, string Severity, string Detail);
