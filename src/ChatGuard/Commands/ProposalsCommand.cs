using ChatGuard.Aws;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Proposals;
using ChatGuard.Policies;
using ChatGuard.Remediations;

namespace ChatGuard.Commands;

/// <summary>The plans that wait for somebody, and any plan again by its id.</summary>
internal sealed class ProposalsCommand(Store.Store store, Approvals approvals, Accounts accounts, Wakeup wakeup, TimeProvider clock)
    : Command("proposals", "proposals [ID]", "The plans that wait for approval or are being executed, and reviews that are owed; with an ID shows that plan here again")
{
    private const int MostShown = 30;

    public override async Task<Reply> AnswerAsync(Request request, CancellationToken cancellationToken) =>
        new(Name, request.Argument is { } id ? await ShowAsync(request.Question, id.ToLowerInvariant(), cancellationToken) : await ListAsync(cancellationToken), []);

    private async Task<Answer> ShowAsync(Question question, string id, CancellationToken cancellationToken)
    {
        var proposal = (Ids.Is(id) ? await store.ProposalAsync(id, cancellationToken) : null) ?? throw new NotUnderstoodException($"there is no plan {id}", "proposals");
        var here = Words.ChannelOf(question.Surface, question.Channel);
        if (here.Count == 0)
        {
            return ProposalCard.About(proposal, approvals.Of(proposal.Plan), accounts.NameOf(proposal.Plan.Target.Account), accounts.Source == "sandbox");
        }

        await store.ShowAgainAsync(id, here[0], cancellationToken);
        wakeup.Rouse();
        return new Answer($"Shown here again: {proposal.Plan.Title}", Tone.Neutral, []);
    }

    private async Task<Answer> ListAsync(CancellationToken cancellationToken)
    {
        var open = await store.OpenProposalsAsync(cancellationToken);
        var owed = await store.OwedReviewsAsync(cancellationToken);
        List<Proposal> shown = [.. owed.Concat(open).DistinctBy(proposal => proposal.Id, StringComparer.Ordinal).Take(MostShown)];
        List<Block> blocks = [.. owed.Select(each => new Block.Note(Tone.Bad, Words.Owed(each)))];
        if (shown.Count > 0)
        {
            blocks.Add(new Block.Table(null, [new("Plan"), new("Account"), new("Asked for by"), new("Where it stands")], [.. shown.Select(Row)]));
            blocks.Add(new Block.Choices([.. shown.Select(each => new Choice(Wording.Clip($"Show {each.Plan.Title}", 60), $"proposals {each.Id}"))]));
        }

        blocks.Add(new Block.Note(Tone.Neutral, $"As of {Wording.Time(clock.GetUtcNow())}."));
        var title = open.Count == 0 ? "No plan waits" : $"{Wording.Count(open.Count, "plan")} {(open.Count == 1 ? "waits" : "wait")}";
        return new Answer(owed.Count == 0 ? title : $"{title}, {Wording.Count(owed.Count, "review")} owed", owed.Count > 0 ? Tone.Bad : Tone.Neutral, blocks);
    }

    private IReadOnlyList<Cell> Row(Proposal proposal) =>
    [
        proposal.Plan.Title,
        accounts.NameOf(proposal.Plan.Target.Account),
        proposal.Requester?.Name ?? "ChatGuard",
        proposal.State == ProposalState.AwaitingApproval
            ? $"{proposal.Approvals.Count} of {Workflow.Required(proposal, approvals.Of(proposal.Plan))} approved, until {Wording.Time(proposal.ExpiresAt)}"
            : Workflow.Wording(proposal),
    ];
}
