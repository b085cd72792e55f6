using ChatGuard.Aws;
using ChatGuard.Policies;
using Microsoft.Extensions.Options;

namespace ChatGuard.Remediations;

/// <summary>Adds what proposes remediations and executes them.</summary>
internal static class Remediating
{
    /// <summary>The engine; nothing runs by itself. Needs the store and the accounts.</summary>
    public static IServiceCollection AddRemediations(this IServiceCollection services)
    {
        services.AddOptions<ApprovalOptions>().BindConfiguration(ApprovalOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ApprovalOptions>, ApprovalValidator>();
        services.AddSingleton<OpenAccount>(provider => provider.GetRequiredService<Accounts>().Clients);
        return services.AddSingleton<Approvals>().AddSingleton<Wakeup>().AddSingleton<Proposer>().AddSingleton<RemediationRunner>();
    }
}
