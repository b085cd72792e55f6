using System.Text.Json.Nodes;
using ChatGuard.Tests;
using Xunit;

[assembly: AssemblyFixture(typeof(DemoOrganization))]

namespace ChatGuard.Tests;

/// <summary>The demo organisation as the application reads it, once for all tests that only look.</summary>
public sealed class DemoOrganization : IAsyncLifetime
{
    private App? app;

    internal App App => app ?? throw new InvalidOperationException("not initialized");

    public async ValueTask InitializeAsync() => app = await App.StartAsync();

    public ValueTask DisposeAsync() => app?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>One account's part of what <c>ask --json</c> prints.</summary>
    internal async Task<JsonObject> AccountAsync(string text, string accountId) =>
        (await App.JsonAsync(text))["accounts"]!.AsArray().Single(account => (string?)account!["id"] == accountId)!.AsObject();

    /// <summary>One check of an account as <c>posture</c> shows it.</summary>
    internal async Task<JsonObject> CheckAsync(string accountId, string checkId) =>
        (await AccountAsync("posture", accountId))["checks"]!.AsArray().Single(check => (string?)check!["id"] == checkId)!.AsObject();
}
