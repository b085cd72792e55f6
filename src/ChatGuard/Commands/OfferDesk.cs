using System.Text.Json.Nodes;
using ChatGuard.Aws;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Checks;
using ChatGuard.Core.Proposals;
using ChatGuard.Policies;
using ChatGuard.Remediations;
using ChatGuard.Store;

namespace ChatGuard.Commands;

/// <summary>What ChatGuard offers by itself, as a digest's buttons: opened, an offer becomes a plan that ChatGuard proposes, made from AWS as it is then.</summary>
internal sealed class OfferDesk(Store.Store store, Proposer proposer, Approvals approvals, Accounts accounts, Asking asking, TimeProvider clock)
{
    /// <summary>How long an offer can be opened.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private const int MostTargets = 10;

    /// <summary>What an offer is about, without asking AWS.</summary>
    public Answer About(Offer offer) => new(
        $"Fix {offer.CheckId}: {ResourceNames.Of(offer.Found.Resource, offer.Found.Account)}",
        Tone.Neutral,
        [new Block.Facts([new Fact("Account", accounts.NameOf(offer.Found.Account)), new Fact("Check", Check.Find(offer.CheckId)?.Title ?? offer.CheckId), new Fact("Resource", offer.Found.Resource)])]);

    public async Task<Answer> OpenAsync(Click click, CancellationToken cancellationToken)
    {
        if (!Ids.Is(click.Proposal) || await store.OfferAsync(click.Proposal, cancellationToken) is not { } offer)
        {
            await store.AuditAsync(Words.Forged(click), cancellationToken);
            return Words.NoSuchPlan;
        }

        if (Refused(offer, click) is { } sentence)
        {
            return await RefuseAsync(click, offer, sentence, cancellationToken);
        }

        var shown = Words.ChannelOf(click.Surface, click.Channel);
        if (offer.Proposal is { } before && await store.ProposalAsync(before, cancellationToken) is { IsOver: false } open)
        {
            foreach (var channel in shown)
            {
                await store.ShowAsync(open.Id, channel, cancellationToken);
            }

            return Words.Proposed(open, isNew: false, approvals.Of(open.Plan), shown);
        }

        try
        {
            return await ProposeAsync(click, offer, shown, cancellationToken);
        }
        catch (CannotPlanException refused)
        {
            return await RefuseAsync(click, offer, refused.Message, cancellationToken);
        }
    }

    /// <summary>Makes offers of so many findings, to be kept before their buttons are posted.</summary>
    public static Offer New(string check, Target found, DateTimeOffset now) => new(Ids.New(), Ids.NewNonce(), check, found, now);

    private string? Refused(Offer offer, Click click) =>
        click.Nonce != offer.Nonce ? "This button belongs to no offer of ChatGuard's. Use the digest's own."
        : clock.GetUtcNow() - offer.CreatedAt > Lifetime ? $"This was offered {Wording.Ago(offer.CreatedAt, clock.GetUtcNow())}. Use a newer digest, or type fix {offer.CheckId}."
        : !asking.MayPropose(click) ? Asking.RefuseToPropose(click)
        : Proposer.For(offer.CheckId) is null ? $"This ChatGuard cannot fix {offer.CheckId} by itself; see how {offer.CheckId}."
        : null;

    private async Task<Answer> ProposeAsync(Click click, Offer offer, IReadOnlyList<ChannelRef> shown, CancellationToken cancellationToken)
    {
        var remediation = Proposer.For(offer.CheckId)!;
        var targets = await proposer.TargetsAsync(remediation, offer.CheckId, offer.Found, cancellationToken);
        if (targets.Count > 1)
        {
            return await ChooseAsync(offer, targets, cancellationToken);
        }

        var plan = await proposer.PlanAsync(remediation, targets[0], cancellationToken);
        var (proposal, isNew) = (await proposer.ProposeAsync(plan, null, shown, new OpenedOffer(offer.Id, click.By), cancellationToken))!.Value;
        return Words.Proposed(proposal, isNew, approvals.Of(plan), shown);
    }

    /// <summary>One offer for each of several targets, for the one who clicked to choose among.</summary>
    private async Task<Answer> ChooseAsync(Offer offer, IReadOnlyList<Target> targets, CancellationToken cancellationToken)
    {
        List<Offer> each = [.. targets.Take(MostTargets).Select(target => New(offer.CheckId, target, clock.GetUtcNow()))];
        await store.AddOffersAsync(each, cancellationToken);
        return new Answer(
            $"{Wording.Count(targets.Count, "resource")} to choose among",
            Tone.Neutral,
            [
                new Block.Buttons([.. each.Select(one => new Button(Wording.Clip(ResourceNames.Of(one.Found.Resource, one.Found.Account), 30), Verb.Open, one.Id, one.Nonce, $"{one.CheckId}: {one.Found.Resource}"))]),
                .. targets.Count > MostTargets ? [new Block.Text($"{targets.Count - MostTargets} more: name one, such as {FixCommand.Asking(offer.CheckId, targets[MostTargets])}")] : Array.Empty<Block>(),
            ]);
    }

    private async Task<Answer> RefuseAsync(Click click, Offer offer, string sentence, CancellationToken cancellationToken)
    {
        await store.AuditAsync(new AuditEntry("refused", null, click.By.Id, new JsonObject { ["event"] = nameof(Verb.Open), ["offer"] = offer.Id, ["reason"] = Wording.Clip(sentence, Workflow.LongestReason) }), cancellationToken);
        return Words.Refused(sentence);
    }
}
