using System.Collections.Concurrent;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using ChatGuard.Aws.Wire;
using ChatGuard.Core.Checks;
using ChatGuard.Core.Snapshots;
using ChatGuard.Sandbox;
using Microsoft.Extensions.Options;

namespace ChatGuard.Aws;

/// <summary>The accounts ChatGuard watches, each with its last snapshot. One reading an account at a time serves everybody who asks meanwhile.</summary>
internal sealed class Accounts : IHostedService, IAsyncDisposable
{
    private readonly AwsOptions options;
    private readonly TimeProvider clock;
    private readonly SnapshotReader reader;
    private readonly ILogger<Accounts> log;
    private readonly SandboxOptions embedded;
    private readonly Thresholds thresholds;
    private readonly SocketsHttpHandler connections = AwsTraffic.Connections();
    private List<Watched> watched = [];

    /// <param name="embedded">How large and how well-behaved the embedded sandbox is; its clock is <paramref name="clock"/>.</param>
    public Accounts(IOptions<AwsOptions> options, IOptions<Thresholds> thresholds, TimeProvider clock, ILogger<Accounts> log, SandboxOptions? embedded = null)
    {
        (this.options, this.thresholds, this.clock, this.log) = (options.Value, thresholds.Value, clock, log);
        this.embedded = (embedded ?? new SandboxOptions()) with { Clock = clock };
        reader = new SnapshotReader(options.Value, thresholds.Value, clock);
    }

    /// <summary><c>sandbox</c> or <c>aws</c>.</summary>
    public string Source => options.IsSandbox ? "sandbox" : "aws";

    /// <summary>The embedded sandbox once it runs; null with real accounts.</summary>
    public SandboxServer? Sandbox { get; private set; }

    /// <summary>Name and id of each account; the id of the ambient account is known once it was read.</summary>
    public IReadOnlyList<(string Name, string Id)> Names => [.. watched.Select(each => (each.Name, each.Id))];

    /// <summary>Name and id of each account as far as they are known before the start: not the ambient one's.</summary>
    public IReadOnlyList<(string Name, string Id)> Configured => options.IsSandbox ? SandboxServer.AccountsOf(embedded) : [.. options.Accounts.Select(account => (account.Name.Length > 0 ? account.Name : account.Id, account.Id))];

    /// <summary>What an account is called; its id where it has no name.</summary>
    public string NameOf(string accountId) => watched.Find(each => each.Id == accountId)?.Name ?? accountId;

    /// <summary>Opens the configured accounts, or starts the embedded sandbox where none is.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Sandbox = options.IsSandbox ? await SandboxServer.StartAsync(embedded, cancellationToken) : null;
        watched = Sandbox is null ? Real() : Embedded(Sandbox);
        foreach (var member in watched.Where(each => each.Account.Options.ManagementAccountId is not null))
        {
            member.Account.Management = watched.Find(each => each.Id == member.Account.Options.ManagementAccountId)?.Account;
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Which accounts there are, in one line.</summary>
    public string Describe() => options.IsSandbox
        ? $"sandbox: {string.Join(", ", watched.Select(each => each.Name))} (no real account is configured)"
        : string.Join(", ", watched.Select(each => each.Id.Length == 0 ? "the account of AWS's default credential chain" : each.Name == each.Id ? each.Id : $"{each.Name} ({each.Id})"));

    /// <summary>Accounts whose id is not known before they are read.</summary>
    public IReadOnlyList<int> Nameless => [.. Enumerable.Range(0, watched.Count).Where(n => watched[n].Id.Length == 0)];

    /// <summary>The accounts a filter names: all where it is null; by id, or by name or the beginning of one.</summary>
    public IReadOnlyList<int> Find(string? filter)
    {
        var all = Enumerable.Range(0, watched.Count);
        if (filter is null)
        {
            return [.. all];
        }

        var exact = all.Where(n => watched[n].Id == filter || watched[n].Name.Equals(filter, StringComparison.OrdinalIgnoreCase)).ToList();
        return exact.Count > 0 ? exact : [.. all.Where(n => filter.Length >= 3 && watched[n].Name.Contains(filter, StringComparison.OrdinalIgnoreCase))];
    }

    /// <summary>A snapshot of each account, no older than the options allow, read anew where <paramref name="fresh"/> asks for it.</summary>
    public async Task<IReadOnlyList<AccountSnapshot>> SnapshotsAsync(IReadOnlyList<int> accounts, bool fresh, IProgress<string>? progress, CancellationToken cancellationToken) =>
        await Task.WhenAll(accounts.Select(n => SnapshotAsync(watched[n], fresh, progress, cancellationToken)));

    /// <summary>The clients of an account, to ask AWS something a snapshot does not hold.</summary>
    public AwsAccount Clients(string accountId) => watched.Find(each => each.Id == accountId)?.Account ?? throw new KeyNotFoundException(accountId);

    /// <summary>All accounts' clients, in the order of <see cref="Names"/>.</summary>
    public IReadOnlyList<AwsAccount> All => [.. watched.Select(each => each.Account)];

    /// <summary>How many requests were sent to AWS so far, for all accounts.</summary>
    public int Calls => watched.Sum(each => each.Account.Traffic.Calls);

    public async ValueTask DisposeAsync()
    {
        watched.ForEach(each => each.Account.Dispose());
        connections.Dispose();
        if (Sandbox is not null)
        {
            await Sandbox.DisposeAsync();
        }
    }

    private async Task<AccountSnapshot> SnapshotAsync(Watched account, bool fresh, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        Task<AccountSnapshot> reading;
        lock (account)
        {
            if (!fresh && account.Last is { } last && clock.GetUtcNow() - last.TakenAt < options.MaxAge)
            {
                return last;
            }

            account.Audience.TryAdd(progress ?? NobodyListens, true);
            account.Reading = account.Reading is { IsCompleted: false } running ? running : ReadAsync(account);
            reading = account.Reading;
        }

        try
        {
            return await reading.WaitAsync(cancellationToken);
        }
        finally
        {
            account.Audience.TryRemove(progress ?? NobodyListens, out _);
        }
    }

    /// <summary>Reads on though the first asker may leave: others wait, and the snapshot serves the next.</summary>
    private async Task<AccountSnapshot> ReadAsync(Watched account)
    {
        var (begun, before) = (clock.GetTimestamp(), account.Account.Traffic.Calls);
        using var activity = Telemetry.Source.StartActivity("read account");
        var snapshot = await reader.ReadAsync(account.Account, account, CancellationToken.None);
        activity?.SetTag("cloud.account.id", snapshot.AccountId);
        Telemetry.AccountRead.Record(clock.GetElapsedTime(begun).TotalSeconds, new KeyValuePair<string, object?>("cloud.account.id", snapshot.AccountId));
        log.AccountRead(snapshot.AccountId, clock.GetElapsedTime(begun), account.Account.Traffic.Calls - before, UnreadableSections.Of(snapshot).Count);
        if (account.Id.Length == 0)
        {
            (account.Id, account.Name) = (snapshot.AccountId == "unknown" ? "" : snapshot.AccountId, snapshot.AccountName);
        }

        return account.Last = snapshot;
    }

    private static readonly IProgress<string> NobodyListens = new Progress<string>();

    private List<Watched> Real()
    {
        var region = Environment.GetEnvironmentVariable("AWS_REGION")
            ?? FallbackRegionFactory.GetRegionEndpoint(includeInstanceMetadata: false)?.SystemName
            ?? options.DefaultRegion;
        var ambient = new AmbientCredentials();
        var configured = options.Accounts.Select(account => new Watched(account.Name, account.Id, Open(account, ambient, RegionFor(account, region), null)));
        var own = options.UseAmbientAccount
            ? [new Watched("", "", Open(new AwsAccountOptions { Regions = options.Regions }, ambient, region, null))]
            : Enumerable.Empty<Watched>();
        return [.. own, .. configured];
    }

    /// <summary>The ambient region, unless the account's role is of another partition.</summary>
    private static string RegionFor(AwsAccountOptions account, string region) => account.ReadRoleArn?.Split(':')[1] switch
    {
        "aws-cn" when !region.StartsWith("cn-", StringComparison.Ordinal) => "cn-north-1",
        "aws-us-gov" when !region.StartsWith("us-gov-", StringComparison.Ordinal) => "us-gov-west-1",
        _ => region,
    };

    private List<Watched> Embedded(SandboxServer sandbox)
    {
        var source = new BasicAWSCredentials(sandbox.Credentials.AccessKeyId, sandbox.Credentials.SecretAccessKey);
        return [.. sandbox.Organization.Accounts.Select(account => new Watched(account.Name, account.Id, Open(
            new AwsAccountOptions
            {
                Name = account.Name,
                Id = account.Id,
                ReadRoleArn = $"arn:aws:iam::{account.Id}:role/ChatGuardRead",
                RemediationRoleArn = $"arn:aws:iam::{account.Id}:role/ChatGuardRemediate",
                ManagementAccountId = sandbox.ManagementAccountOf(account.Id),
                ExternalId = "northwind-chatguard",
            },
            source, "us-east-1", sandbox.Url)))];
    }

    private AwsAccount Open(AwsAccountOptions account, AWSCredentials source, string region, Uri? endpoint) =>
        new(account, source, region, connections, endpoint) { Protected = options.Protected, Thresholds = thresholds, Clock = clock };

    /// <summary>The default credential chain, asked when credentials are first needed, so that a missing one is an answer and not a failed start.</summary>
    private sealed class AmbientCredentials : AWSCredentials
    {
        public override ImmutableCredentials GetCredentials() => DefaultAWSCredentialsIdentityResolver.GetCredentials().GetCredentials();

        public override async Task<ImmutableCredentials> GetCredentialsAsync() => await (await DefaultAWSCredentialsIdentityResolver.GetCredentialsAsync()).GetCredentialsAsync();
    }

    private sealed class Watched(string name, string id, AwsAccount account) : IProgress<string>
    {
        public string Name { get; set; } = name.Length > 0 ? name : id;

        public string Id { get; set; } = id;

        public AwsAccount Account { get; } = account;

        public AccountSnapshot? Last { get; set; }

        public Task<AccountSnapshot>? Reading { get; set; }

        public ConcurrentDictionary<IProgress<string>, bool> Audience { get; } = new();

        public void Report(string value)
        {
            foreach (var listener in Audience.Keys)
            {
                listener.Report(value);
            }
        }
    }
}
