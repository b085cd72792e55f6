using System.Collections.Specialized;
using System.Text.Json;
using ChatGuard.Store;
using Microsoft.Extensions.Logging.Abstractions;
using Quartz;
using Quartz.Impl;
using Quartz.Simpl;
using Quartz.Spi;
using Quartz.Util;

namespace ChatGuard.Schedules;

/// <summary>Makes the Quartz scheduler: its jobs in ChatGuard's own database, shared by all replicas on PostgreSQL.</summary>
internal sealed class SchedulerFactory(StoreOptions options, string connectionString) : StdSchedulerFactory(Settings(options, connectionString))
{
    private readonly SchedulerRepository schedulers = new();
    private readonly DBConnectionManager connections = new(NullLoggerFactory.Instance);

    // Quartz keeps both in statics; two applications in one process would then share a scheduler.
    protected override ISchedulerRepository GetSchedulerRepository() => schedulers;

    protected override IDbConnectionManager GetDBConnectionManager() => connections;

    private static NameValueCollection Settings(StoreOptions options, string connectionString)
    {
        var postgres = options.Provider == "postgres";
        return new NameValueCollection
        {
            ["quartz.scheduler.instanceName"] = "ChatGuard",
            ["quartz.scheduler.instanceId"] = "AUTO",
            ["quartz.scheduler.interruptJobsOnShutdownWithWait"] = "true",
            ["quartz.scheduler.idleWaitTime"] = "5000",
            ["quartz.serializer.type"] = typeof(StringMapSerializer).AssemblyQualifiedName,
            ["quartz.jobStore.type"] = "Quartz.Impl.AdoJobStore.JobStoreTX, Quartz",
            ["quartz.jobStore.driverDelegateType"] = $"Quartz.Impl.AdoJobStore.{(postgres ? "PostgreSQLDelegate" : "SQLiteDelegate")}, Quartz",
            ["quartz.jobStore.tablePrefix"] = "QRTZ_",
            ["quartz.jobStore.useProperties"] = "true",
            ["quartz.jobStore.clustered"] = postgres ? "true" : "false",
            ["quartz.jobStore.clusterCheckinInterval"] = "5000",
            ["quartz.jobStore.dataSource"] = "chatguard",
            ["quartz.dataSource.chatguard.provider"] = postgres ? "Npgsql" : "SQLite-Microsoft",
            ["quartz.dataSource.chatguard.connectionString"] = connectionString,
        };
    }

    /// <summary>Quartz's package holds no serializer but the banned binary one; with useProperties only collections of strings come here.</summary>
    internal sealed class StringMapSerializer : IObjectSerializer
    {
        public void Initialize()
        {
        }

        public byte[] Serialize<T>(T obj)
            where T : class => JsonSerializer.SerializeToUtf8Bytes<object>(obj is NameValueCollection map ? map.AllKeys.ToDictionary(key => key!, key => map[key]) : obj);

        public T? DeSerialize<T>(byte[] data)
            where T : class
        {
            if (!typeof(T).IsAssignableFrom(typeof(NameValueCollection)))
            {
                return JsonSerializer.Deserialize<T>(data);
            }

            var map = new NameValueCollection();
            foreach (var (key, value) in JsonSerializer.Deserialize<Dictionary<string, string?>>(data)!)
            {
                map[key] = value;
            }

            return (T)(object)map;
        }
    }
}

/// <summary>Makes jobs from the application's services.</summary>
internal sealed class JobFactory(IServiceProvider services) : IJobFactory
{
    public IJob NewJob(TriggerFiredBundle bundle, IScheduler scheduler) => (IJob)ActivatorUtilities.CreateInstance(services, bundle.JobDetail.JobType);

    public void ReturnJob(IJob job) => (job as IDisposable)?.Dispose();
}
