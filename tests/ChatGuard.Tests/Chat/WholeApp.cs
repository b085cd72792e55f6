using ChatGuard.Aws;
using ChatGuard.CommandLine;
using ChatGuard.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ChatGuard.Tests.Chat;

/// <summary>The application as <c>chatguard</c> serves it, over its embedded sandbox organisation; started once for a class of tests.</summary>
public sealed class WholeApp : IAsyncLifetime
{
    private readonly TempDatabase database = new();
    private readonly WebApplication app;

    public WholeApp() => app = Serve.Build(["--urls", "http://127.0.0.1:0", $"--ChatGuard:Store:ConnectionString={database.ConnectionString}"]);

    public Uri Address => new(app.Urls.Single());

    internal SandboxServer Sandbox => app.Services.GetRequiredService<Accounts>().Sandbox!;

    internal T Service<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    public async ValueTask InitializeAsync() => await app.StartAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        database.Dispose();
    }
}
