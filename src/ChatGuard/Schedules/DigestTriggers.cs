using Quartz;

namespace ChatGuard.Schedules;

/// <summary>A digest's place in Quartz: a durable job that remembers since when it is wanted, the trigger of its cron expression, and one for a time that the clocks skip.</summary>
internal sealed class DigestTriggers(IScheduler quartz, TimeProvider clock)
{
    private const string Since = "since";

    /// <summary>Schedules a digest as configured; one already scheduled so keeps its place. One that is never due again is left without a trigger.</summary>
    public async Task ScheduleAsync(DigestPlan plan, CancellationToken cancellationToken)
    {
        var key = DigestJob.TriggerOf(plan);
        var known = await quartz.GetTrigger(key, cancellationToken) as ICronTrigger;
        if (known is not null && known.CronExpressionString == plan.Schedule.Cron && known.TimeZone.Id == plan.Schedule.Zone.Id)
        {
            return;
        }

        if (plan.Schedule.Next(clock.GetUtcNow()) is null)
        {
            // Quartz refuses a trigger that never fires; where it has fired already, its job stays for what may still be owed.
            await quartz.UnscheduleJob(key, cancellationToken);
            return;
        }

        var trigger = TriggerBuilder.Create().WithIdentity(key).ForJob(DigestJob.KeyOf(plan))
            .WithCronSchedule(plan.Schedule.Cron, cron => cron.InTimeZone(plan.Schedule.Zone).WithMisfireHandlingInstructionFireAndProceed()).Build();
        await quartz.AddJob(
            JobBuilder.Create<DigestJob>().WithIdentity(DigestJob.KeyOf(plan)).UsingJobData(Since, trigger.StartTimeUtc.ToString("O")).RequestRecovery().StoreDurably().Build(),
            replace: true,
            cancellationToken);
        if (known is not null)
        {
            await quartz.RescheduleJob(key, trigger, cancellationToken);
            return;
        }

        try
        {
            await quartz.ScheduleJob(trigger, cancellationToken);
        }
        catch (SchedulerException error) when (error.SaysTaken())
        {
            // Another replica that starts at the same time was faster.
        }
    }

    /// <summary>Since when a digest is wanted, which outlives a trigger that fired for the last time; null where it was never scheduled.</summary>
    public async Task<DateTimeOffset?> SinceAsync(DigestPlan plan, CancellationToken cancellationToken) =>
        (await quartz.GetTrigger(DigestJob.TriggerOf(plan), cancellationToken))?.StartTimeUtc
        ?? ((await quartz.GetJobDetail(DigestJob.KeyOf(plan), cancellationToken))?.JobDataMap.GetString(Since) is { } since ? DateTimeOffset.Parse(since) : null);

    /// <summary>Quartz fires as long after a gap in the clocks as the time lay within it; where that is next, a trigger of its own fires at the gap's end.</summary>
    public async Task FireAtGapAsync(DigestPlan plan, CancellationToken cancellationToken)
    {
        var next = plan.Schedule.Next(clock.GetUtcNow());
        if (next is null || (await quartz.GetTrigger(DigestJob.TriggerOf(plan), cancellationToken))?.GetNextFireTimeUtc() is not { } cron || cron <= next)
        {
            return;
        }

        var key = new TriggerKey(plan.Name, "digest-gaps");
        var trigger = TriggerBuilder.Create().WithIdentity(key).ForJob(DigestJob.KeyOf(plan)).StartAt(next.Value)
            .WithSimpleSchedule(simple => simple.WithMisfireHandlingInstructionFireNow()).Build();
        try
        {
            await quartz.UnscheduleJob(key, cancellationToken);
            await quartz.ScheduleJob(trigger, cancellationToken);
        }
        catch (SchedulerException error) when (error.SaysTaken())
        {
            // Another replica has seen the gap too.
        }
    }
}
