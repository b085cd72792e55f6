using System.Net;
using ChatGuard.Aws;
using ChatGuard.Chat;
using ChatGuard.Chat.Slack;
using ChatGuard.Chat.Teams;
using ChatGuard.Chat.Web;
using ChatGuard.Commands;
using ChatGuard.Core.Answers;
using ChatGuard.Policies;
using ChatGuard.Schedules;
using ChatGuard.Store;
using Microsoft.Extensions.Options;

namespace ChatGuard.CommandLine;

/// <summary><c>chatguard</c>: serves the web chat until it is told to stop.</summary>
internal static class Serve
{
    private const string DefaultUrl = "http://127.0.0.1:5080";

    /// <returns>0 after draining; 1 where the configuration or an address is refused.</returns>
    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        await using var app = Build(args);
        await app.ValidateAllAsync(cancellationToken);
        if (Elsewhere(app.Configuration) is { } anywhere && app.Services.GetRequiredService<IOptions<TeamsOptions>>().Value.DevAnonymous)
        {
            await System.Console.Error.WriteLineAsync($"{TeamsOptions.Section}:DevAnonymous takes messages without a token, from this computer alone; {anywhere} is reached by others. Use {DefaultUrl}.");
            return 1;
        }

        if (Elsewhere(app.Configuration) is { } address && !MayShowOthers(app.Services))
        {
            await System.Console.Error.WriteLineAsync(
                $"With real accounts ChatGuard listens on this computer only until a login is configured; {address} would show them to others. Use {DefaultUrl}, or set {WebLoginOptions.Section} and ChatGuard:Web:PublicUrl.");
            return 1;
        }

        await app.StartAsync(cancellationToken);
        await System.Console.Out.WriteLineAsync(Banner(app));
        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    /// <summary>The whole application, ready to start.</summary>
    /// <param name="args">As on the command line.</param>
    /// <param name="clock">What time it is; the system's where null.</param>
    public static WebApplication Build(string[] args, TimeProvider? clock = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);

        // A refused start is told in a few lines by Arguments, not with a stack.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);

        // That keys lie unencrypted in their folder is said in the README; nothing can be done about it here.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        builder.Services.AddChatGuard(builder.Configuration).AddKeysAtStart();
        builder.Services.AddReports(builder.Configuration).AddHostedService<TelemetryExport>().AddHostedService<StoreStart>().AddHostedService<NameRefresh>().AddSchedules();
        builder.Services.AddSingleton<Inbox>().AddHostedService(provider => provider.GetRequiredService<Inbox>());
        builder.Services.AddSingleton<AnswerQuestion>(provider => (question, ct) =>
        {
            provider.GetRequiredService<Names>().Learn(question.Actor);
            return provider.GetRequiredService<Conversation>().AnswerAsync(question, ct);
        });
        builder.Services.AddSingleton<ClickButton>(provider => (click, ct) =>
        {
            provider.GetRequiredService<Names>().Learn(click.By);
            return provider.GetRequiredService<Desk>().ClickAsync(click, ct);
        });
        builder.Services.AddSingleton<ShowPlan>(provider => provider.GetRequiredService<Desk>().ShowPlanAsync);
        builder.Services.AddSlackConversation(builder.Configuration);
        builder.Services.AddTeamsChat();
        builder.Services.AddSingleton(provider =>
        {
            var accounts = provider.GetRequiredService<Accounts>();
            return new WebConversation(
                provider.GetRequiredService<AnswerQuestion>(), provider.GetRequiredService<ClickButton>(), provider.GetRequiredService<Conversation>().Commands, accounts.Source, accounts.Describe())
            {
                AccountNames = () => [.. accounts.Names.Select(account => account.Name).Where(name => name.Length > 0)],
            };
        });
        if (clock is not null)
        {
            builder.Services.AddSingleton(clock);
        }

        if (Addresses(builder.Configuration).Count == 0)
        {
            builder.WebHost.UseUrls(DefaultUrl);
        }

        var app = builder.Build();
        app.MapGet("/health/live", () => "live");
        Readiness.Map(app);
        app.MapWebChat();
        app.MapSlack();
        app.MapTeams();
        return app;
    }

    private static string Banner(WebApplication app)
    {
        var accounts = app.Services.GetRequiredService<Accounts>();
        return $"""
            ChatGuard is ready.
              Web chat  {string.Join(", ", app.Urls)}
              Accounts  {accounts.Describe()}
              Surfaces  {string.Join(", ", Surfaces(app.Services))}
            Stop it with Ctrl+C.
            """;
    }

    /// <summary>The chats that are on, and those that were asked for and are off, with the reason.</summary>
    private static IEnumerable<string> Surfaces(IServiceProvider services) =>
    [
        "web",
        .. services.GetRequiredService<IOptions<SlackOptions>>().Value.Describe() is { } slack ? [slack] : Array.Empty<string>(),
        .. services.GetRequiredService<IOptions<TeamsOptions>>().Value.IsOn ? ["teams"] : Array.Empty<string>(),
    ];

    private static List<string> Addresses(IConfiguration configuration) =>
    [
        .. (configuration["urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        .. (configuration["http_ports"] + ";" + configuration["https_ports"]).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(port => $"http://*:{port}"),
        .. configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"] ?? ""),
    ];

    // Teams calls from outside; of the web chat nobody else sees anything, for it answers this computer alone.
    private static bool MayShowOthers(IServiceProvider services) =>
        services.GetRequiredService<IOptions<AwsOptions>>().Value.IsSandbox || services.GetRequiredService<IOptions<TeamsOptions>>().Value.IsOn || services.GetRequiredService<IOptions<SlackOptions>>().Value is { IsOn: true, IsSocket: false }
        || services.GetRequiredService<IOptions<WebOptions>>().Value is { Login: not null, PublicUrl: not null };

    /// <summary>The first configured address that other computers could reach; null where there is none.</summary>
    private static string? Elsewhere(IConfiguration configuration) => Addresses(configuration).Find(address =>
    {
        var host = BindingAddress.Parse(address).Host;
        return !host.Equals("localhost", StringComparison.OrdinalIgnoreCase) && !(IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
    });
}
