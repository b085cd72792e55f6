using System.Net;
using ChatGuard.Sandbox.Seed;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ChatGuard.Sandbox;

/// <summary>
/// An AWS organisation on a loopback port. Point any AWS client at <see cref="Url"/> with <see cref="Credentials"/>:
/// it verifies signatures, speaks AWS's wire protocols and keeps what is written until it is disposed.
/// </summary>
public sealed class SandboxServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Dispatcher dispatcher;

    private SandboxServer(WebApplication app, Dispatcher dispatcher, SandboxOrganization organization)
    {
        this.app = app;
        this.dispatcher = dispatcher;
        Organization = organization;
        Url = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        Credentials = CredentialsFor(organization.Accounts[0].Id);
    }

    /// <summary>The one endpoint of every service.</summary>
    public Uri Url { get; }

    public SandboxOrganization Organization { get; }

    /// <summary>The ChatGuardHost key pair of the first account; it may assume ChatGuardRead and ChatGuardRemediate everywhere.</summary>
    public SandboxCredentials Credentials { get; }

    /// <summary>What is made to go wrong.</summary>
    public SandboxFaults Faults => dispatcher.Faults;

    /// <summary>The verified calls since the start or the last <see cref="ClearCalls"/>, in order.</summary>
    public IReadOnlyList<RecordedCall> Calls => dispatcher.Calls.All;

    /// <summary>What a client's environment needs, one <c>NAME=value</c> each.</summary>
    public string[] EnvironmentLines =>
    [
        $"AWS_ENDPOINT_URL={Url.GetLeftPart(UriPartial.Authority)}",
        $"AWS_ACCESS_KEY_ID={Credentials.AccessKeyId}",
        $"AWS_SECRET_ACCESS_KEY={Credentials.SecretAccessKey}",
        "AWS_REGION=us-east-1",
    ];

    /// <summary>Names and ids of the accounts that such a sandbox has, without starting it.</summary>
    public static IReadOnlyList<(string Name, string Id)> AccountsOf(SandboxOptions options) => [.. SandboxSeed.Build(options).Accounts.Select(account => (account.Name, account.Id))];

    /// <summary>Builds the organisation and serves it; returns once it listens.</summary>
    /// <exception cref="FormatException">A fault of the options has the wrong form.</exception>
    public static async Task<SandboxServer> StartAsync(SandboxOptions options, CancellationToken cancellationToken)
    {
        var organization = SandboxSeed.Build(options);
        var handler = new Dispatcher(organization, options);
        // Empty, so that neither the embedding process's settings file nor its ASPNETCORE_ variables reach it.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        var web = builder.Build();
        web.Run(handler.HandleAsync);
        await web.StartAsync(cancellationToken);
        return new SandboxServer(web, handler, organization);
    }

    /// <summary>An account's own ChatGuardHost key pair.</summary>
    public SandboxCredentials CredentialsFor(string accountId)
    {
        var account = Organization.Find(accountId) ?? throw new ArgumentException($"The sandbox has no account {accountId}.", nameof(accountId));
        var credential = Organization.Keyring.HostOf(account);
        return new SandboxCredentials(credential.AccessKeyId, credential.SecretAccessKey);
    }

    /// <summary>The management account of the organization that an account is a member of; null where it is none's member.</summary>
    public string? ManagementAccountOf(string accountId) => Organization.Find(accountId)?.Iam.MemberOfOrganizationId is { } organization
        ? Organization.Accounts.Find(account => account.Iam.ManagedOrganizationId == organization)?.Id
        : null;

    /// <summary>How many recorded calls match; null matches any.</summary>
    public int CountCalls(string? accountId = null, string? service = null, string? operation = null, string? region = null) =>
        dispatcher.Calls.Count(accountId, service, operation, region);

    public void ClearCalls() => dispatcher.Calls.Clear();

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
