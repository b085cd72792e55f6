using System.Net;
using ChatGuard.Aws;
using ChatGuard.Chat;
using ChatGuard.Chat.Web;
using ChatGuard.Commands;
using ChatGuard.Core.Answers;
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
        app.ValidateConfiguration();
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
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);

        // A refused start is told in a few lines by Arguments, not with a stack.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);

        // That keys lie unencrypted in their folder is said in the README; nothing can be done about it here.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        builder.Services.AddChatGuard(builder.Configuration).AddProtection();
        builder.Services.AddReports(builder.Configuration).AddHostedService<TelemetryExport>().AddHostedService<StoreStart>().AddSchedules();
        builder.Services.AddSingleton(provider =>
        {
            var conversation = provider.GetRequiredService<Conversation>();
            var accounts = provider.GetRequiredService<Accounts>();
            return new WebConversation(conversation.AnswerAsync, NothingYetAsync, conversation.Commands, accounts.Source, accounts.Describe());
        });
        if (Addresses(builder.Configuration).Count == 0)
        {
            builder.WebHost.UseUrls(DefaultUrl);
        }

        var app = builder.Build();
        app.MapGet("/health/live", () => "live");
        Readiness.Map(app);
        app.MapWebChat();
        return app;
    }

    private static Task<Reply> NothingYetAsync(Click click, CancellationToken cancellationToken) =>
        Task.FromResult(new Reply("", new Answer("Nothing was done: there is nothing to decide yet", Tone.Warning, []), [], Outcome.NotUnderstood));

    private static string Banner(WebApplication app)
    {
        var accounts = app.Services.GetRequiredService<Accounts>();
        return $"""
            ChatGuard is ready.
              Web chat  {string.Join(", ", app.Urls)}
              Accounts  {accounts.Describe()}
              Surfaces  web
            Stop it with Ctrl+C.
            """;
    }

    private static List<string> Addresses(IConfiguration configuration) =>
    [
        .. (configuration["urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        .. (configuration["http_ports"] + ";" + configuration["https_ports"]).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(port => $"http://*:{port}"),
        .. configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"] ?? ""),
    ];

    private static bool MayShowOthers(IServiceProvider services) =>
        services.GetRequiredService<IOptions<AwsOptions>>().Value.IsSandbox || services.GetRequiredService<IOptions<WebOptions>>().Value is { Login: not null, PublicUrl: not null };

    /// <summary>The first configured address that other computers could reach; null where there is none.</summary>
    private static string? Elsewhere(IConfiguration configuration) => Addresses(configuration).Find(address =>
    {
        var host = BindingAddress.Parse(address).Host;
        return !host.Equals("localhost", StringComparison.OrdinalIgnoreCase) && !(IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
    });
}
