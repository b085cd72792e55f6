using ChatGuard.Aws;
using Quartz;

namespace ChatGuard.Schedules;

/// <summary>Reads every account and remembers the result, so that scores and first-seen dates do not depend on somebody asking.</summary>
[DisallowConcurrentExecution]
internal sealed class SnapshotRefreshJob(Refresher refresher, Accounts accounts, TimeProvider clock, ILogger<SnapshotRefreshJob> log) : IJob
{
    public Task Execute(IJobExecutionContext context) =>
        Persistently.RunAsync("Refresh", () => refresher.RefreshAsync(accounts.Find(null), context.CancellationToken), clock, log, context.CancellationToken);
}
