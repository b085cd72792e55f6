using ChatGuard.Core.Answers;
using ChatGuard.Core.Proposals;
using ChatGuard.Doctor;
using ChatGuard.Store;
using Microsoft.Extensions.Options;

namespace ChatGuard.Chat.Slack;

/// <summary>Adds Slack where it is configured.</summary>
internal static class SlackSetup
{
    /// <summary>What posts to Slack.</summary>
    public static IServiceCollection AddSlack(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SlackOptions>().BindConfiguration(SlackOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SlackOptions>, SlackOptions.Validator>();
        services.AddSingleton(provider => new DoctorCheck(SlackSurface.SurfaceName, (channels, ct) => SlackDoctor.ExamineAsync(provider, channels, ct)));
        services.AddSingleton<Pages>();
        if (Options(configuration).IsOn)
        {
            services.AddSingleton<SlackGates>().AddSingleton<SlackApi>().AddSingleton<SlackPeople>().AddSingleton<SlackSender>().AddSingleton<SlackNames>();
            services.AddSingleton(provider => new NameSource("slack:", provider.GetRequiredService<SlackNames>().FindAsync));
            services.AddSingleton<SlackSurface>().AddSingleton<IChatSurface>(provider => provider.GetRequiredService<SlackSurface>());
        }

        return services;
    }

    /// <summary>What answers in Slack; after <see cref="AddSlack"/>. Needs the inbox and the handlers among the services.</summary>
    public static IServiceCollection AddSlackConversation(this IServiceCollection services, IConfiguration configuration)
    {
        var options = Options(configuration);
        if (options.IsOn)
        {
            services.AddSingleton<SlackReceiver>().AddSingleton<SlackQuestions>().AddSingleton<SlackClicks>().AddSingleton<SlackTurns>().AddSingleton<SlackHome>().AddSingleton<SlackHandlers>();
            services.AddSingleton(provider => new InboxHandler(SlackSurface.SurfaceName, (item, ct) => provider.GetRequiredService<SlackHandlers>().HandleAsync(item, ct)));
        }

        if (options is { IsOn: true, IsSocket: true })
        {
            services.AddSingleton<SlackSocketState>().AddHostedService(provider => provider.GetRequiredService<SlackSocketState>());
            services.AddSingleton(provider => new Connection(SlackSurface.SurfaceName, () => State(provider.GetRequiredService<SlackSocketState>().Now)));
            services.AddSingleton<SlackSocket>().AddHostedService(provider => provider.GetRequiredService<SlackSocket>());
        }

        return services;
    }

    private static ConnectionState State(SlackSocketNote note) => new(note.Reason is null, note.Since, note.Reason);

    private static SlackOptions Options(IConfiguration configuration) => configuration.GetSection(SlackOptions.Section).Get<SlackOptions>() ?? new();
}
