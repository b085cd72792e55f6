using ChatGuard.Aws.Writing;
using ChatGuard.Core.Proposals;

namespace ChatGuard.Remediations;

/// <summary>Makes one step's call: written down before and after, tried again only where AWS surely did nothing.</summary>
/// <param name="decide">Writes an event down and returns the proposal after it.</param>
internal sealed class StepRunner(RemediationSession session, LiveReads reads, RemediationOptions options, TimeProvider clock, Func<Proposal, ProposalEvent, Task<Proposal>> decide)
{
    /// <summary>Runs the step unless it is over already.</summary>
    /// <returns>The proposal after it.</returns>
    public async Task<Proposal> RunAsync(Proposal proposal, int n, CancellationToken cancellationToken)
    {
        var step = proposal.Plan.Steps[n];
        switch (proposal.Steps[n].State)
        {
            case StepState.Pending when (await reads.NowAsync(cancellationToken)).Shows(step.Changes):
                return await TellAsync(proposal, n, new StepProgress(StepState.NotNeeded));
            case StepState.Begun when await reads.TookEffectAsync(step.Changes, cancellationToken):
                return await TellAsync(proposal, n, new StepProgress(StepState.Done));
            case StepState.Pending or StepState.Begun:
                return await CallAsync(await TellAsync(proposal, n, new StepProgress(StepState.Begun)), n, step, cancellationToken);
            default:
                return proposal;
        }
    }

    private async Task<Proposal> CallAsync(Proposal proposal, int n, PlannedStep step, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (progress, failure) = await TryAsync(step);
            if (progress is not null)
            {
                return await TellAsync(proposal, n, progress);
            }

            if (failure!.Outcome == WriteOutcome.Ambiguous && await reads.TookEffectAsync(step.Changes, cancellationToken))
            {
                return await TellAsync(proposal, n, new StepProgress(StepState.Done, Error: $"AWS's answer was lost ({failure.Code}), but the change shows."));
            }

            if (attempt >= options.Tries)
            {
                return await TellAsync(proposal, n, new StepProgress(StepState.Failed, Error: $"{failure.Code}: {failure.Message} Tried {attempt} times; what reads show is that it took no effect."));
            }

            // Full jitter, so that replicas and accounts do not come back together; the claim is extended by the event.
            await Task.Delay(options.Pause * Math.Pow(2, Math.Min(attempt, 4)) * Random.Shared.NextDouble(), clock, cancellationToken);
            proposal = await TellAsync(proposal, n, new StepProgress(StepState.Begun, Error: failure.Code));
        }
    }

    /// <summary>One call: its end, or a failure after which it may be tried again. It is not given up because ChatGuard stops: what came of it would be unknown.</summary>
    private async Task<(StepProgress? End, WriteFailure? Failure)> TryAsync(PlannedStep step)
    {
        using var limit = new CancellationTokenSource(options.CallTimeout, clock);
        try
        {
            return (new StepProgress(StepState.Done, await session.SendAsync(step.Call, limit.Token)), null);
        }
        catch (Exception error) when (WriteFailure.Of(error, step.Call) is { } failure)
        {
            return failure.Outcome switch
            {
                _ when step.AlreadyDoneErrors.Contains(failure.Code) => (new StepProgress(StepState.Done, Error: $"{failure.Code}: it had been done already."), null),
                _ when step.NotYetErrors.Contains(failure.Code) => (null, failure),
                WriteOutcome.Denied => (new StepProgress(StepState.Failed, Error: $"AWS denied {failure.MissingAction ?? $"{step.Call.Service}:{step.Call.Operation}"}: {failure.Message}"), null),
                WriteOutcome.Refused => (new StepProgress(StepState.Failed, Error: $"{failure.Code}: {failure.Message}"), null),
                _ => (null, failure),
            };
        }
    }

    private Task<Proposal> TellAsync(Proposal proposal, int n, StepProgress progress) => decide(proposal, new ProposalEvent.StepChanged(n, progress));
}
