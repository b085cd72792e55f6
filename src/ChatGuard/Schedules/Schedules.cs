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
        return services.AddSingleton<DigestPlans>().AddSingleton<Refresher>().AddSingleton<DigestRunner>()
            .AddSingleton<DigestMaker>().AddSingleton<MakeDigest>(provider => provider.GetRequiredService<DigestMaker>().MakeAsync);
    }

    /// <summary>Quartz with its jobs, and the delivery of what they have to say; after <see cref="AddDigests"/>.</summary>
    public static IServiceCollection AddSchedules(this IServiceCollection services)
    {
        services.AddSingleton<Readiness>();
        services.AddSingleton<Scheduler>().AddHostedService(provider => provider.GetRequiredService<Scheduler>());
        return services.AddSingleton<Delivery>().AddHostedService(provider => provider.GetRequiredService<Delivery>());
    }
}
