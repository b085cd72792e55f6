using System.Text.Json.Nodes;
using ChatGuard.Aws;
using ChatGuard.Chat;
using ChatGuard.Chat.Console;
using ChatGuard.CommandLine;
using ChatGuard.Commands;
using ChatGuard.Sandbox;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace ChatGuard.Tests;

/// <summary>The whole application as <c>ask</c> runs it, over a sandbox organisation of its own and a clock that the test sets.</summary>
internal sealed class App : IAsyncDisposable
{
    public const string Legacy = "111122223333";
    public const string Core = "444455556666";
    public const string Attic = "222233334444";
    public const string Lab = "777788889999";

    private readonly IHost host;

    private readonly TempDatabase database;

    private App(IHost host, ManualClock clock, TempDatabase database) => (this.host, Clock, this.database) = (host, clock, database);

    public ManualClock Clock { get; }

    public ChatGuard.Store.Store Store => host.Services.GetRequiredService<ChatGuard.Store.Store>();

    public Conversation Conversation => host.Services.GetRequiredService<Conversation>();

    public IEnumerable<Command> EveryCommand => host.Services.GetServices<Command>();

    /// <summary>What can be asked.</summary>
    public IReadOnlyList<CommandHelp> Commands => host.Services.GetRequiredService<Conversation>().Commands;

    public DigestSource Digests => host.Services.GetRequiredService<DigestSource>();

    public SandboxServer Sandbox => host.Services.GetRequiredService<Accounts>().Sandbox!;

    /// <summary>Starts the application.</summary>
    /// <param name="sandbox">The sandbox's size and faults.</param>
    /// <param name="settings">Configuration, such as <c>ChatGuard:Aws:MaxAge</c>.</param>
    public static async Task<App> StartAsync(SandboxOptions? sandbox = null, params (string Key, string Value)[] settings)
    {
        var clock = new ManualClock("2026-11-20T08:00:00Z");
        var own = new TempDatabase();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("ChatGuard:Store:ConnectionString", own.ConnectionString)]);
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value)));
        builder.Services.AddChatGuard(builder.Configuration);
        builder.Services.AddSingleton<TimeProvider>(clock).AddSingleton(sandbox ?? new SandboxOptions());
        var app = new App(builder.Build(), clock, own);
        await app.host.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    public Task<Reply> AskAsync(string text) => AskAsync(text, TestContext.Current.CancellationToken);

    public Task<Reply> AskAsync(string text, CancellationToken cancellationToken) => host.Services.GetRequiredService<Conversation>().AnswerAsync(new Question(text, "console"), cancellationToken);

    /// <summary>What <c>ask --json</c> prints.</summary>
    public async Task<JsonObject> JsonAsync(string text) => JsonNode.Parse(AnswerJson.Render(await AskAsync(text), host.Services.GetRequiredService<Accounts>().Source))!.AsObject();

    /// <summary>What <c>ask --csv</c> prints.</summary>
    public async Task<string> CsvAsync(string text) => AnswerCsv.Render(await AskAsync(text));

    /// <summary>What <c>ask</c> prints.</summary>
    public async Task<string> TextAsync(string text) => PlainText.Render((await AskAsync(text)).Answer);

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync(CancellationToken.None);
        await ((IAsyncDisposable)host).DisposeAsync();
        database.Dispose();
    }
}
