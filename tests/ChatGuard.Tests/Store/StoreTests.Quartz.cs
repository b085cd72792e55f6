using System.Collections.Specialized;
using Quartz;
using Quartz.Impl;
using Quartz.Spi;
using Xunit;

namespace ChatGuard.Tests.Store;

public abstract partial class StoreTests
{
    [Fact]
    public async Task QuartzKeepsItsJobsInTheSameDatabase()
    {
        var done = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var job = JobBuilder.Create<TellingJob>().WithIdentity("digest").StoreDurably().Build();
        var daily = TriggerBuilder.Create().WithIdentity("daily").ForJob(job)
            .WithCronSchedule("0 30 7 ? * MON-FRI", cron => cron.InTimeZone(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"))).Build();
        var calendar = TriggerBuilder.Create().WithIdentity("interval").ForJob(job).StartAt(DateTimeOffset.Parse("2099-01-01T00:00:00Z"))
            .WithCalendarIntervalSchedule(interval => interval.WithIntervalInDays(1)).Build();

        var first = await SchedulerAsync("first");
        await first.ScheduleJob(job, new HashSet<ITrigger> { daily, calendar, TriggerBuilder.Create().WithIdentity("now").ForJob(job).StartNow().Build() }, true, Token);
        await first.Shutdown(Token);
        var second = await SchedulerAsync("second");
        second.Context["done"] = done;
        await second.Start(Token);

        Assert.Equal("now", await done.Task.WaitAsync(TimeSpan.FromSeconds(30), Token));
        Assert.Equal("Europe/Berlin", Assert.IsAssignableFrom<ICronTrigger>(await second.GetTrigger(daily.Key, Token)).TimeZone.Id);
        await second.Shutdown(waitForJobsToComplete: true, Token);
    }

    private Task<IScheduler> SchedulerAsync(string instance)
    {
        var postgres = Database.Options.Provider == "postgres";
        return new StdSchedulerFactory(new NameValueCollection
        {
            ["quartz.scheduler.instanceName"] = "test",
            ["quartz.scheduler.instanceId"] = instance,
            ["quartz.threadPool.maxConcurrency"] = "1",
            ["quartz.serializer.type"] = typeof(NoObjects).AssemblyQualifiedName,
            ["quartz.jobStore.type"] = "Quartz.Impl.AdoJobStore.JobStoreTX, Quartz",
            ["quartz.jobStore.driverDelegateType"] = $"Quartz.Impl.AdoJobStore.{(postgres ? "PostgreSQLDelegate" : "SQLiteDelegate")}, Quartz",
            ["quartz.jobStore.clustered"] = postgres ? "true" : "false",
            ["quartz.jobStore.performSchemaValidation"] = "true",
            ["quartz.jobStore.dataSource"] = "store",
            ["quartz.jobStore.useProperties"] = "true",
            ["quartz.dataSource.store.provider"] = postgres ? "Npgsql" : "SQLite-Microsoft",
            ["quartz.dataSource.store.connectionString"] = Store.ConnectionString,
        }).GetScheduler(Token);
    }

    [DisallowConcurrentExecution]
    private sealed class TellingJob : IJob
    {
        public Task Execute(IJobExecutionContext context)
        {
            ((TaskCompletionSource<string>)context.Scheduler.Context["done"]).TrySetResult(context.Trigger.Key.Name);
            return Task.CompletedTask;
        }
    }

    /// <summary>Job data are properties, and no calendar is kept: nothing is ever serialized.</summary>
    private sealed class NoObjects : IObjectSerializer
    {
        public void Initialize()
        {
        }

        public byte[] Serialize<T>(T obj)
            where T : class => throw new NotSupportedException();

        public T? DeSerialize<T>(byte[] data)
            where T : class => throw new NotSupportedException();
    }
}
