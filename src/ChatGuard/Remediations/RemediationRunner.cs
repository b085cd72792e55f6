using ChatGuard.Aws;
using ChatGuard.Aws.Writing;
using ChatGuard.Core.Proposals;
using ChatGuard.Store;
using Microsoft.Extensions.Options;

namespace ChatGuard.Remediations;

/// <summary>The clients of an account, by its twelve digits.</summary>
internal delegate AwsAccount OpenAccount(string accountId);

/// <summary>
/// Executes approved proposals, in any number of replicas: one wins the claim, works through the plan's steps and verifies. Each step is written down before
/// its call and after. Whoever takes over from a replica that died first reads whether the step it was at took effect.
/// </summary>
internal sealed class RemediationRunner(Store.Store store, OpenAccount open, IOptions<RemediationOptions> options, TimeProvider clock, ILogger<RemediationRunner> log)
{
    private readonly string owner = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";

    /// <summary>Lets undecided proposals expire.</summary>
    public async Task ExpireAsync(CancellationToken cancellationToken)
    {
        foreach (var id in await store.ExpiredProposalsAsync(cancellationToken))
        {
            await store.DecideAsync(id, new ProposalEvent.TimePassed(), ApprovalPolicy.Nobody, NewNonce(), cancellationToken);
        }
    }

    /// <summary>Claims one proposal and goes on with it as far as possible; false where there was none.</summary>
    /// <exception cref="StoreException">The database does not answer; the claim lapses and somebody goes on later.</exception>
    public async Task<bool> RunNextAsync(CancellationToken cancellationToken)
    {
        if (await store.ClaimProposalAsync(owner, options.Value.Lease, cancellationToken) is not { } id)
        {
            return false;
        }

        try
        {
            await RunAsync(id, cancellationToken);
            await store.ReleaseClaimAsync(id, owner, cancellationToken);
        }
        catch (ClaimLostException)
        {
            log.ClaimLost(id);
        }

        return true;
    }

    private async Task RunAsync(string id, CancellationToken cancellationToken)
    {
        var proposal = await store.ProposalAsync(id, cancellationToken) ?? throw new ClaimLostException(id);
        try
        {
            var account = open(proposal.Plan.Target.Account);
            var remediation = Remediation.All.FirstOrDefault(each => each.Name == proposal.Plan.Remediation) ?? throw new CannotPlanException($"This ChatGuard has no remediation {proposal.Plan.Remediation}.");
            var reads = new LiveReads(remediation, proposal.Plan, account, options.Value, clock);
            proposal = proposal.State == ProposalState.Approved ? await DecideAsync(proposal, new ProposalEvent.Begin(await reads.NowAsync(cancellationToken)), cancellationToken) : proposal;
            if (proposal.State == ProposalState.Executing)
            {
                var session = await account.OpenRemediationAsync(proposal.Id, proposal.Approvals[^1].By, proposal.Plan, cancellationToken);
                var steps = new StepRunner(session, reads, options.Value, clock, (before, happened) => DecideAsync(before, happened, cancellationToken));
                for (var n = 0; n < proposal.Steps.Count && proposal.State == ProposalState.Executing; n++)
                {
                    proposal = await steps.RunAsync(proposal, n, cancellationToken);
                }
            }

            if (proposal.State == ProposalState.Verifying)
            {
                var changes = proposal.Plan.Steps.SelectMany(step => step.Changes).ToList();
                ProposalEvent ended = await reads.SettledAsync(changes, cancellationToken)
                    ? new ProposalEvent.Verified()
                    : new ProposalEvent.Stopped($"Every call was made, but AWS did not show all of it within {options.Value.VerifyFor.TotalSeconds:0} seconds. Look at the resource before doing anything else.");
                proposal = await DecideAsync(proposal, ended, cancellationToken);
            }
        }
        catch (Exception error) when (error is not (StoreException or ClaimLostException) && !cancellationToken.IsCancellationRequested)
        {
            log.RemediationStopped(proposal.Id, error);
            proposal = await DecideAsync(await store.ProposalAsync(id, cancellationToken) ?? proposal, new ProposalEvent.Stopped(error.Message), cancellationToken);
        }

        if (proposal is { IsOver: true, Plan.Undoes: { } original })
        {
            await store.DecideAsync(original, new ProposalEvent.UndoEnded(proposal.Id, proposal.State == ProposalState.Done), ApprovalPolicy.Nobody, NewNonce(), cancellationToken);
        }
    }

    /// <summary>Writes down what happened, while the claim holds; extends the claim.</summary>
    private async Task<Proposal> DecideAsync(Proposal proposal, ProposalEvent happened, CancellationToken cancellationToken)
    {
        var decision = await store.DecideAsync(proposal.Id, happened, ApprovalPolicy.Nobody, NewNonce(), cancellationToken, owner);
        if (decision is not Decision.Accepted { Next: var next } || !await store.KeepClaimAsync(proposal.Id, owner, options.Value.Lease, cancellationToken))
        {
            throw new ClaimLostException(proposal.Id);
        }

        return next;
    }

    private static string NewNonce() => Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));
}
