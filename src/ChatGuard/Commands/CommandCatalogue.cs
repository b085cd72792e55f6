using ChatGuard.Doctor;
using ChatGuard.Aws;

namespace ChatGuard.Commands;

/// <summary>Registers every command of the assembly, and what commands share.</summary>
internal static class CommandCatalogue
{
    public static IServiceCollection AddCommands(this IServiceCollection services)
    {
        foreach (var type in typeof(Command).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Command)) && !type.IsAbstract))
        {
            services.AddSingleton(typeof(Command), type);
        }

        services.AddSingleton<DeskDoctor>().AddSingleton(provider => new DoctorCheck("approvals", (_, ct) => provider.GetRequiredService<DeskDoctor>().ExamineAsync(ct)));
        services.AddSingleton<Readings>().AddHostedService(provider => provider.GetRequiredService<Readings>());
        return services.AddSingleton<Asking>().AddSingleton<AccountView>().AddSingleton<KeyIds>().AddSingleton<DigestSource>().AddSingleton<Policies.Policies>().AddSingleton<OfferDesk>().AddSingleton<Desk>();
    }
}
