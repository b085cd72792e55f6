using ChatGuard.Doctor;
using ChatGuard.Schedules;
using ChatGuard.Store;
using ChatGuard.Tests.Store;
using Microsoft.Extensions.Options;
using Xunit;

namespace ChatGuard.Tests.Schedules;

/// <summary>What doctor says of schedules and deliveries as time goes by without ChatGuard.</summary>
public sealed class ScheduleDoctorTests : IDisposable
{
    private readonly TestDatabase database = TestDatabase.Sqlite();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => database.Dispose();

    [Fact]
    public async Task ADigestThatWasDueAndIsNotMadeIsWrongUntilItIs()
    {
        var store = await database.StartAsync(Stop);
        var plan = await ScheduleAsync(store, "0 30 10 * * ?");
        Assert.DoesNotContain(await SchedulesAsync(store), each => each.Health == Health.Wrong);

        database.Clock.Advance(TimeSpan.FromHours(1.6));
        Assert.Contains(await SchedulesAsync(store), each => each is { Health: Health.Well } && each.What.EndsWith("and being made", StringComparison.Ordinal));

        database.Clock.Advance(TimeSpan.FromHours(1));
        var late = Assert.Single(await SchedulesAsync(store), each => each.Health == Health.Wrong);
        Assert.Equal("digest daily of 2026-03-02 was due at 2026-03-02 10:30 UTC and is not made", late.What);

        Assert.True(await store.CommitDigestAsync(new DigestSlot(plan.Name, new DateOnly(2026, 3, 2)), [], [], Stop));
        Assert.Contains(await SchedulesAsync(store), each => each.What == "digest daily of 2026-03-02 was made");
    }

    [Fact]
    public async Task ADigestThatNeverComesAgainIsWrongWithItsKey()
    {
        var store = await database.StartAsync(Stop);
        var never = Assert.Single(await SchedulesAsync(store, "0 0 8 1 1 ? 2020"), each => each.Health == Health.Wrong);

        Assert.Contains("never comes again", never.What, StringComparison.Ordinal);
        Assert.Contains("ChatGuard:Digests:0:Cron", never.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AMessageThatWaitsTooLongIsWrong()
    {
        var store = await database.StartAsync(Stop);
        Assert.True(await store.CommitDigestAsync(new DigestSlot("daily", new DateOnly(2026, 3, 2)), [Samples.Message("a")], [], Stop));
        var doctor = new DeliveryDoctor(Plans("0 30 10 * * ?"), store, database.Clock);
        Assert.Equal(Diagnosis.Well("1 message on the way"), Assert.Single(await doctor.ExamineAsync(Stop)));

        database.Clock.Advance(TimeSpan.FromHours(2));
        var late = Assert.Single(await doctor.ExamineAsync(Stop));
        Assert.Equal((Health.Wrong, "1 message not posted yet, the oldest made 2 hours ago"), (late.Health, late.What));
    }

    private static DigestPlans Plans(string cron) => new(Options.Create(new ScheduleOptions { Digests = [new DigestOptions { Name = "daily", Channel = "web:security", Cron = cron }] }));

    private Task<IReadOnlyList<Diagnosis>> SchedulesAsync(ChatGuard.Store.Store store, string cron = "0 30 10 * * ?") =>
        new ScheduleDoctor(Plans(cron), store, Options.Create(database.Options), Options.Create(new ScheduleOptions()), database.Clock).ExamineAsync(Stop);

    /// <summary>As ChatGuard's start leaves it.</summary>
    private async Task<DigestPlan> ScheduleAsync(ChatGuard.Store.Store store, string cron)
    {
        var plan = Plans(cron).All[0];
        var quartz = await new SchedulerFactory(database.Options, store.ConnectionString).GetScheduler(Stop);
        var trigger = Quartz.TriggerBuilder.Create().WithIdentity(DigestJob.TriggerOf(plan)).StartAt(database.Clock.GetUtcNow()).WithSchedule(Quartz.CronScheduleBuilder.CronSchedule(cron).InTimeZone(TimeZoneInfo.Utc)).Build();
        await quartz.ScheduleJob(Quartz.JobBuilder.Create<DigestJob>().WithIdentity(DigestJob.KeyOf(plan)).StoreDurably().Build(), trigger, Stop);
        await quartz.Shutdown(waitForJobsToComplete: false, Stop);
        return plan;
    }
}
