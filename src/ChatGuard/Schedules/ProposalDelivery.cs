using ChatGuard.Aws;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Proposals;
using ChatGuard.Policies;
using ChatGuard.Remediations;
using ChatGuard.Store;

namespace ChatGuard.Schedules;

/// <summary>
/// Keeps the messages that show proposals as the proposals are: posts those that are to be shown and edits those that show an earlier state, in whatever
/// replica. Each message is tried on its own, so that one that fails or hangs holds up no other.
/// </summary>
internal sealed class ProposalDelivery(Store.Store store, IEnumerable<IChatSurface> surfaces, Approvals approvals, Accounts accounts, Wakeup wakeup, TimeProvider clock, ILogger<ProposalDelivery> log)
    : BackgroundService
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan WithoutStore = TimeSpan.FromSeconds(10);

    private const int MostAtOnce = 20;

    private readonly string owner = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";

    /// <summary>Posts or edits what is due; returns when all of it is done or failed.</summary>
    /// <returns>How many messages were tried.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var shown = await BeginAsync(cancellationToken);
        await Task.WhenAll(shown);
        return shown.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var showing = new List<Task>();
        while (!stoppingToken.IsCancellationRequested)
        {
            var changed = wakeup.Next;
            showing.RemoveAll(each => each.IsCompleted);
            await Task.WhenAny(changed, Task.Delay(await RoundAsync(showing, stoppingToken) ? Between : WithoutStore, clock, stoppingToken));
        }

        await Task.WhenAll(showing);
    }

    /// <summary>One round; false where the store did not answer, which is logged and tried again.</summary>
    private async Task<bool> RoundAsync(List<Task> showing, CancellationToken cancellationToken)
    {
        try
        {
            showing.AddRange(await BeginAsync(cancellationToken));
            return true;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            log.StoreUnavailable("showing proposals", error.Message);
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    private async Task<List<Task>> BeginAsync(CancellationToken cancellationToken) =>
        [.. (await store.LeaseMessagesAsync(owner, Delivery.Lease, MostAtOnce, cancellationToken)).Select(message => ShowAsync(message, cancellationToken))];

    /// <summary>Shows one proposal in one message and records what came of it; never throws.</summary>
    private async Task ShowAsync(ProposalMessage message, CancellationToken cancellationToken)
    {
        try
        {
            if (await store.ProposalVersionAsync(message.Proposal, cancellationToken) is { } found && await TryShowAsync(message, found.Proposal, cancellationToken) is { } posted)
            {
                // Even while stopping: what is posted but not recorded is posted again, where the surface cannot tell.
                await store.ShownAsync(message.Id, posted, found.Version, CancellationToken.None);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The lease lapses and another replica goes on.
        }
        catch (Exception error)
        {
            log.StoreUnavailable("showing proposals", error.Message);
        }
    }

    /// <summary>The message that shows it; null where that failed and is recorded.</summary>
    private async Task<MessageRef?> TryShowAsync(ProposalMessage message, Proposal proposal, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Delivery.PostTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var surface = surfaces.FirstOrDefault(each => each.Owns(message.Channel)) ?? throw new ChannelGoneException($"no chat that is set up has the channel {message.Channel}");
            var card = ProposalCard.Of(proposal, approvals.Of(proposal.Plan), accounts.NameOf(proposal.Plan.Target.Account), accounts.Source == "sandbox");
            if (message.Message is not { } posted)
            {
                return await surface.PostAsync(message.Channel, null, card, message.Key, either.Token).WaitAsync(either.Token);
            }

            await surface.UpdateAsync(posted, card, either.Token).WaitAsync(either.Token);
            return posted;
        }
        catch (ChannelGoneException error)
        {
            log.ShowFailed(message.Proposal, message.Channel, message.Attempts + 1, error.Message, "given up");
            await store.NotShownAsync(message.Id, error.Message, null, cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            var reason = error is OperationCanceledException ? $"no answer within {Delivery.PostTimeout.TotalSeconds} seconds" : error.Message;
            var wait = Backoff.After(message.Attempts + 1, Random.Shared.NextDouble());
            log.ShowFailed(message.Proposal, message.Channel, message.Attempts + 1, reason, wait is null ? "given up" : $"again in {wait.Value.TotalSeconds:0} s");
            await store.NotShownAsync(message.Id, reason, wait is null ? null : clock.GetUtcNow() + wait.Value, cancellationToken);
        }

        return null;
    }
}
