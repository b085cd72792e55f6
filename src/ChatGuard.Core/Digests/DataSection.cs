using ChatGuard.Core.Answers;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Digests;

/// <summary>What could not be read, and how old the data is.</summary>
internal static class DataSection
{
    private const int MostAccounts = 3;
    private const int LongestReasons = 220;
    private const int MostRows = 15;

    public static IEnumerable<Block> Headline(DigestInput input)
    {
        var unread = Unread(input);
        foreach (var (account, reasons) in unread.Take(MostAccounts))
        {
            var what = string.Join("; ", reasons.Take(MostAccounts).Select(reason => $"{reason.Section} ({reason.Summary})"));
            var more = reasons.Count > MostAccounts ? $" and {reasons.Count - MostAccounts:N0} more" : "";
            yield return new Block.Note(Tone.Warning, $"{Wording.Clip(account.AccountName, 40)}: not readable, so unknown and not counted as fixed: {Wording.Clip(what, LongestReasons)}{more}.");
        }

        if (unread.Count > MostAccounts)
        {
            yield return new Block.Note(Tone.Warning, $"{Wording.Count(unread.Count - MostAccounts, "more account")} could not be read in full.");
        }

        yield return new Block.Note(Tone.Neutral, AsOf(input));
    }

    public static IEnumerable<Block> Details(DigestInput input)
    {
        var rows = Unread(input).SelectMany(each => each.Reasons.Select(reason => (each.Account.AccountName, Reason: reason))).ToList();
        if (rows.Count <= MostAccounts)
        {
            yield break;
        }

        yield return new Block.Heading($"Not readable: {Wording.Count(rows.Count, "section")}");
        yield return new Block.Table(null, [new("Account"), new("Section"), new("Why")],
            [.. rows.Take(MostRows).Select(row => (IReadOnlyList<Cell>)[Wording.Clip(row.AccountName, 18), Wording.Clip(row.Reason.Section, 24), Wording.Clip(row.Reason.Summary, 60)])]);
        if (rows.Count > MostRows)
        {
            yield return new Block.Text($"{rows.Count - MostRows:N0} more: /aws accounts");
        }
    }

    private static List<(AccountSnapshot Account, IReadOnlyList<Unreadable> Reasons)> Unread(DigestInput input) =>
        [.. input.Accounts.Select(account => (account.Snapshot, UnreadableSections.Of(account.Snapshot))).Where(each => each.Item2.Count > 0)];

    private static string AsOf(DigestInput input)
    {
        if (input.Accounts.Count == 0)
        {
            return "No account was read.";
        }

        var oldest = input.Accounts.Min(account => account.Snapshot.TakenAt);
        var report = input.Accounts.Select(account => account.Snapshot.Credentials.Match<DateTimeOffset?>((value, _) => value.GeneratedTime, _ => null)).Min();
        var from = input.IsSandbox ? "Data of the sandbox organisation, not of a real account," : "Data from AWS";
        return $"{from} as of {Wording.Time(oldest)}{(report is { } made ? $"; oldest credential report {Wording.Ago(made, input.Now)}" : "")}.";
    }
}
