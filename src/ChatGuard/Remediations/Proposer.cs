using ChatGuard.Aws;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Proposals;
using ChatGuard.Policies;
using ChatGuard.Store;
using Decision = ChatGuard.Core.Proposals.Decision;

namespace ChatGuard.Remediations;

/// <summary>Makes plans from AWS as it is now, and keeps them as proposals with the messages that show them.</summary>
internal sealed class Proposer(Store.Store store, OpenAccount open, Approvals approvals, Wakeup wakeup, TimeProvider clock)
{
    /// <summary>What puts a check's failing resources right by itself; null where nothing does.</summary>
    public static Remediation? For(string check) => Remediation.All.FirstOrDefault(remediation => remediation.Checks.Contains(check));

    /// <summary>What a remediation could be done to, given a failing resource or what a person typed.</summary>
    /// <exception cref="CannotPlanException">There is no such resource.</exception>
    public Task<IReadOnlyList<Target>> TargetsAsync(Remediation remediation, string check, Target found, CancellationToken cancellationToken) =>
        remediation.TargetsAsync(check, found, open(found.Account), cancellationToken);

    /// <summary>The plan for a target, from AWS read now.</summary>
    /// <exception cref="CannotPlanException">Nothing is to be done, or it must not be.</exception>
    public async Task<Plan> PlanAsync(Remediation remediation, Target target, CancellationToken cancellationToken)
    {
        var account = open(target.Account);
        return await remediation.PlanAsync(target, await remediation.ReadAsync(target, account, cancellationToken), account, cancellationToken);
    }

    /// <summary>Why a proposal cannot be taken back, by its own life alone; null where it can.</summary>
    public string? WhyNotUndo(Proposal done, Actor by) =>
        Workflow.Decide(done, new ProposalEvent.UndoProposed("", by), ApprovalPolicy.Nobody, clock.GetUtcNow()) is Decision.Refused refused ? refused.Sentence : null;

    /// <summary>The plan that takes a proposal back, from AWS read now.</summary>
    /// <exception cref="CannotPlanException">It cannot be taken back: the message says what changed since.</exception>
    public async Task<Plan> UndoAsync(Proposal done, CancellationToken cancellationToken)
    {
        var remediation = Remediation.All.FirstOrDefault(each => each.Name == done.Plan.Remediation) ?? throw new CannotPlanException($"This ChatGuard has no remediation {done.Plan.Remediation} any more.");
        var account = open(done.Plan.Target.Account);
        var live = await remediation.ReadAgainAsync(done.Plan, account, cancellationToken);
        if (done.Left.DifferencesTo(live) is { Count: > 0 } changed)
        {
            throw new CannotPlanException($"Somebody changed it since, so taking it back would undo that too: {Workflow.Wording(changed)}. Nothing was done.");
        }

        var undo = UndoPlan.Of(done);
        await Protection.CheckAsync(undo, account, cancellationToken);
        return undo;
    }

    /// <summary>A proposal that is not kept, to look at.</summary>
    public Proposal Preview(Plan plan, Actor? requester)
    {
        var now = clock.GetUtcNow();
        return new Proposal(Ids.New(), plan, PlanJson.Hash(PlanJson.Write(plan)), ProposalState.AwaitingApproval, requester, now, now + approvals.Expiry, Ids.NewNonce());
    }

    /// <summary>
    /// Keeps a plan to be decided and has it shown in those channels and where its approvers are told. Where another one is open for the same resource, that
    /// one is shown there instead.
    /// </summary>
    /// <param name="plan">What is proposed.</param>
    /// <param name="requester">Who asked; null for an offer of ChatGuard's.</param>
    /// <param name="shownIn">Where it was asked for.</param>
    /// <param name="opened">The offer it was made of; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CannotPlanException">ChatGuard may change nothing in the account.</exception>
    /// <returns>The proposal; null where what it takes back cannot be undone any more.</returns>
    public async Task<(Proposal Proposal, bool IsNew)?> ProposeAsync(Plan plan, Actor? requester, IReadOnlyList<ChannelRef> shownIn, OpenedOffer? opened, CancellationToken cancellationToken)
    {
        if (open(plan.Target.Account).Options is { RemediationRoleArn: null } && plan.Steps.Any(step => step.Call.Session is null))
        {
            throw new CannotPlanException(
                $"Account {plan.Target.Account} has no remediation role, so nothing can be changed there. Create one with manifests/aws/remediation-policy.json and remediation-trust.json, then set {AwsOptions.Section}:Accounts:…:RemediationRoleArn.");
        }

        var proposal = Preview(plan, requester);
        var told = approvals.Of(plan).Notify.Select(text => ChannelRef.TryParse(text, out var channel) ? channel : null).OfType<ChannelRef>();
        if (await store.AddProposalAsync(proposal, cancellationToken, [.. shownIn.Union(told)], opened))
        {
            wakeup.Rouse();
            return (proposal, true);
        }

        if (await store.OpenProposalAsync(plan.Target, cancellationToken) is not { } other)
        {
            return null;
        }

        foreach (var channel in shownIn)
        {
            await store.ShowAsync(other.Id, channel, cancellationToken);
        }

        wakeup.Rouse();
        return (other, false);
    }
}
