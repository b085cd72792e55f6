using ChatGuard.Core.Answers;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Digests;

/// <summary>GuardDuty's open findings by band: neither archived nor samples.</summary>
internal static class GuardDutySection
{
    private static readonly string[] Bands = ["critical", "high", "medium", "low"];

    public static DigestSection? Of(DigestInput input)
    {
        var open = input.Accounts.SelectMany(account => account.Snapshot.GuardDuty).SelectMany(Findings)
            .Where(finding => !finding.Archived && !finding.Sample).DistinctBy(finding => finding.Id, StringComparer.Ordinal)
            .OrderByDescending(finding => finding.Severity).ThenByDescending(finding => finding.LastSeen).ToList();
        var counts = Bands.Select(band => (Band: band, Number: open.Count(finding => finding.Band == band))).Where(each => each.Number > 0).Select(each => $"{each.Number:N0} {each.Band}");
        var names = input.Accounts.DistinctBy(account => account.Snapshot.AccountId, StringComparer.Ordinal).ToDictionary(account => account.Snapshot.AccountId, account => account.Snapshot.AccountName, StringComparer.Ordinal);
        return DigestSection.Of(
            $"GuardDuty, open findings: {string.Join(", ", counts)}", open, 30, "/aws findings",
            [new("Severity"), new("Finding"), new("Resource"), new("Last seen"), new("Account")],
            finding => Row(finding, input.Now, names.GetValueOrDefault(finding.AccountId, finding.AccountId)));
    }

    private static IEnumerable<GuardDutyFinding> Findings(InRegion<Detector?> region) =>
        region.Section.Match((detector, _) => detector?.Findings.Match((findings, _) => findings, _ => []) ?? [], _ => []);

    private static IReadOnlyList<Cell> Row(GuardDutyFinding finding, DateTimeOffset now, string account) =>
    [
        new Cell($"{finding.Band} {finding.Severity:0.0}", finding.Band switch { "critical" => Mark.Critical, "high" => Mark.High, "medium" => Mark.Medium, _ => Mark.Low }),
        Wording.Clip(finding.Type, 60),
        Wording.Clip(finding.Resource, 20),
        finding.LastSeen is { } seen ? Wording.Ago(seen, now) : "–",
        Wording.Clip(account, 16),
    ];
}
