using System.Text.Json.Nodes;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Checks;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Commands;

/// <summary>Every check of the catalogue, worst first, with a score.</summary>
internal sealed class PostureCommand(AccountView view, Policies.Policies policies)
    : Command("posture", "posture [--account NAME] [--region REGION] [--fresh]", "How well the accounts are kept: every check, worst first, with a score")
{
    private const int MostOfSeveral = 8;
    private const int ResourcesNamed = 3;

    public override async Task<Reply> AnswerAsync(Request request, CancellationToken cancellationToken)
    {
        request.NoArgument();
        var judged = (await view.ReadAsync(request, cancellationToken)).Select(snapshot => (Account: snapshot, Posture: Posture.Of(snapshot, policies.Of(snapshot)))).ToList();
        IReadOnlyList<Block> body = judged.Count == 1 ? One(judged[0].Posture) : Several(judged);
        var answer = new Answer(Title(judged), ToneOf(judged.Select(each => each.Posture)), [.. body, .. view.Provenance([.. judged.Select(each => each.Account)])]);
        return new Reply(Name, answer, [.. judged.Select(each => AccountView.Reply(each.Account, ("score", each.Posture.Score), ("grade", each.Posture.Grade), ("checks", Checks(each.Posture))))],
            AccountView.OutcomeOf([.. judged.Select(each => each.Account)]));
    }

    private static JsonArray Checks(Posture posture) => new([.. WorstFirst(posture.Results).Select(CheckJson.Of)]);

    private static IEnumerable<CheckResult> WorstFirst(IEnumerable<CheckResult> results) =>
        results.OrderByDescending(result => result.Status).ThenByDescending(result => result.Severity).ThenBy(result => result.Check.Id, StringComparer.Ordinal);

    private static string Title(List<(AccountSnapshot Account, Posture Posture)> judged) => judged is [var (account, _)] && AccountView.OutcomeOf([account]) == Outcome.Failed
        ? $"{account.AccountName} could not be read: {account.Regions.Reasons[0].Error}"
        : judged.Count == 1
        ? $"{judged[0].Account.AccountName}: {Score(judged[0].Posture)}, {Fails(judged[0].Posture)} of {judged[0].Posture.Results.Count} checks fail"
        : $"{judged.Count} accounts: {string.Join(", ", judged.OrderBy(each => each.Posture.Score ?? -1).Select(each => $"{each.Account.AccountName} {each.Posture.Grade}"))}";

    private static string Score(Posture posture) => posture.Score is { } score ? $"{score} of 100 (grade {posture.Grade})" : "no score, for nothing could be judged";

    private static int Fails(Posture posture) => Of(posture, CheckStatus.Fail);

    private static int Of(Posture posture, CheckStatus status) => posture.Results.Count(result => result.Status == status);

    private static int Of(Posture posture, Severity severity) => posture.Results.Count(result => result.Status == CheckStatus.Fail && result.Severity == severity);

    private static Tone ToneOf(IEnumerable<Posture> postures)
    {
        var all = postures.ToList();
        return all.Exists(posture => Of(posture, Severity.Critical) > 0) ? Tone.Bad
            : all.Exists(posture => Fails(posture) > 0 || Of(posture, CheckStatus.Unknown) > 0) ? Tone.Warning
            : Tone.Good;
    }

    private static List<Block> One(Posture posture)
    {
        var failing = WorstFirst(posture.Results.Where(result => result.Status == CheckStatus.Fail)).ToList();
        var unknown = posture.Results.Where(result => result.Status == CheckStatus.Unknown).ToList();
        List<Block> blocks =
        [
            new Block.Facts(
            [
                new("Score", Score(posture)),
                new("Failing", $"{Of(posture, Severity.Critical)} critical, {Of(posture, Severity.High)} high, {Of(posture, Severity.Medium)} medium, {Of(posture, Severity.Low)} low, {Of(posture, Severity.Info)} info"),
                new("Otherwise", $"{Of(posture, CheckStatus.Pass)} pass, {unknown.Count} unknown, {Of(posture, CheckStatus.NotApplicable)} not applicable, {Of(posture, CheckStatus.Suppressed)} accepted"),
            ]),
        ];
        if (failing.Count > 0)
        {
            blocks.Add(Failing("Failing checks, worst first", failing));
            blocks.Add(Next(failing[0]));
        }

        if (unknown.Count > 0)
        {
            blocks.Add(new Block.Table("Unknown: AWS did not show what is needed", [new("Severity"), new("Checks"), new("Why")],
                [.. unknown.GroupBy(result => result.Reason ?? "").Select(same => (IReadOnlyList<Cell>)[Wording.Cell(same.Max(result => result.Severity)), Names([.. same.Select(result => result.Check.Id)]), same.Key])]));
        }

        return blocks;
    }

    private static List<Block> Several(List<(AccountSnapshot Account, Posture Posture)> judged)
    {
        List<Block> blocks =
        [
            new Block.Table(
                "Accounts",
                [new("Account"), new("Score", true), new("Grade"), new("Critical", true), new("High", true), new("Medium", true), new("Low", true), new("Unknown", true)],
                [.. judged.Select(each => (IReadOnlyList<Cell>)
                [
                    each.Account.AccountName, each.Posture.Score?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "–", each.Posture.Grade,
                    $"{Of(each.Posture, Severity.Critical)}", $"{Of(each.Posture, Severity.High)}", $"{Of(each.Posture, Severity.Medium)}", $"{Of(each.Posture, Severity.Low)}", $"{Of(each.Posture, CheckStatus.Unknown)}",
                ])]),
        ];
        foreach (var (account, posture) in judged)
        {
            var failing = WorstFirst(posture.Results.Where(result => result.Status == CheckStatus.Fail)).ToList();
            if (failing.Count > 0)
            {
                blocks.Add(new Block.Heading(account.AccountName));
                blocks.Add(Failing(null, [.. failing.Take(MostOfSeveral)]));
                blocks.AddRange(failing.Count > MostOfSeveral ? [new Block.Choices([new Choice($"All {failing.Count} of {account.AccountName}", $"posture --account {account.AccountName}")])] : []);
            }
        }

        return blocks;
    }

    private static Block.Table Failing(string? caption, IReadOnlyList<CheckResult> failing) => new(
        caption,
        [new("Severity"), new("Check"), new("What"), new("Resources")],
        [.. failing.Select(result => (IReadOnlyList<Cell>)[Wording.Cell(result.Severity), result.Check.Id, Worst(result).Detail, Resources(result)])]);

    private static Finding Worst(CheckResult result) => result.Findings[0];

    private static string Resources(CheckResult result)
    {
        var names = result.Findings.Where(finding => finding.Status == CheckStatus.Fail)
            .Select(finding => Wording.Short(finding.ResourceId) + (finding.Region is { } region && region != finding.ResourceId ? $" ({region})" : "")).Distinct().ToList();
        return Names(names);
    }

    private static string Names(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(ResourcesNamed)) + (names.Count > ResourcesNamed ? $" and {names.Count - ResourcesNamed} more" : "");

    private static Block.Choices Next(CheckResult worst) => new(
    [
        new Choice($"How to fix {worst.Check.Id}", $"how {worst.Check.Id}"),
        new Choice($"Evidence of {worst.Check.Id}", $"check {worst.Check.Id}"),
    ]);
}
