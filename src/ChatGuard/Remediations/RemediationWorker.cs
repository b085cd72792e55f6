using ChatGuard.Aws;

namespace ChatGuard.Remediations;

/// <summary>
/// Executes approved proposals as they come, several at once, lets the undecided expire, and looks again after a day. Any number of replicas may run it. Where
/// the database does not answer it waits; where ChatGuard stops, the call under way is ended and written down.
/// </summary>
internal sealed class RemediationWorker(RemediationRunner runner, Accounts accounts, Wakeup wakeup, TimeProvider clock, ILogger<RemediationWorker> log) : BackgroundService
{
    private const int MostAtOnce = 8;

    /// <summary>How often the database is looked at for what another replica approved, or died over.</summary>
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan WithoutStore = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var running = new List<Task>();
        while (!stoppingToken.IsCancellationRequested)
        {
            var changed = wakeup.Next;
            running.RemoveAll(task => task.IsCompleted);
            var wait = await RoundAsync(running, stoppingToken) ? Between : WithoutStore;
            await Task.WhenAny([changed, Task.Delay(wait, clock, stoppingToken), .. running.Count >= MostAtOnce ? running : []]);
        }

        await Task.WhenAll(running);
    }

    /// <summary>One look; false where the database or AWS did not answer, which is logged and tried again.</summary>
    private async Task<bool> RoundAsync(List<Task> running, CancellationToken cancellationToken)
    {
        try
        {
            await NameAsync(cancellationToken);
            await runner.ExpireAsync(cancellationToken);
            while (running.Count < MostAtOnce && await runner.ClaimNextAsync(cancellationToken) is { } id)
            {
                running.Add(RunAsync(id, cancellationToken));
            }

            while (await runner.LookAgainAsync(cancellationToken))
            {
            }

            return true;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            log.StoreUnavailable("looking for approved proposals", error.Message);
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    /// <summary>The account of the default credential chain is found by its id only once it was read.</summary>
    private async Task NameAsync(CancellationToken cancellationToken)
    {
        if (accounts.Nameless is { Count: > 0 } nameless)
        {
            await accounts.SnapshotsAsync(nameless, fresh: false, null, cancellationToken);
        }
    }

    /// <summary>Never throws.</summary>
    private async Task RunAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            // Not on the thread of the looking: SQLite's calls do not return before they are done.
            await Task.Run(() => runner.RunClaimedAsync(id, cancellationToken), CancellationToken.None);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Given back; whoever starts next goes on.
        }
        catch (Exception error)
        {
            log.ProposalInterrupted(id, error);
        }
    }
}
