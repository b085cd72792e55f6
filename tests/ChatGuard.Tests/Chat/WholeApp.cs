using ChatGuard.Aws;
using ChatGuard.CommandLine;
using ChatGuard.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ChatGuard.Tests.Chat;

/// <summary>The application as <c>chatguard</c> serves it, over its embedded sandbox organisation; started once for a class of tests, or by a test on a database of its own.</summary>
public sealed class WholeApp : IAsyncLifetime
{
    private readonly TempDatabase database;
    private readonly bool isOwn;
    private readonly WebApplication app;

    public WholeApp()
        : this(new TempDatabase(), null, []) => isOwn = true;

    private WholeApp(TempDatabase database, TimeProvider? clock, string[] settings)
    {
        this.database = database;
        app = Serve.Build(["--urls", "http://127.0.0.1:0", $"--ChatGuard:Store:ConnectionString={database.ConnectionString}", .. settings], clock);
    }

    public Uri Address => new(app.Urls.Single());

    internal SandboxServer Sandbox => app.Services.GetRequiredService<Accounts>().Sandbox!;

    internal T Service<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    /// <summary>Starts the application on a database that outlives it.</summary>
    internal static Task<WholeApp> StartAsync(TempDatabase database, params string[] settings) => StartAsync(database, null, settings);

    /// <summary>The same, by the test's own clock.</summary>
    internal static async Task<WholeApp> StartAsync(TempDatabase database, TimeProvider? clock, params string[] settings)
    {
        var started = new WholeApp(database, clock, settings);
        await started.InitializeAsync();
        return started;
    }

    public async ValueTask InitializeAsync() => await app.StartAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        if (isOwn)
        {
            database.Dispose();
        }
    }
}
