using System.Text.Json.Nodes;
using ChatGuard.Aws;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Proposals;
using ChatGuard.Policies;
using ChatGuard.Remediations;
using ChatGuard.Store;
using Microsoft.Extensions.Options;
using Decision = ChatGuard.Core.Proposals.Decision;

namespace ChatGuard.Commands;

/// <summary>
/// Where clicks are decided. Everything but who clicked and the button's id and nonce is looked up; what is refused is refused with its reason and written
/// down, and the answer is for the one who clicked alone: what everybody is to see, the proposal's messages are edited to.
/// </summary>
internal sealed class Desk(Store.Store store, Proposer proposer, OfferDesk offers, Approvals approvals, Accounts accounts, Asking asking, Wakeup wakeup, ILogger<Desk> log)
{
    /// <summary>Does what a button says; whatever goes wrong is an answer too.</summary>
    public async Task<Reply> ClickAsync(Click click, CancellationToken cancellationToken)
    {
        try
        {
            var answer = click.Verb switch
            {
                Verb.Open => await offers.OpenAsync(click, cancellationToken),
                Verb.Undo => await UndoAsync(click, cancellationToken),
                _ => await DecideAsync(click, cancellationToken),
            };
            return new Reply("", answer, []);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            var reference = Ids.New();
            log.AnswerFailed(reference, click.Surface, error);
            return new Reply("", Words.Problem($"That did not work (reference {reference})", error is StoreException ? error.Message : $"{error.GetType().Name}: {error.Message}", "Look at the message before you click again: it shows what was decided."), [], Outcome.Failed);
        }
    }

    /// <summary>What a button's proposal would do, or what its offer is about; null where there is none.</summary>
    public async Task<Answer?> ShowPlanAsync(Actor asker, string id, CancellationToken cancellationToken) =>
        !Ids.Is(id) ? null
        : await store.ProposalAsync(id, cancellationToken) is { } proposal ? ProposalCard.About(proposal, approvals.Of(proposal.Plan), accounts.NameOf(proposal.Plan.Target.Account), accounts.Source == "sandbox")
        : await store.OfferAsync(id, cancellationToken) is { } offer ? offers.About(offer)
        : null;

    private async Task<Answer> DecideAsync(Click click, CancellationToken cancellationToken)
    {
        if (await FindAsync(click, cancellationToken) is not { } proposal)
        {
            return Words.NoSuchPlan;
        }

        ApprovalPolicy policy;
        try
        {
            policy = approvals.Of(proposal.Plan);
        }
        catch (OptionsValidationException wrong)
        {
            return await RefuseAsync(click, proposal.Id, $"Nobody may decide until the approval rules are put right: {string.Join("; ", wrong.Failures)}.", cancellationToken);
        }

        ProposalEvent happened = click.Verb switch
        {
            Verb.Approve => new ProposalEvent.Approve(click.By, click.Nonce, click.Reason),
            Verb.Reject => new ProposalEvent.Reject(click.By, click.Nonce, click.Reason),
            Verb.BreakGlass => new ProposalEvent.BreakGlass(click.By, click.Nonce, click.Reason),
            Verb.Review => new ProposalEvent.ReviewBrokenGlass(click.By, click.Nonce, click.Reason),
            _ => throw new ArgumentOutOfRangeException(nameof(click), click.Verb, "No decision."),
        };
        var decision = await store.DecideAsync(proposal.Id, happened, policy, Ids.NewNonce(), cancellationToken);
        wakeup.Rouse();
        return decision switch
        {
            Decision.Accepted accepted => Words.Accepted(click.Verb, accepted.Next, policy),
            Decision.Refused refused => Words.Refused(refused.Sentence),
            _ => Words.NoSuchPlan,
        };
    }

    private async Task<Answer> UndoAsync(Click click, CancellationToken cancellationToken)
    {
        if (await FindAsync(click, cancellationToken) is not { } done)
        {
            return Words.NoSuchPlan;
        }

        if (UndoRefused(done, click) is { } sentence)
        {
            return await RefuseAsync(click, done.Id, sentence, cancellationToken);
        }

        try
        {
            var plan = await proposer.UndoAsync(done, cancellationToken);
            var shown = (await store.ChannelsAsync(done.Id, cancellationToken)).Union(Words.ChannelOf(click.Surface, click.Channel)).ToList();
            return await proposer.ProposeAsync(plan, click.By, shown, null, cancellationToken) is var (proposal, isNew)
                ? Words.Proposed(proposal, isNew, approvals.Of(plan), shown)
                : await RefuseAsync(click, done.Id, "It was undone meanwhile, or is about to be. Look at its message.", cancellationToken);
        }
        catch (CannotPlanException refused)
        {
            return await RefuseAsync(click, done.Id, refused.Message, cancellationToken);
        }
    }

    // Approvers may undo without a rule: what they could have kept from being done.
    private string? UndoRefused(Proposal done, Click click) =>
        click.Nonce != done.Nonce ? "This button belongs to an earlier state of the plan. Use the newest message."
        : !asking.MayPropose(click) && !approvals.Of(done.Plan).Names(click.By) ? Asking.RefuseToPropose(click)
        : proposer.WhyNotUndo(done, click.By);

    private async Task<Answer> RefuseAsync(Click click, string proposal, string sentence, CancellationToken cancellationToken)
    {
        await store.AuditAsync(new AuditEntry("refused", proposal, click.By.Id, new JsonObject { ["event"] = click.Verb.ToString(), ["reason"] = Wording.Clip(sentence, Workflow.LongestReason) }), cancellationToken);
        return Words.Refused(sentence);
    }

    /// <summary>The proposal of a button; null for an id that is forged or long gone, which is written down.</summary>
    private async Task<Proposal?> FindAsync(Click click, CancellationToken cancellationToken)
    {
        if (Ids.Is(click.Proposal) && await store.ProposalAsync(click.Proposal, cancellationToken) is { } proposal)
        {
            return proposal;
        }

        await store.AuditAsync(Words.Forged(click), cancellationToken);
        return null;
    }
}
