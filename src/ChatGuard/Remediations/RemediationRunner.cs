using System.Collections.Concurrent;
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
    /// <summary>How long a second look is put off where AWS could not be read.</summary>
    private static readonly TimeSpan LookAgainIn = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, bool> unreadable = new(StringComparer.Ordinal);
    private volatile bool isOutOfTime;

    private readonly string owner = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";

    /// <summary>Lets undecided proposals expire. One that cannot be read does not keep the others from it.</summary>
    public async Task ExpireAsync(CancellationToken cancellationToken)
    {
        foreach (var id in await store.ExpiredProposalsAsync(cancellationToken))
        {
            try
            {
                await store.DecideAsync(id, new ProposalEvent.TimePassed(), ApprovalPolicy.Nobody, Ids.NewNonce(), cancellationToken);
            }
            catch (UnreadableProposalException error)
            {
                if (unreadable.TryAdd(id, true))
                {
                    log.ProposalUnreadable(id, error.Message);
                }
            }
        }
    }

    /// <summary>Claims one proposal and goes on with it as far as possible; false where there was none.</summary>
    /// <exception cref="StoreException">The database does not answer; the claim lapses and somebody goes on later.</exception>
    public async Task<bool> RunNextAsync(CancellationToken cancellationToken)
    {
        if (await ClaimNextAsync(cancellationToken) is not { } id)
        {
            return false;
        }

        await RunClaimedAsync(id, cancellationToken);
        return true;
    }

    /// <summary>Claims one proposal; null where there was none.</summary>
    public async Task<string?> ClaimNextAsync(CancellationToken cancellationToken) =>
        await IsInTimeAsync(cancellationToken) ? await store.ClaimProposalAsync(owner, options.Value.Lease, cancellationToken) : null;

    /// <summary>
    /// Goes on with a claimed proposal as far as possible. A call that was begun is ended and written down even while ChatGuard stops; then the claim is given
    /// back, so that whoever comes next need not wait for its end.
    /// </summary>
    public async Task RunClaimedAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(id, cancellationToken);
        }
        catch (ClaimLostException)
        {
            log.ClaimLost(id);
            return;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await store.ReleaseClaimAsync(id, owner, CancellationToken.None);
            throw;
        }

        await store.ReleaseClaimAsync(id, owner, CancellationToken.None);
    }

    /// <summary>Looks at one proposal that was verified a day ago: whether what it changed still reads so. False where there was none.</summary>
    public async Task<bool> LookAgainAsync(CancellationToken cancellationToken)
    {
        if (!await IsInTimeAsync(cancellationToken) || await store.ClaimSecondLookAsync(owner, options.Value.Lease, cancellationToken) is not { } id || await store.ProposalAsync(id, cancellationToken) is not { } proposal)
        {
            return false;
        }

        try
        {
            await DecideAsync(proposal, new ProposalEvent.LookedAgain(await ChangedSinceAsync(proposal, cancellationToken)));
        }
        catch (Exception error) when (error is not (StoreException or ClaimLostException) && !cancellationToken.IsCancellationRequested)
        {
            log.SecondLookFailed(id, LookAgainIn, error.Message);
            await store.PutOffSecondLookAsync(id, clock.GetUtcNow() + LookAgainIn, cancellationToken);
        }

        await store.ReleaseClaimAsync(id, owner, CancellationToken.None);
        return true;
    }

    /// <summary>Whether this computer's clock agrees with the database's. Where not, a claim that another replica holds could look lapsed, so nothing is claimed.</summary>
    private async Task<bool> IsInTimeAsync(CancellationToken cancellationToken)
    {
        var skew = await store.SkewAsync(cancellationToken);
        var wasOutOfTime = isOutOfTime;
        isOutOfTime = skew.Duration() > Store.Store.MostSkew;
        if (isOutOfTime && !wasOutOfTime)
        {
            log.ClocksDisagree(skew.TotalSeconds);
        }

        return !isOutOfTime;
    }

    /// <summary>What reads differently than the proposal left it, of what it changed; null where nothing does.</summary>
    private async Task<string?> ChangedSinceAsync(Proposal proposal, CancellationToken cancellationToken)
    {
        try
        {
            var live = await ReadsOf(proposal, open(proposal.Plan.Target.Account)).NowAsync(cancellationToken);
            var ours = proposal.Plan.Steps.SelectMany(step => step.Changes).Select(change => change.Field).ToHashSet(StringComparer.Ordinal);
            List<FieldChange> changed = [.. proposal.Left.DifferencesTo(live).Where(change => ours.Contains(change.Field))];
            return changed.Count == 0 ? null : Workflow.Wording(changed);
        }
        catch (CannotPlanException gone)
        {
            return gone.Message;
        }
    }

    private LiveReads ReadsOf(Proposal proposal, AwsAccount account)
    {
        var remediation = Remediation.All.FirstOrDefault(each => each.Name == proposal.Plan.Remediation) ?? throw new CannotPlanException($"This ChatGuard has no remediation {proposal.Plan.Remediation}.");
        return new LiveReads(remediation, proposal.Plan, account, options.Value, clock);
    }

    private async Task RunAsync(string id, CancellationToken cancellationToken)
    {
        var proposal = await store.ProposalAsync(id, cancellationToken) ?? throw new ClaimLostException(id);
        try
        {
            var account = open(proposal.Plan.Target.Account);
            if (proposal.State is ProposalState.Approved or ProposalState.Executing)
            {
                await Protection.CheckAsync(proposal.Plan, account, cancellationToken);
            }

            var reads = ReadsOf(proposal, account);
            proposal = proposal.State == ProposalState.Approved ? await DecideAsync(proposal, new ProposalEvent.Begin(await reads.NowAsync(cancellationToken))) : proposal;
            if (proposal.State == ProposalState.Executing)
            {
                var session = await account.OpenRemediationAsync(proposal.Id, proposal.Approvals[^1].By, proposal.Plan, cancellationToken);
                var steps = new StepRunner(session, reads, options.Value, clock, DecideAsync);
                for (var n = 0; n < proposal.Steps.Count && proposal.State == ProposalState.Executing; n++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    proposal = await steps.RunAsync(proposal, n, cancellationToken);
                }
            }

            if (proposal.State == ProposalState.Verifying)
            {
                var changes = proposal.Plan.Steps.SelectMany(step => step.Changes).ToList();
                ProposalEvent ended = await reads.SettledAsync(changes, cancellationToken)
                    ? new ProposalEvent.Verified()
                    : new ProposalEvent.Stopped($"Every call was made, but AWS did not show all of it within {options.Value.VerifyFor.TotalSeconds:0} seconds. Look at the resource before doing anything else.");
                await DecideAsync(proposal, ended);
            }
        }
        catch (Exception error) when (error is not (StoreException or ClaimLostException) && !cancellationToken.IsCancellationRequested)
        {
            log.RemediationStopped(proposal.Id, error);
            await DecideAsync(proposal, new ProposalEvent.Stopped(error.Message));
        }
    }

    /// <summary>Writes down what happened, while the claim holds, whether or not ChatGuard stops; extends the claim.</summary>
    private async Task<Proposal> DecideAsync(Proposal proposal, ProposalEvent happened)
    {
        var decision = await store.DecideAsync(proposal.Id, happened, ApprovalPolicy.Nobody, Ids.NewNonce(), CancellationToken.None, owner);
        if (decision is not Decision.Accepted { Next: var next } || !await store.KeepClaimAsync(proposal.Id, owner, options.Value.Lease, CancellationToken.None))
        {
            throw new ClaimLostException(proposal.Id);
        }

        return next;
    }
}
