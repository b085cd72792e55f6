using System.Net;
using ChatGuard.Chat;
using ChatGuard.Chat.Web;
using ChatGuard.Commands;
using ChatGuard.Core.Answers;
using ChatGuard.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatGuard.Tests.Chat.Web;

/// <summary>The web chat alone on a free loopback port, with the sample answers behind it.</summary>
internal sealed class WebChatHost(WebApplication app, string folder) : IAsyncDisposable
{
    public static readonly IReadOnlyList<CommandHelp> Commands =
    [
        new("posture", "posture [--account ID] [--fresh]", "How well each account is set up", []),
        new("users-without-mfa", "users-without-mfa [--account ID]", "Console users without any MFA device", []),
        new("rotate-report", "rotate-report [--account ID]", "Every access key and what to do with it", []),
        new("root-activity", "root-activity [--days N] [--account ID]", "What the root user did", []),
        new("findings", "findings [--severity low|medium|high|critical] [--days N]", "GuardDuty findings, worst first", []),
        new("check", "check ID [--account ID]", "One check's result with its evidence", ["root-mfa", "root-no-access-keys", "console-mfa"]),
        new("how", "how ID", "How to fix what a check found", ["root-mfa", "root-no-access-keys", "console-mfa"]),
        new("help", "help [COMMAND]", "What can be asked", []),
    ];

    public Uri Address { get; } = new(app.Urls.Single());

    /// <summary>The folder of its database.</summary>
    public string Folder { get; } = folder;

    public static Task<WebChatHost> StartAsync(AnswerQuestion answer) => StartAsync(null, null, answer);

    /// <summary>Over the database in a folder, which is made where there is none.</summary>
    public static async Task<WebChatHost> StartAsync(
        string? folder = null, TimeProvider? time = null, AnswerQuestion? answer = null, ClickButton? click = null, string source = "sandbox", ILoggerProvider? log = null, params string[] settings)
    {
        folder ??= Directory.CreateTempSubdirectory("chatguard-web").FullName;
        var clock = time ?? TimeProvider.System;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        if (log is not null)
        {
            builder.Logging.AddProvider(log);
        }

        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => setting.Split('=', 2)).ToDictionary(pair => pair[0], string? (pair) => pair[1]));
        builder.Services.AddSingleton(clock);
        var options = new StoreOptions { ConnectionString = ConnectionStringIn(folder) };
        var store = new ChatGuard.Store.Store(options, clock);
        await store.MigrateAsync(CancellationToken.None);
        builder.Services.AddSingleton(_ => store);
        builder.Services.AddSingleton(Options.Create(options));
        builder.Services.AddKeys().AddKeysAtStart();
        builder.Services.AddSingleton(new WebConversation(answer ?? SampleAsync, click ?? RefuseAsync, Commands, source, "Sandbox: made-up accounts, nothing in AWS is touched"));
        builder.Services.AddWebChat(builder.Configuration);
        var app = builder.Build();
        app.MapWebChat();
        app.MapGet("/health/live", () => "alive");
        await app.StartAsync();
        return new(app, folder);
    }

    /// <summary>The database of this host, and of one that goes on where it ended.</summary>
    public string ConnectionString => ConnectionStringIn(Folder);

    private static string ConnectionStringIn(string folder) => $"Data Source={Path.Combine(folder, "chatguard.db")};Default Timeout=1";

    /// <summary>A client that sends what the page's own requests carry.</summary>
    public HttpClient Client() => Client(new CookieContainer());

    /// <param name="cookies">What the browser keeps.</param>
    /// <param name="follow">Whether it follows redirects.</param>
    public HttpClient Client(CookieContainer cookies, bool follow = true)
    {
        var client = new HttpClient(new HttpClientHandler { CookieContainer = cookies, AllowAutoRedirect = follow }) { BaseAddress = Address };
        client.DefaultRequestHeaders.Add("Origin", Address.GetLeftPart(UriPartial.Authority));
        return client;
    }

    /// <summary>The channels, as ChatGuard posts to them by itself.</summary>
    public IChatSurface Surface => app.Services.GetRequiredService<IChatSurface>();

    /// <summary>Stops, and leaves the database where it is.</summary>
    public ValueTask StopAsync() => app.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private static Task<Reply> RefuseAsync(Click click, CancellationToken cancellationToken) =>
        Task.FromResult(new Reply("", new Answer($"{click.By.Name} may not {click.Verb}", Tone.Warning, [new Block.Text("Nothing was done.")]), []));

    private static Task<Reply> SampleAsync(Question question, CancellationToken cancellationToken)
    {
        question.Progress?.Report("Reading northwind-legacy…");
        var answer = question.Text.Replace("/aws ", "", StringComparison.Ordinal) switch
        {
            "posture" => SampleAnswers.Posture,
            "hostile" => SampleAnswers.Hostile,
            "buttons" => SampleAnswers.Buttons,
            "plan" => SampleAnswers.Plan,
            "every-block" => SampleAnswers.EveryBlock,
            _ => new Answer($"'{question.Text}' is no command", Tone.Warning, [new Block.Text("Did you mean posture?"), new Block.Choices([new("Posture", "/aws posture")])]),
        };
        return Task.FromResult(new Reply("sample", answer, []));
    }
}
