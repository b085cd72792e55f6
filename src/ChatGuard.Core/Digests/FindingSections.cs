using ChatGuard.Core.Answers;
using ChatGuard.Core.Checks;

namespace ChatGuard.Core.Digests;

/// <summary>The sections about findings. The headline names check and resource in one line; the details add the evidence.</summary>
internal sealed class FindingSections(DigestInput input, DigestChanges changes)
{
    private const int LongestCheck = 36;
    private const int LongestResource = 26;
    private const int LongestAccount = 18;
    private const int LongestFinding = 70;
    private const int LongestDetail = 80;

    private readonly Dictionary<string, string> names = input.Accounts.DistinctBy(account => account.Snapshot.AccountId, StringComparer.Ordinal)
        .ToDictionary(account => account.Snapshot.AccountId, account => account.Snapshot.AccountName, StringComparer.Ordinal);

    public DigestSection? New()
    {
        List<StoredFinding> all = [.. changes.New.Concat(changes.BackAgain).OrderByDescending(finding => finding.Severity)];
        var back = changes.BackAgain.Count == 0 ? "" : changes.New.Count == 0 ? ", all back again after they were fixed" : $", {changes.BackAgain.Count:N0} of them back again";
        return Section($"New since the last digest: {BySeverity(all)}{back}", all, 40);
    }

    public DigestSection? SuppressionEnded() => Section($"Suppression ended: {BySeverity(changes.SuppressionEnded)}", changes.SuppressionEnded, 20);

    public DigestSection? Worse() => Section(
        $"Worse: {Wording.Count(changes.Worse.Count, "finding")}", changes.Worse, 20,
        finding => input.Announced.TryGetValue(finding.Key, out var said) ? $"{Wording.Kebab(said.Severity)} before; {finding.Detail}" : finding.Detail);

    /// <summary>Critical and high ones; the milder ones are counted.</summary>
    public DigestSection? Open()
    {
        List<StoredFinding> grave = [.. changes.Open.Where(finding => finding.Severity >= Severity.High)];
        var still = changes.IsFirst ? "Open" : "Still open";
        var milder = changes.Open.Count - grave.Count;
        return Section($"{still}: {BySeverity(grave)}{(milder > 0 ? $" (and {milder:N0} milder)" : "")}", grave, 30);
    }

    public DigestSection? Fixed() => Section(
        $"Fixed since: {BySeverity(changes.Fixed)}", changes.Fixed, 20,
        finding => $"fixed {Wording.Time(finding.FixedAt!.Value)}");

    /// <summary><c>2 critical, 3 high</c>.</summary>
    public static string BySeverity(IReadOnlyList<StoredFinding> findings) => string.Join(", ", findings
        .GroupBy(finding => finding.Severity).OrderByDescending(same => same.Key).Select(same => $"{same.Count():N0} {Wording.Kebab(same.Key)}").DefaultIfEmpty("none"));

    private DigestSection? Section(string heading, IReadOnlyList<StoredFinding> findings, int most, Func<StoredFinding, string>? detail = null) => findings.Count == 0 ? null : new DigestSection(
        heading,
        new Block.Table(null, [new("Severity"), new("Check"), new("Resource"), new("Account")], [.. findings.Take(DigestSection.MostBrief).Select(Cells)]),
        new Block.Table(null, [new("Severity"), new("Finding"), new("Account"), new("Evidence")],
            [.. findings.Take(most).Select(finding => Row(finding, detail?.Invoke(finding) ?? finding.Detail))]),
        findings.Count,
        More([.. findings.Skip(most)]));

    private IReadOnlyList<Cell> Cells(StoredFinding finding) =>
    [
        Wording.Cell(finding.Severity),
        Wording.Clip(finding.CheckId, LongestCheck),
        Wording.Clip(Resource(finding), LongestResource),
        Wording.Clip(Name(finding), LongestAccount),
    ];

    /// <summary>Check and resource share a column, so that the evidence has room beside them.</summary>
    private IReadOnlyList<Cell> Row(StoredFinding finding, string evidence) =>
    [
        Wording.Cell(finding.Severity),
        Wording.Clip($"{Wording.Clip(finding.CheckId, LongestCheck)}: {Resource(finding)}", LongestFinding),
        Wording.Clip(Name(finding), LongestAccount),
        Wording.Clip(evidence, LongestDetail),
    ];

    private static string Resource(StoredFinding finding) =>
        ResourceNames.Of(finding.ResourceId, finding.AccountId) + (finding.Region is { } region && finding.Region != finding.ResourceId ? $" ({region})" : "");

    private string Name(StoredFinding finding) => names.GetValueOrDefault(finding.AccountId, finding.AccountId);

    /// <summary>Where the rows that are left out can be read.</summary>
    private static string More(List<StoredFinding> rest) => rest.Select(finding => finding.AccountId).Distinct(StringComparer.Ordinal).ToList() is { Count: <= 3 } accounts
        ? string.Join(", ", accounts.Select(account => $"/aws posture --account {account}"))
        : "/aws posture";
}
