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
    private readonly WebApplication app = Serve.Build(["--urls", "http://127.0.0.1:0"]);

    public Uri Address => new(app.Urls.Single());

    internal SandboxServer Sandbox => app.Services.GetRequiredService<Accounts>().Sandbox!;

    internal T Service<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    public async ValueTask InitializeAsync() => await app.StartAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
