using ChatGuard.Doctor;
using ChatGuard.Remediations;
using Microsoft.Extensions.Options;

namespace ChatGuard.Schedules;

/// <summary>Adds what ChatGuard does by itself.</summary>
internal static class Schedules
{
    /// <summary>The configured digests and what makes them; nothing runs by itself. Needs the store and the chat surfaces.</summary>
    public static IServiceCollection AddDigests(this IServiceCollection services)
    {
        services.AddOptions<ScheduleOptions>().BindConfiguration(ScheduleOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ScheduleOptions>, ScheduleValidator>();
        services.AddSingleton<ScheduleDoctor>().AddSingleton<DeliveryDoctor>();
        services.AddSingleton(provider => new DoctorCheck("schedules", (_, ct) => provider.GetRequiredService<ScheduleDoctor>().ExamineAsync(ct)));
        services.AddSingleton(provider => new DoctorCheck("delivery", (_, ct) => provider.GetRequiredService<DeliveryDoctor>().ExamineAsync(ct)));
        return services.AddSingleton<DigestPlans>().AddSingleton<Refresher>().AddSingleton<AuditHeadLog>().AddSingleton<DigestRunner>()
            .AddSingleton<DigestMaker>().AddSingleton<MakeDigest>(provider => provider.GetRequiredService<DigestMaker>().MakeAsync);
    }

    /// <summary>Quartz with its jobs, the delivery of what they and proposals have to say, and the execution of what was approved; after <see cref="AddDigests"/>.</summary>
    public static IServiceCollection AddSchedules(this IServiceCollection services)
    {
        services.AddSingleton<Readiness>().AddHostedService(provider => provider.GetRequiredService<AuditHeadLog>());
        services.AddSingleton<Scheduler>().AddHostedService(provider => provider.GetRequiredService<Scheduler>());
        services.AddSingleton<Delivery>().AddHostedService(provider => provider.GetRequiredService<Delivery>());
        return services.AddSingleton<ProposalDelivery>().AddHostedService(provider => provider.GetRequiredService<ProposalDelivery>()).AddHostedService<RemediationWorker>();
    }
}
