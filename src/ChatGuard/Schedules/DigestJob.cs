using Quartz;

namespace ChatGuard.Schedules;

/// <summary>Makes the digest that is due, and tries again until it is made or ChatGuard stops; after a crash Quartz starts it anew.</summary>
[DisallowConcurrentExecution]
internal sealed class DigestJob(DigestRunner runner, DigestPlans plans, TimeProvider clock, ILogger<DigestJob> log) : IJob
{
    public const string Group = "digests";

    public static JobKey KeyOf(DigestPlan plan) => new(plan.Name, Group);

    public static TriggerKey TriggerOf(DigestPlan plan) => new(plan.Name, Group);

    public async Task Execute(IJobExecutionContext context)
    {
        if (plans.Find(context.JobDetail.Key.Name) is { } plan)
        {
            await Persistently.RunAsync($"Digest {plan.Name}", () => RunAsync(context, plan), clock, log, context.CancellationToken);
        }
    }

    private async Task RunAsync(IJobExecutionContext context, DigestPlan plan)
    {
        var triggers = new DigestTriggers(context.Scheduler, clock);
        if (await triggers.SinceAsync(plan, context.CancellationToken) is { } since)
        {
            await runner.RunDueAsync(plan, since, context.CancellationToken);
        }

        await triggers.FireAtGapAsync(plan, context.CancellationToken);
    }
}
