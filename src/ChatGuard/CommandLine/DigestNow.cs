using ChatGuard.Chat.Console;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Digests;
using ChatGuard.Schedules;

namespace ChatGuard.CommandLine;

/// <summary>
/// <c>chatguard digest --now</c>: makes every configured digest now and posts it at once. It takes no slot and announces nothing, so that the
/// scheduled digest still comes and is whole.
/// </summary>
internal static class DigestNow
{
    /// <param name="dryRun">Print instead of posting.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>0 where every digest was posted or printed; 1 where one was not.</returns>
    public static async Task<int> RunAsync(bool dryRun, CancellationToken cancellationToken)
    {
        using var host = Build();
        await host.ValidateAllAsync(cancellationToken);
        await host.StartAsync(cancellationToken);
        host.Services.GetRequiredService<DigestMaker>().Validate(host.Services.GetRequiredService<DigestPlans>());
        var failed = 0;
        foreach (var plan in host.Services.GetRequiredService<DigestPlans>().All)
        {
            try
            {
                await OneAsync(host.Services, plan, dryRun, cancellationToken);
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                failed++;
                await System.Console.Error.WriteLineAsync($"Digest {plan.Name} was not posted to {plan.Channel}: {error.Message}");
            }
        }

        await host.StopAsync(CancellationToken.None);
        return failed == 0 ? 0 : 1;
    }

    private static async Task OneAsync(IServiceProvider services, DigestPlan plan, bool dryRun, CancellationToken cancellationToken)
    {
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var digest = await services.GetRequiredService<MakeDigest>()(plan, plan.Schedule.DayOf(now), cancellationToken);
        if (digest.Headline is null)
        {
            await System.Console.Out.WriteLineAsync($"Digest {plan.Name}: nothing changed, so nothing is posted.");
        }
        else if (dryRun)
        {
            await System.Console.Out.WriteLineAsync($"# {plan.Name} to {plan.Channel}{Environment.NewLine}{Text(digest)}");
        }
        else
        {
            var (headline, offers) = OfferedFixes.Of(digest, now);
            await services.GetRequiredService<Store.Store>().AddOffersAsync(offers, cancellationToken);
            await PostAsync(services, plan.Channel, digest, $"digest/{plan.Name}/now/{now:yyyyMMddTHHmmssfff}", headline!, cancellationToken);
            await System.Console.Out.WriteLineAsync($"Digest {plan.Name} is posted to {plan.Channel}.");
        }
    }

    private static async Task PostAsync(IServiceProvider services, ChannelRef channel, Digest digest, string key, Answer headline, CancellationToken cancellationToken)
    {
        var surface = services.GetServices<IChatSurface>().First(each => each.Owns(channel));
        var posted = await surface.PostAsync(channel, null, headline, key, cancellationToken);
        if (digest.Details is { } details)
        {
            await surface.PostAsync(channel, posted, details, $"{key}/details", cancellationToken);
        }
    }

    private static string Text(Digest digest) =>
        string.Join(Environment.NewLine, new[] { digest.Headline, digest.Details }.OfType<Answer>().Select(answer => PlainText.Render(answer)));

    private static IHost Build()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders().AddConsole(options => options.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        builder.Services.AddChatGuard(builder.Configuration).AddReports(builder.Configuration).AddHostedService<StoreStart>();
        return builder.Build();
    }
}
