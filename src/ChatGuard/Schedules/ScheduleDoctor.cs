using ChatGuard.Core.Answers;
using ChatGuard.Doctor;
using ChatGuard.Store;
using Microsoft.Extensions.Options;
using Quartz;

namespace ChatGuard.Schedules;

/// <summary>What doctor says of the schedules: when each digest comes next, whether the last one was made, and whether accounts are refreshed. Quartz is read, not started.</summary>
internal sealed class ScheduleDoctor(DigestPlans plans, Store.Store store, IOptions<StoreOptions> storeOptions, IOptions<ScheduleOptions> options, TimeProvider clock)
{
    /// <summary>How long a digest that is due may be under way: reading many accounts takes a while.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    private const string IsItRunning = "Is ChatGuard running, and does its log say that a job failed?";

    public async Task<IReadOnlyList<Diagnosis>> ExamineAsync(CancellationToken cancellationToken)
    {
        var next = plans.All.Select(Next);
        return await store.ExamineAsync(cancellationToken) == Store.Store.Newest
            ? [.. next, .. await KeptAsync(cancellationToken)]
            : [.. next, Diagnosis.Off("nothing has run on this database yet")];
    }

    private Diagnosis Next(DigestPlan plan)
    {
        var when = $"'{plan.Schedule.Cron}' in {plan.Schedule.Zone.Id}";
        return plan.Schedule.Next(clock.GetUtcNow()) is { } at
            ? Diagnosis.Well($"digest {plan.Name} to {plan.Channel}: {when}, next {TimeZoneInfo.ConvertTime(at, plan.Schedule.Zone):yyyy-MM-dd HH:mm zzz}")
            : Diagnosis.Wrong($"digest {plan.Name} never comes again: {when} names no time to come", $"Change {ScheduleOptions.Section}:Digests:{plans.All.ToList().IndexOf(plan)}:Cron, or remove the digest.");
    }

    private async Task<IReadOnlyList<Diagnosis>> KeptAsync(CancellationToken cancellationToken)
    {
        var quartz = await new SchedulerFactory(storeOptions.Value, store.ConnectionString).GetScheduler(cancellationToken);
        try
        {
            var said = new List<Diagnosis>();
            foreach (var plan in plans.All)
            {
                said.AddRange(await LastAsync(quartz, plan, cancellationToken) is { } last ? [last] : []);
            }

            return [.. said, await RefreshAsync(quartz, cancellationToken)];
        }
        finally
        {
            await quartz.Shutdown(waitForJobsToComplete: false, CancellationToken.None);
        }
    }

    private async Task<Diagnosis?> LastAsync(IScheduler quartz, DigestPlan plan, CancellationToken cancellationToken)
    {
        if (await new DigestTriggers(quartz, clock).SinceAsync(plan, cancellationToken) is not { } since)
        {
            return Diagnosis.Off($"digest {plan.Name} is not scheduled yet; it is when ChatGuard starts");
        }

        if (plan.Schedule.Due(since, clock.GetUtcNow()) is not { } due)
        {
            return null;
        }

        return await store.IsTakenAsync(new DigestSlot(plan.Name, due.LocalDate), cancellationToken) ? Diagnosis.Well($"digest {plan.Name} of {due.LocalDate:yyyy-MM-dd} was made")
            : due.At > clock.GetUtcNow() - Patience ? Diagnosis.Well($"digest {plan.Name} of {due.LocalDate:yyyy-MM-dd} is due since {Wording.Time(due.At)} and being made")
            : Diagnosis.Wrong($"digest {plan.Name} of {due.LocalDate:yyyy-MM-dd} was due at {Wording.Time(due.At)} and is not made", IsItRunning);
    }

    private async Task<Diagnosis> RefreshAsync(IScheduler quartz, CancellationToken cancellationToken)
    {
        var last = (await quartz.GetTrigger(Scheduler.Refresh, cancellationToken))?.GetPreviousFireTimeUtc();
        return last is not { } at ? Diagnosis.Off("accounts were not refreshed yet; they are when ChatGuard starts")
            : clock.GetUtcNow() - at > 2 * options.Value.RefreshEvery
                ? Diagnosis.Wrong($"accounts were last refreshed {Wording.Ago(at, clock.GetUtcNow())}, though every {options.Value.RefreshEvery} is set", IsItRunning)
                : Diagnosis.Well($"accounts were last refreshed {Wording.Ago(at, clock.GetUtcNow())}");
    }
}
