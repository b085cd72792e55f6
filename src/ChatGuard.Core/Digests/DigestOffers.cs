using ChatGuard.Core.Answers;

namespace ChatGuard.Core.Digests;

/// <summary>A finding that ChatGuard offers to put right.</summary>
/// <param name="Label">What its button says: up to 30 characters.</param>
/// <param name="About">The whole of it, for screen readers and lists.</param>
public sealed record DigestOffer(string CheckId, string AccountId, string? Region, string ResourceId, string Label, string About);

/// <summary>Which of a digest's findings carry a button: the worst of those that ChatGuard can put right, what is new before what is not, as few as can be taken in.</summary>
public static class DigestOffers
{
    /// <summary>Buttons of one digest: as many as fit in a row of a chat.</summary>
    public const int Most = 5;

    private const int LongestLabel = 30;

    internal static IReadOnlyList<DigestOffer> Of(DigestInput input, DigestChanges changes)
    {
        var names = input.Accounts.DistinctBy(account => account.Snapshot.AccountId, StringComparer.Ordinal).ToDictionary(account => account.Snapshot.AccountId, account => account.Snapshot.AccountName, StringComparer.Ordinal);
        List<StoredFinding> worst =
        [
            .. changes.New.Concat(changes.BackAgain).Concat(changes.Worse).Concat(changes.Open)
                .Where(finding => input.Fixable.Contains(finding.CheckId))
                .DistinctBy(finding => (finding.CheckId, finding.AccountId, finding.ResourceId))
                .OrderByDescending(finding => finding.Severity).Take(Most),
        ];
        var resources = worst.CountBy(Resource).ToDictionary(StringComparer.Ordinal);
        return [.. worst.Select((finding, n) => new DigestOffer(
            finding.CheckId, finding.AccountId, finding.Region, finding.ResourceId,
            Wording.Clip($"Fix {(worst.Count > 1 ? $"{n + 1}: " : "")}{(resources[Resource(finding)] == 1 && finding.ResourceId != finding.AccountId ? Resource(finding) : finding.CheckId)}", LongestLabel),
            $"{finding.CheckId}: {Resource(finding)} in {names.GetValueOrDefault(finding.AccountId, finding.AccountId)}"))];
    }

    /// <summary>A digest's headline with the buttons of its offers, in their order.</summary>
    public static Answer Show(Answer headline, IReadOnlyList<Button> buttons)
    {
        if (buttons.Count == 0)
        {
            return headline;
        }

        var end = headline.Blocks.TakeWhile(block => block is not Block.Choices).Count();
        Block[] offered =
        [
            new Block.Heading("ChatGuard can fix these, once the plan is approved"),
            buttons.Count == 1 ? new Block.Bullets([buttons[0].About]) : new Block.Steps([.. buttons.Select(button => button.About)]),
            new Block.Buttons(buttons),
        ];
        return headline with { Blocks = [.. headline.Blocks.Take(end), .. offered, .. headline.Blocks.Skip(end)] };
    }

    private static string Resource(StoredFinding finding) => ResourceNames.Of(finding.ResourceId, finding.AccountId);
}
