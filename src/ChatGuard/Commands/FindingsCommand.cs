using System.Globalization;
using System.Text.Json.Nodes;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Commands;

/// <summary>GuardDuty's findings.</summary>
internal sealed class FindingsCommand(AccountView view, TimeProvider clock)
    : Command("findings", "findings [--severity low|medium|high|critical] [--days N] [--account NAME] [--region REGION] [--fresh]", "GuardDuty findings of that severity or worse, worst first")
{
    private const int MostShown = 50;

    public override async Task<Reply> AnswerAsync(Request request, CancellationToken cancellationToken)
    {
        request.NoArgument();
        var since = clock.GetUtcNow().AddDays(-(request.Days ?? 90));
        var found = (await view.ReadAsync(request, cancellationToken)).Select(account => (Account: account, Findings: Find(account, since, request.LeastSeverity))).ToList();
        var open = found.SelectMany(each => each.Findings).Where(finding => !finding.Archived).ToList();
        var archived = found.Sum(each => each.Findings.Count(finding => finding.Archived));
        var unread = found.Where(each => Unread(each.Account) > 0).Select(each => $"{Wording.Count(Unread(each.Account), "region")} of {each.Account.AccountName}").ToList();
        var off = found.Sum(each => Off(each.Account));
        var blocks = found.Where(each => each.Findings.Any(finding => !finding.Archived)).SelectMany(each => Blocks(each.Account, [.. each.Findings.Where(finding => !finding.Archived)]));
        var tone = open.Exists(finding => finding.Severity >= 7) ? Tone.Bad : open.Count + unread.Count + off > 0 ? Tone.Warning : Tone.Good;
        return new Reply(Name, new Answer(Title(open, unread, request), tone, [.. blocks, .. Notes(archived, off, unread), .. view.Provenance([.. found.Select(each => each.Account)])]),
            [.. found.Select(each => AccountView.Reply(each.Account, ("findings", Json(each.Account, each.Findings))))], AccountView.OutcomeOf([.. found.Select(each => each.Account)]));
    }

    private static string Title(List<GuardDutyFinding> open, List<string> unread, Request request) => (open.Count, unread.Count) switch
    {
        (0, 0) => $"No open GuardDuty finding{(request.Severity is { } band ? $" of severity {band} or worse" : "")}",
        (0, _) => $"No open GuardDuty finding in what could be read; unknown: {string.Join(", ", unread)}",
        _ => $"{Wording.Count(open.Count, "open GuardDuty finding")}: {open.Count(f => f.Band == "critical")} critical, {open.Count(f => f.Band == "high")} high, {open.Count(f => f.Band == "medium")} medium, {open.Count(f => f.Band == "low")} low",
    };

    private static IEnumerable<Block> Notes(int archived, int off, List<string> unread)
    {
        if (off > 0)
        {
            yield return new Block.Note(Tone.Warning, $"GuardDuty is off or suspended in {Wording.Count(off, "region")}: nothing is found there. See check guardduty-enabled-all-regions.");
        }

        if (unread.Count > 0)
        {
            yield return new Block.Note(Tone.Warning, $"Unknown: {string.Join(", ", unread)} could not be read.");
        }

        if (archived > 0)
        {
            yield return new Block.Note(Tone.Neutral, $"{Wording.Count(archived, "archived finding")} not shown; all are in ask --json.");
        }
    }

    private static IReadOnlyList<GuardDutyFinding> Find(AccountSnapshot account, DateTimeOffset since, double least) =>
    [
        .. account.GuardDuty.SelectMany(part => part.Section.Match((detector, _) => detector?.Findings.Match((findings, _) => findings, _ => []) ?? [], _ => []))
            .Where(finding => finding.Severity >= least && (finding.LastSeen ?? finding.FirstSeen ?? DateTimeOffset.MaxValue) >= since)
            .OrderByDescending(finding => finding.Severity).ThenBy(finding => finding.Archived).ThenByDescending(finding => finding.LastSeen),
    ];

    private static int Unread(AccountSnapshot account) => account.GuardDuty.Count(part => part.Section.Match((detector, _) => detector?.Findings.Reasons.Count > 0, _ => true));

    private static int Off(AccountSnapshot account) => account.GuardDuty.Count(part => part.Section.Match((detector, _) => detector is null or { Enabled: false }, _ => false));

    private static IEnumerable<Block> Blocks(AccountSnapshot account, IReadOnlyList<GuardDutyFinding> findings)
    {
        yield return new Block.Table(
            account.AccountName,
            [new("Severity"), new("Finding"), new("About"), new("Region"), new("Last seen"), new("Times", true)],
            [.. findings.Take(MostShown).Select(finding => (IReadOnlyList<Cell>)
            [
                new Cell($"{finding.Band} {finding.Severity.ToString("0.0", CultureInfo.InvariantCulture)}", MarkOf(finding.Band)),
                $"{finding.Title} ({finding.Type})",
                finding.Resource,
                finding.Region,
                finding.LastSeen is { } seen ? Wording.Ago(seen, account.TakenAt) : "–",
                $"{finding.Count}",
            ])]);
        if (findings.Count > MostShown)
        {
            yield return new Block.Note(Tone.Neutral, $"{findings.Count - MostShown} more; ask with --severity high, or all with --json.");
        }
    }

    private static Mark MarkOf(string band) => band switch { "critical" => Mark.Critical, "high" => Mark.High, "medium" => Mark.Medium, _ => Mark.Low };

    /// <summary>Null where no region could be read: unknown is not none.</summary>
    private static JsonArray? Json(AccountSnapshot account, IReadOnlyList<GuardDutyFinding> findings) => account.GuardDuty.Count > 0 && Unread(account) == account.GuardDuty.Count ? null : new(
    [
        .. findings.Select(finding => (JsonNode)new JsonObject
        {
            ["id"] = finding.Id,
            ["type"] = finding.Type,
            ["severity"] = finding.Severity,
            ["band"] = finding.Band,
            ["title"] = finding.Title,
            ["region"] = finding.Region,
            ["resource"] = finding.Resource,
            ["count"] = finding.Count,
            ["firstSeen"] = Wording.Iso(finding.FirstSeen),
            ["lastSeen"] = Wording.Iso(finding.LastSeen),
            ["archived"] = finding.Archived,
        }),
    ]);
}
