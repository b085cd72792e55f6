using Quartz;

namespace ChatGuard.Schedules;

/// <summary>Deletes what is older than <see cref="Store.StoreOptions"/> keeps.</summary>
[DisallowConcurrentExecution]
internal sealed class RetentionJob(Store.Store store, TimeProvider clock, ILogger<RetentionJob> log) : IJob
{
    public Task Execute(IJobExecutionContext context) =>
        Persistently.RunAsync("Retention", async () => log.Swept(await store.SweepAsync(context.CancellationToken)), clock, log, context.CancellationToken);
}
