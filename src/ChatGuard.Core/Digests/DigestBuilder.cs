using ChatGuard.Core.Answers;
using ChatGuard.Core.Checks;

namespace ChatGuard.Core.Digests;

/// <summary>
/// Makes a digest of what is known: one message and at most one thread, both bounded whatever the number of findings, in the catalogue's order: new, suppression ended, worse,
/// still open, stale keys, root activity, GuardDuty, expiring, fixed. A finding is told when it is new, back again, no longer accepted, worse or fixed, each once.
/// </summary>
public static class DigestBuilder
{
    private const int LongestName = 40;

    public static Digest Build(DigestInput input)
    {
        var changes = DigestChanges.Of(input);
        if (input.OnlyWhenChanged && !changes.Any)
        {
            return new Digest(null, null, []);
        }

        var sections = Sections(input, changes);
        var headline = new Answer(Title(input, changes), ToneOf(input, changes), [.. Headline(input, changes, sections)]);
        IReadOnlyList<Block> more = [.. ScoreSection.Details(input), .. sections.SelectMany(section => section.Details()), .. DataSection.Details(input), .. Audit(input)];
        var details = more.Count > 0 ? new Answer($"Details of the digest of {input.Today:yyyy-MM-dd}", Tone.Neutral, more) : null;
        return new Digest(headline, details, changes.Announces()) { Offers = DigestOffers.Of(input, changes) };
    }

    private static List<DigestSection> Sections(DigestInput input, DigestChanges changes)
    {
        var findings = new FindingSections(input, changes);
        DigestSection?[] all =
        [
            findings.New(), findings.SuppressionEnded(), findings.Worse(), findings.Open(), StaleKeys.Section(input), RootSection.Of(changes),
            GuardDutySection.Of(input), ExpirySection.Of(input), findings.Fixed(),
        ];
        return [.. all.OfType<DigestSection>()];
    }

    private static IEnumerable<Block> Headline(DigestInput input, DigestChanges changes, List<DigestSection> sections)
    {
        if (changes.IsFirst)
        {
            yield return new Block.Text("This is the first digest: it shows how things stand. From the next one on it tells what changed.");
        }
        else if (!changes.Any)
        {
            yield return new Block.Text($"Nothing new, worse or fixed since the last digest ({Wording.Time(input.LastDigest!.Value)}).");
        }

        foreach (var owed in input.OwedReviews)
        {
            yield return new Block.Note(Tone.Bad, owed);
        }

        foreach (var block in ScoreSection.Headline(input).Concat(sections.SelectMany(section => section.Headline())).Concat(DataSection.Headline(input)))
        {
            yield return block;
        }

        yield return new Block.Choices([new Choice("Posture", "posture"), new Choice("Trend", "trend")]);
    }

    /// <summary>What shows later whether audit records were cut off.</summary>
    private static IEnumerable<Block> Audit(DigestInput input) => input.AuditHead is { } head ? [new Block.Text($"Audit head {head}")] : [];

    private static Tone ToneOf(DigestInput input, DigestChanges changes)
    {
        var failing = changes.News.Concat(changes.Worse).Concat(changes.Open).Select(finding => finding.Severity).ToList();
        return failing.Contains(Severity.Critical) || changes.RootEvents.Any(each => each.WithoutMfa) ? Tone.Bad
            : failing.Count + changes.RootEvents.Count > 0 || input.Accounts.Any(account => account.Posture.Results.Any(result => result.Status == CheckStatus.Unknown)) ? Tone.Warning
            : Tone.Good;
    }

    /// <summary>The day, the worst news, and the account in the worst state.</summary>
    private static string Title(DigestInput input, DigestChanges changes)
    {
        var worst = ScoreSection.WorstFirst(input).FirstOrDefault();
        var state = worst is null ? "no account"
            : $"{Wording.Clip(worst.Snapshot.AccountName, LongestName)} {(worst.Posture.Score is { } score ? $"{score} ({worst.Posture.Grade})" : "unknown")}";
        return $"{(changes.IsFirst ? "First digest" : "Digest")} of {input.Today:yyyy-MM-dd}: {News(changes)}, {state}";
    }

    private static string News(DigestChanges changes)
    {
        if (changes.IsFirst)
        {
            List<StoredFinding> grave = [.. changes.Open.Where(finding => finding.Severity >= Severity.High)];
            return grave.Count == 0 ? "no critical or high finding" : $"{FindingSections.BySeverity(grave)} open";
        }

        List<StoredFinding> news = [.. changes.New.Concat(changes.BackAgain)];
        var (worst, worse) = (news.Select(finding => finding.Severity).DefaultIfEmpty().Max(), changes.Worse.Select(finding => finding.Severity).DefaultIfEmpty().Max());
        (int Rank, string Text)[] lines =
        [
            news.Count == 0 ? (0, "") : ((int)worst * 10 + 5, $"{news.Count(finding => finding.Severity == worst):N0} new {Wording.Kebab(worst)} {(news.Count(finding => finding.Severity == worst) == 1 ? "finding" : "findings")}"),
            changes.SuppressionEnded.Count == 0 ? (0, "") : ((int)changes.SuppressionEnded.Max(finding => finding.Severity) * 10 + 3, $"{Wording.Count(changes.SuppressionEnded.Count, "suppression")} ended"),
            changes.Worse.Count == 0 ? (0, "") : ((int)worse * 10 + 4, $"{Wording.Count(changes.Worse.Count, "finding")} worse"),
            changes.RootEvents.Count == 0 ? (0, "") : (((int)Severity.High * 10) + 1, $"{Wording.Count(changes.RootEvents.Count, "root event")}"),
            changes.Ending.Count == 0 ? (0, "") : (2, $"{Wording.Count(changes.Ending.Count, "acceptance")} ending soon"),
            changes.Fixed.Count == 0 ? (0, "") : (1, $"{Wording.Count(changes.Fixed.Count, "finding")} fixed"),
        ];
        return string.Join(", ", lines.Where(line => line.Rank > 0).OrderByDescending(line => line.Rank).Take(2).Select(line => line.Text).DefaultIfEmpty("nothing new"));
    }
}
