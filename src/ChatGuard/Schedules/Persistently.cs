namespace ChatGuard.Schedules;

/// <summary>Runs a job's work until it succeeds: a database that is away at 07:30 must not cost the day its digest.</summary>
internal static class Persistently
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>Returns when the work is done or the scheduler stops; throws nothing.</summary>
    public static async Task RunAsync(string what, Func<Task> work, TimeProvider clock, ILogger log, CancellationToken cancellationToken)
    {
        for (var failures = 0; !cancellationToken.IsCancellationRequested; failures++)
        {
            try
            {
                await work();
                return;
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                var wait = TimeSpan.FromSeconds(Math.Min(Longest.TotalSeconds, 5 << Math.Min(failures, 6)));
                log.JobFailed(what, wait, error);
                await Task.Delay(wait, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
