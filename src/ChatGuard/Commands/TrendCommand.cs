using System.Globalization;
using System.Text.Json.Nodes;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Digests;

namespace ChatGuard.Commands;

/// <summary>The score over time, by account.</summary>
internal sealed class TrendCommand(AccountView view, DigestSource source)
    : Command("trend", "trend [--days N] [--account NAME] [--fresh]", "The score over the last days (30, at most 90): a chart and a table")
{
    private const int MostRows = 14;
    private const int MostAccounts = 8;

    public override async Task<Reply> AnswerAsync(Request request, CancellationToken cancellationToken)
    {
        request.NoArgument();
        request.NoRegion();
        var days = request.Days ?? 30;
        var snapshots = await view.ReadAsync(request, cancellationToken);
        var (input, note) = await source.WithScoresAsync(snapshots, days, cancellationToken);
        var trends = input.Accounts.Select(account => (Account: account, Scores: Scores(account, input))).OrderBy(each => each.Account.Posture.Score ?? -1).ToList();
        var shown = trends.Take(MostAccounts).ToList();
        List<Block> blocks =
        [
            .. note is null ? Array.Empty<Block>() : [note],
            new Block.Chart($"Score over {Wording.Count(days, "day")}", 100, [.. shown.Select(each => Line(each.Account, each.Scores))]),
            Table([.. shown.Select(each => (each.Account.Snapshot.AccountName, each.Scores))]),
        ];
        if (trends.Count > shown.Count)
        {
            blocks.Add(new Block.Note(Tone.Neutral, $"{Wording.Count(trends.Count - shown.Count, "account")} with better scores not shown; all are in ask --json, one with --account."));
        }

        return new Reply(Name, new Answer(Title(shown, days), Tone.Neutral, [.. blocks, .. view.Provenance(snapshots)]),
            [.. trends.Select(each => AccountView.Reply(each.Account.Snapshot, ("scores", Json(each.Scores))))], AccountView.OutcomeOf(snapshots));
    }

    /// <summary>The stored days, and today as read now; oldest first.</summary>
    private static List<DailyScore> Scores(DigestAccount account, DigestInput input) =>
    [
        .. input.Scores.Where(score => score.AccountId == account.Snapshot.AccountId && score.Day < input.Today)
            .Append(new DailyScore(account.Snapshot.AccountId, input.Today, account.Posture.Score, account.Posture.Grade)).OrderBy(score => score.Day),
    ];

    private static string Title(List<(DigestAccount Account, List<DailyScore> Scores)> trends, int days) =>
        $"Score over {Wording.Count(days, "day")}: {string.Join(", ", trends.Select(each => $"{each.Account.Snapshot.AccountName} {Number(each.Scores[^1])}{Change(each.Scores)}"))}";

    private static string Change(List<DailyScore> scores) => (scores[^1].Score - scores.Find(score => score.Score is not null)?.Score) switch
    {
        null => "",
        0 when scores.Count == 1 => "",
        0 => " (unchanged)",
        > 0 and var up => $" (+{up})",
        var down => $" (−{-down})",
    };

    private static Series Line(DigestAccount account, List<DailyScore> scores) =>
        new(account.Snapshot.AccountName, [.. scores.Where(score => score.Score is not null).Select(score => new Point(score.Day, score.Score!.Value))]);

    /// <summary>The latest days, newest first, one column an account.</summary>
    private static Block.Table Table(IReadOnlyList<(string Name, List<DailyScore> Scores)> trends)
    {
        var days = trends.SelectMany(each => each.Scores).Select(score => score.Day).Distinct().OrderDescending().Take(MostRows);
        var byDay = trends.Select(each => each.Scores.GroupBy(score => score.Day).ToDictionary(same => same.Key, same => same.Last())).ToList();
        return new Block.Table(
            "Score and grade by day, UTC",
            [new("Day"), .. trends.Select(each => new Column(each.Name, Numeric: true))],
            [.. days.Select(day => (IReadOnlyList<Cell>)[$"{day:yyyy-MM-dd}", .. byDay.Select(scores => new Cell(scores.TryGetValue(day, out var score) ? $"{Number(score)} {score.Grade}" : "–"))])]);
    }

    private static string Number(DailyScore score) => score.Score?.ToString(CultureInfo.InvariantCulture) ?? "unknown";

    private static JsonArray Json(List<DailyScore> scores) => new(
        [.. scores.Select(score => (JsonNode)new JsonObject { ["day"] = $"{score.Day:yyyy-MM-dd}", ["score"] = score.Score, ["grade"] = score.Grade })]);
}
