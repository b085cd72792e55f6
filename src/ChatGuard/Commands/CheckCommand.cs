using ChatGuard.Core.Answers;
using ChatGuard.Core.Checks;
using ChatGuard.Core.Snapshots;
using ChatGuard.Remediations;

namespace ChatGuard.Commands;

/// <summary>One check's result with its evidence, resource by resource.</summary>
internal sealed class CheckCommand(AccountView view, Policies.Policies policies)
    : Command("check", "check ID [--account NAME] [--region REGION] [--fresh]", "One check with its evidence")
{
    private const int MostShown = 60;

    public override IReadOnlyList<string> Arguments { get; } = [.. Check.All.Select(check => check.Id)];

    public override bool ShowsKeyIds => true;

    public override async Task<Reply> AnswerAsync(Request request, CancellationToken cancellationToken)
    {
        var check = Named(request);
        var found = (await view.ReadAsync(request, cancellationToken)).Select(account => (Account: account, Result: check.Run(account, policies.Of(account)))).ToList();
        var failing = found.Count(each => each.Result.Status == CheckStatus.Fail);
        var worst = found.Max(each => each.Result.Status);
        List<Block> blocks = [new Block.Text(check.Guidance.Why), new Block.Facts(Facts(check)), .. found.SelectMany(each => Evidence(each.Account, each.Result))];
        blocks.Add(new Block.Choices([.. failing > 0 && Proposer.For(check.Id) is not null ? [new Choice("Propose the fix", $"fix {check.Id}")] : Array.Empty<Choice>(), new Choice("How to fix it", $"how {check.Id}")]));
        var title = failing > 0 ? $"{check.Title}: not in {(found.Count == 1 ? found[0].Account.AccountName : $"{failing} of {found.Count} accounts")}" : $"{check.Title}: {Verdict(worst)}";
        var tone = worst switch { CheckStatus.Fail => check.Severity >= Severity.High ? Tone.Bad : Tone.Warning, CheckStatus.Unknown => Tone.Warning, _ => Tone.Good };
        return new Reply(Name, new Answer(title, tone, [.. blocks, .. view.Provenance([.. found.Select(each => each.Account)])]),
            [.. found.Select(each => AccountView.Reply(each.Account, ("check", CheckJson.Of(each.Result))))], AccountView.OutcomeOf([.. found.Select(each => each.Account)]));
    }

    /// <summary>The check a request names.</summary>
    /// <exception cref="NotUnderstoodException">There is none, or none was named.</exception>
    public static Check Named(Request request)
    {
        if (request.Argument is not { } id)
        {
            throw new NotUnderstoodException($"{request.Command} needs a check's id, such as {request.Command} root-mfa-enabled; posture lists them", $"{request.Command} root-mfa-enabled");
        }

        return Check.Find(id) ?? throw new NotUnderstoodException(
            $"no check is called '{id}'", [.. DidYouMean.Suggest(id, Check.All.Select(check => check.Id)).Select(near => $"{request.Command} {near}")]);
    }

    private static List<Fact> Facts(Check check) =>
    [
        new("Check", check.Id),
        new("Severity", Wording.Kebab(check.Severity), Wording.Mark(check.Severity)),
        .. Cis.Of(check.Id) is { Count: > 0 } ids ? [new Fact("CIS AWS Foundations", string.Join(", ", ids.Select(Recommendation)))] : Array.Empty<Fact>(),
    ];

    /// <summary><c>5.0:1.13</c> as people cite it: <c>1.13 (v5.0)</c>.</summary>
    private static string Recommendation(string id) => id.Split(':') is [var version, var number] ? $"{number} (v{version})" : id;

    private static string Verdict(CheckStatus status) => status switch
    {
        CheckStatus.Pass => "yes",
        CheckStatus.Suppressed => "not, but accepted",
        CheckStatus.NotApplicable => "not applicable",
        _ => "unknown",
    };

    private static IEnumerable<Block> Evidence(AccountSnapshot account, CheckResult result)
    {
        var regional = result.Findings.Any(finding => finding.Region is not null);
        yield return new Block.Table(
            account.AccountName,
            [new("Result"), new("Resource"), .. regional ? [new Column("Region")] : Array.Empty<Column>(), new("Evidence")],
            [.. result.Findings.Take(MostShown).Select(finding => (IReadOnlyList<Cell>)
            [
                Wording.Cell(finding.Status), ResourceNames.Of(finding, account), .. regional ? [new Cell(finding.Region ?? "–")] : Array.Empty<Cell>(), finding.Detail,
            ])]);
        if (result.Findings.Count > MostShown)
        {
            yield return new Block.Note(Tone.Neutral, $"{result.Findings.Count - MostShown} more in {account.AccountName}; all are in ask --json.");
        }
    }
}
