using System.Text.Json.Nodes;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Checks;

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
        List<Block> blocks = [new Block.Text(guidance.Why), new Block.Steps(guidance.Steps)];
        if (guidance.Risk is { } risk)
        {
            blocks.Add(new Block.Note(Tone.Warning, $"What may break: {risk}"));
        }

        var failing = found.SelectMany(each => each.Result.Findings.Where(finding => finding.Status == CheckStatus.Fail).Select(finding => $"{each.Account.AccountName}: {ResourceNames.Of(finding, each.Account)}, {finding.Detail}")).ToList();
        if (failing.Count > 0)
        {
            blocks.Add(new Block.Heading("What it concerns now"));
            blocks.Add(new Block.Bullets([.. failing.Take(MostShown), .. failing.Count > MostShown ? [$"and {failing.Count - MostShown} more: see check {check.Id}"] : Array.Empty<string>()]));
        }

        blocks.Add(new Block.Choices([new Choice("See the evidence", $"check {check.Id}")]));
        return new Reply(Name, new Answer($"How to fix: {check.Title}", Tone.Neutral, [.. blocks, .. view.Provenance([.. found.Select(each => each.Account)])]),
            [.. found.Select(each => AccountView.Reply(
                each.Account,
                ("check", CheckJson.Of(each.Result)),
                ("why", guidance.Why),
                ("steps", new JsonArray([.. guidance.Steps.Select(step => (JsonNode)step)])),
                ("risk", guidance.Risk)))]);
    }
}
