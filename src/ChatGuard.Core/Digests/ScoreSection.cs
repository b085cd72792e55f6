using System.Globalization;
using ChatGuard.Core.Answers;

namespace ChatGuard.Core.Digests;

/// <summary>The score by account, worst first, with its change since the last digest and its last two weeks.</summary>
internal static class ScoreSection
{
    private const int Days = 14;
    private const int MostAccounts = 6;

    public static IEnumerable<Block> Headline(DigestInput input)
    {
        yield return Table(input, MostAccounts);
        if (input.Accounts.Count > MostAccounts)
        {
            yield return new Block.Text($"and {Wording.Count(input.Accounts.Count - MostAccounts, "account")} with better scores");
        }
    }

    public static IEnumerable<Block> Details(DigestInput input) => input.Accounts.Count > MostAccounts ? [new Block.Heading("Scores"), Table(input, 40)] : [];

    /// <summary>Worst first; an account without a score is unknown and comes before all.</summary>
    public static IEnumerable<DigestAccount> WorstFirst(DigestInput input) =>
        input.Accounts.OrderBy(account => account.Posture.Score ?? -1).ThenBy(account => account.Snapshot.AccountName, StringComparer.Ordinal);

    private static Block.Table Table(DigestInput input, int most)
    {
        var byAccount = input.Scores.ToLookup(score => score.AccountId, StringComparer.Ordinal);
        return new Block.Table(
            null,
            [new("Account"), new("Score", Numeric: true), new("Grade"), new("Change", Numeric: true), new($"{Days} days")],
            [.. WorstFirst(input).Take(most).Select(account => Row(input, account, [.. byAccount[account.Snapshot.AccountId]]))]);
    }

    private static IReadOnlyList<Cell> Row(DigestInput input, DigestAccount account, List<DailyScore> scores) =>
    [
        Wording.Clip(account.Snapshot.AccountName, 40),
        account.Posture.Score is { } score ? score.ToString(CultureInfo.InvariantCulture) : new Cell("unknown", Mark.Unknown),
        account.Posture.Grade,
        Change(input, account.Posture.Score, scores),
        Line(input, account.Posture.Score, scores),
    ];

    /// <summary>Against the last digest's day, or the last day before it that has a score.</summary>
    private static string Change(DigestInput input, int? score, List<DailyScore> scores)
    {
        if (input.LastDigest is not { } last)
        {
            return "–";
        }

        var day = DateOnly.FromDateTime(last.UtcDateTime);
        var before = scores.Where(each => each.Day <= day && each.Score is not null).MaxBy(each => each.Day)?.Score;
        return (score - before) switch { null => "–", 0 => "0", > 0 and var up => $"+{up}", var down => $"−{-down}" };
    }

    private static string Line(DigestInput input, int? score, List<DailyScore> scores)
    {
        var byDay = scores.GroupBy(each => each.Day).ToDictionary(same => same.Key, same => (double?)same.Last().Score);
        byDay[input.Today] = score;
        var first = byDay.Keys.Where(day => day > input.Today.AddDays(-Days)).Min();
        return Sparkline.Of(Enumerable.Range(0, input.Today.DayNumber - first.DayNumber + 1).Select(n => byDay.GetValueOrDefault(first.AddDays(n))), 100);
    }
}
