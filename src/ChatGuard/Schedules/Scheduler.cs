using Microsoft.Extensions.Options;
using Quartz;
using Quartz.Impl.Matchers;

namespace ChatGuard.Schedules;

/// <summary>Starts Quartz with the configured jobs and stops it after those that run. What is scheduled outlives restarts, so that a missed digest is noticed.</summary>
internal sealed class Scheduler(Store.Store store, IOptions<Store.StoreOptions> storeOptions, DigestPlans plans, DigestMaker maker, DigestRunner runner, IOptions<ScheduleOptions> options, TimeProvider clock, IServiceProvider services) : IHostedService, IAsyncDisposable
{
    public static readonly TriggerKey Refresh = new("refresh", "chatguard");

    private IScheduler? quartz;

    /// <summary>Whether jobs are fired.</summary>
    public bool IsRunning => quartz is { IsStarted: true, IsShutdown: false, InStandbyMode: false };

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        maker.Validate(plans);
        quartz = await new SchedulerFactory(storeOptions.Value, store.ConnectionString).GetScheduler(cancellationToken);
        quartz.JobFactory = new JobFactory(services);
        foreach (var plan in plans.All)
        {
            await ScheduleAsync(quartz, plan, cancellationToken);
        }

        await ForgetOthersAsync(quartz, cancellationToken);
        await ScheduleAsync<SnapshotRefreshJob>(quartz, Refresh, options.Value.RefreshEvery, cancellationToken);
        await ScheduleAsync<RetentionJob>(quartz, new TriggerKey("retention", "chatguard"), TimeSpan.FromDays(1), cancellationToken);
        await quartz.Start(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => quartz?.Shutdown(waitForJobsToComplete: true, cancellationToken) ?? Task.CompletedTask;

    /// <summary>Ends Quartz's threads where a start that failed later left them running: they would keep the process alive.</summary>
    public async ValueTask DisposeAsync()
    {
        if (quartz is { IsShutdown: false })
        {
            await quartz.Shutdown(waitForJobsToComplete: false);
        }
    }

    /// <summary>When any replica last began to refresh; null before the first time.</summary>
    public async Task<DateTimeOffset?> LastRefreshAsync(CancellationToken cancellationToken) =>
        quartz is null or { IsShutdown: true } ? null : (await quartz.GetTrigger(Refresh, cancellationToken))?.GetPreviousFireTimeUtc();

    private async Task ScheduleAsync(IScheduler quartz, DigestPlan plan, CancellationToken cancellationToken)
    {
        var triggers = new DigestTriggers(quartz, clock);
        var since = await triggers.SinceAsync(plan, cancellationToken);
        await triggers.ScheduleAsync(plan, cancellationToken);
        await triggers.FireAtGapAsync(plan, cancellationToken);

        // A digest that was under way when ChatGuard stopped is owed still, though its trigger has gone on to the next day.
        if (since is { } wanted && await runner.IsOwedAsync(plan, wanted, cancellationToken))
        {
            await quartz.TriggerJob(DigestJob.KeyOf(plan), cancellationToken);
        }
    }

    private static async Task ScheduleAsync<TJob>(IScheduler quartz, TriggerKey key, TimeSpan every, CancellationToken cancellationToken)
        where TJob : IJob
    {
        var job = JobBuilder.Create<TJob>().WithIdentity(key.Name, key.Group).StoreDurably().Build();
        var trigger = TriggerBuilder.Create().WithIdentity(key).ForJob(job)
            .WithSimpleSchedule(simple => simple.WithInterval(every).RepeatForever().WithMisfireHandlingInstructionNowWithExistingCount()).Build();
        switch (await quartz.GetTrigger(key, cancellationToken))
        {
            case null:
                await AddAsync(quartz, job, trigger, cancellationToken);
                break;
            case ISimpleTrigger known when known.RepeatInterval == every:
                break;
            default:
                await quartz.RescheduleJob(key, trigger, cancellationToken);
                break;
        }
    }

    private static async Task AddAsync(IScheduler quartz, IJobDetail job, ITrigger trigger, CancellationToken cancellationToken)
    {
        try
        {
            await quartz.ScheduleJob(job, trigger, cancellationToken);
        }
        catch (SchedulerException error) when (error.SaysTaken())
        {
            // Another replica that starts at the same time was faster.
        }
    }

    private async Task ForgetOthersAsync(IScheduler quartz, CancellationToken cancellationToken)
    {
        var known = await quartz.GetJobKeys(GroupMatcher<JobKey>.GroupEquals(DigestJob.Group), cancellationToken);
        await quartz.DeleteJobs([.. known.Where(key => plans.Find(key.Name) is null)], cancellationToken);
    }
}
