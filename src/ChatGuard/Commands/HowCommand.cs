using System.Text.Json.Nodes;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Checks;
using ChatGuard.Core.Snapshots;
using ChatGuard.Remediations;

namespace ChatGuard.Commands;

/// <summary>How to put a failing check right, and what it concerns now.</summary>
internal sealed class HowCommand(AccountView view, Policies.Policies policies)
    : Command("how", "how ID [--account NAME]", "How to fix what a check finds, step by step")
{
    private const int MostShown = 15;

    public override IReadOnlyList<string> Arguments { get; } = [.. Check.All.Select(check => check.Id)];

    public override async Task<Reply> AnswerAsync(Request request, CancellationToken cancellationToken)
    {
        var check = CheckCommand.Named(request);
        var found = (await view.ReadAsync(request, cancellationToken)).Select(account => (Account: account, Result: check.Run(account, policies.Of(account)))).ToList();
        var guidance = check.Guidance;
        return new Reply(Name, new Answer($"How to fix: {check.Title}", Tone.Neutral, [.. Guide(check, found), .. view.Provenance([.. found.Select(each => each.Account)])]),
            [.. found.Select(each => AccountView.Reply(
                each.Account,
                ("check", CheckJson.Of(each.Result)),
                ("why", guidance.Why),
                ("steps", new JsonArray([.. guidance.Steps.Select(step => (JsonNode)step)])),
                ("risk", guidance.Risk)))]);
    }

    /// <summary>The steps, what they concern now, and what to do next: propose the fix, or read again once it is done.</summary>
    public static IReadOnlyList<Block> Guide(Check check, IReadOnlyList<(AccountSnapshot Account, CheckResult Result)> found)
    {
        var guidance = check.Guidance;
        List<Block> blocks = [new Block.Text(guidance.Why), new Block.Steps(guidance.Steps)];
        if (guidance.Risk is { } risk)
        {
            blocks.Add(new Block.Note(Tone.Warning, $"What may break: {risk}"));
        }

        var failing = found.SelectMany(each => each.Result.Findings.Where(finding => finding.Status == CheckStatus.Fail).Select(finding => (each.Account, Finding: finding))).ToList();
        if (failing.Count > 0)
        {
            var shown = failing.Take(MostShown).Select(each => $"{each.Account.AccountName}: {ResourceNames.Of(each.Finding, each.Account)}, {each.Finding.Detail}");
            blocks.Add(new Block.Heading("What it concerns now"));
            blocks.Add(new Block.Bullets([.. shown, .. failing.Count > MostShown ? [$"and {failing.Count - MostShown} more: see check {check.Id}"] : Array.Empty<string>()]));
        }

        var account = found.Count == 1 ? $" --account {found[0].Account.AccountId}" : "";
        blocks.Add(new Block.Choices(
        [
            .. Next(check, failing.Count, account),
            new Choice("See the evidence", $"check {check.Id}"),
        ]));
        return blocks;
    }

    private static IEnumerable<Choice> Next(Check check, int failing, string account) =>
        failing == 0 ? []
        : Proposer.For(check.Id) is not null ? [new Choice("Propose the fix", $"fix {check.Id}{account}")]
        : [new Choice("Done, check again", $"check {check.Id}{account} --fresh")];
}
