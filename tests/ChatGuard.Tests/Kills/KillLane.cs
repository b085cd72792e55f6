using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using ChatGuard.Core.Proposals;
using ChatGuard.Sandbox;
using ChatGuard.Store;
using ChatGuard.Tests.CommandLine;
using ChatGuard.Tests.Remediations;
using ChatGuard.Tests.Store;
using Dapper;
using Microsoft.AspNetCore.DataProtection;
using Npgsql;
using Xunit;

namespace ChatGuard.Tests.Kills;

/// <summary>
/// Two processes of ChatGuard on one PostgreSQL and one sandbox, each behind proxies of its own. A run approves a plan, or one that takes the former back, and
/// lets the replica that is at a chosen moment be killed; the other one, and the one started in its place, have to bring it to its end.
/// </summary>
internal sealed class KillLane : IAsyncDisposable
{
    private const int Replicas = 2;

    /// <summary>What can be taken back wholly, so that it can be done again and again.</summary>
    private static readonly string[] Remediations = ["trail-start-logging", "trail-harden", "trail-selectors", "guardduty-archive"];

    private static readonly Actor Second = new("slack:T1/U3", "Sven");
    private static readonly ApprovalPolicy Policy = new([RemediationScene.Approver.Id, Second.Id], 1, [], []);
    private static readonly Actor Requester = new("slack:T1/U1", "Rita");

    private readonly string keys = Directory.CreateTempSubdirectory("chatguard-keys").FullName;
    private readonly Trap trap = new();
    private readonly SandboxServer sandbox;
    private readonly NpgsqlConnectionStringBuilder database;
    private readonly ChatGuard.Store.Store store;
    private readonly List<PostgresProxy> databases = [];
    private readonly List<AwsProxy> clouds = [];
    private readonly List<RemediationScene> scenes = [];
    private readonly Dictionary<RemediationScene, Proposal> done = [];
    private readonly Task<Cli.Running>[] replicas = new Task<Cli.Running>[Replicas];
    private (long Seq, string Hash)? head;

    private readonly (string Name, string Value)[] settings;

    private KillLane(SandboxServer sandbox, string connectionString, (string Name, string Value)[] settings)
    {
        this.sandbox = sandbox;
        this.settings = settings;
        database = new NpgsqlConnectionStringBuilder(connectionString);
        store = new ChatGuard.Store.Store(
            new StoreOptions { Provider = "postgres", ConnectionString = connectionString },
            TimeProvider.System,
            new Sealing(() => DataProtectionProvider.Create(new DirectoryInfo(keys), builder => builder.SetApplicationName("ChatGuard"))));
    }

    /// <summary>At which moments replicas were killed.</summary>
    public List<Moment> Killed { get; } = [];

    /// <summary>What those replicas took of the processors.</summary>
    public TimeSpan Processor { get; private set; }

    /// <summary>Calls to AWS that changed something.</summary>
    public int Writes { get; private set; }

    /// <summary>Runs in which nobody was at the chosen moment.</summary>
    public int Unharmed { get; private set; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Where the replicas' web chats are.</summary>
    public ConcurrentDictionary<int, Uri> Addresses { get; } = new();

    public SandboxServer Sandbox => sandbox;

    public ChatGuard.Store.Store Store => store;

    public static async Task<KillLane> StartAsync(PostgresServer postgres, params (string Name, string Value)[] settings)
    {
        var lane = new KillLane(await SandboxServer.StartAsync(new SandboxOptions(), Stop), await postgres.NewDatabaseAsync(Stop), settings);
        foreach (var what in RemediationCase.All.Where(each => Remediations.Contains(each.Name)))
        {
            lane.scenes.Add(await RemediationScene.InAsync(lane.sandbox, what));
        }

        await lane.store.MigrateAsync(Stop);
        for (var n = 0; n < Replicas; n++)
        {
            lane.databases.Add(new PostgresProxy(lane.database.Port, n, lane.trap));
            lane.clouds.Add(await AwsProxy.StartAsync(lane.sandbox.Url, n, lane.trap, Stop));
            lane.replicas[n] = lane.NewReplica(n);
        }

        await Task.WhenAll(lane.replicas);
        return lane;
    }

    /// <summary>One plan, killed as the seed says, to its end; throws where anything was done twice, lost, or not written down.</summary>
    public async Task RunAsync(int seed)
    {
        await Task.WhenAll(replicas);
        var random = new Random(seed);
        var scene = scenes[random.Next(scenes.Count)];
        var undone = done.GetValueOrDefault(scene);
        var proposal = await ProposedAsync(scene, undone, string.Create(CultureInfo.InvariantCulture, $"k{seed:000000000}"));
        var steps = proposal.Plan.Steps.Count;

        // Claim, beginning and its lease, verification and its lease, release; each step: begun and its lease, the call, done and its lease. Each has a before and an after.
        var moments = 2 * (6 + (5 * steps));
        int[] chosen = random.Next(4) == 0 ? [random.Next(moments), random.Next(moments / 2)] : [random.Next(moments)];
        await trap.ArmAsync(chosen, KillAsync);
        await ApproveAsync(proposal.Id);
        var ended = await EndAsync(proposal.Id);
        await trap.DisarmAsync();

        Killed.AddRange(trap.Sprung);
        Unharmed += trap.Sprung.Count == 0 ? 1 : 0;
        await AssertAsync(seed, scene, ended, undone);
        done.Remove(scene);
        if (undone is null)
        {
            done[scene] = ended;
        }
    }

    /// <summary>Does something while the first replica that comes to the moment is killed; returns once both replicas run again.</summary>
    /// <returns>The moment; none where nobody came to it.</returns>
    public async Task<IReadOnlyList<Moment>> KilledAsync(string what, bool before, Func<Task> work)
    {
        await trap.ArmAsync([0], KillAsync, moment => moment.What == what && moment.IsBefore == before);
        await work();
        await trap.DisarmAsync();
        await Task.WhenAll(replicas);
        return [.. trap.Sprung];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in replicas.OfType<Task<Cli.Running>>())
        {
            await (await replica).DisposeAsync();
        }

        foreach (var proxy in databases)
        {
            await proxy.DisposeAsync();
        }

        foreach (var proxy in clouds)
        {
            await proxy.DisposeAsync();
        }

        foreach (var scene in scenes)
        {
            await scene.DisposeAsync();
        }

        trap.Dispose();
        store.Dispose();
        await sandbox.DisposeAsync();
        Directory.Delete(keys, recursive: true);
    }

    private async Task<Proposal> ProposedAsync(RemediationScene scene, Proposal? undone, string id)
    {
        var plan = undone is null ? await scene.PlanAsync() : UndoPlan.Of(undone);
        var now = TimeProvider.System.GetUtcNow();
        var proposal = new Proposal(id, plan, PlanJson.Hash(PlanJson.Write(plan)), ProposalState.AwaitingApproval, Requester, now, now.AddHours(4), "n1");
        Assert.True(await store.AddProposalAsync(proposal, Stop), $"{id} was not kept");
        return proposal;
    }

    private async Task ApproveAsync(string id)
    {
        foreach (var who in new[] { Second, RemediationScene.Approver })
        {
            if ((await store.ProposalAsync(id, Stop))!.State == ProposalState.AwaitingApproval)
            {
                Assert.IsType<Decision.Accepted>(await store.DecideAsync(id, new ProposalEvent.Approve(who, "n1", null), Policy, "n2", Stop));
            }
        }
    }

    /// <summary>The proposal once it is over and given back, or its last owner is dead.</summary>
    private async Task<Proposal> EndAsync(string id)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var proposal = (await store.ProposalAsync(id, Stop))!;
            if (proposal.IsOver && (trap.IsOver || await OneAsync<long>("SELECT COUNT(*) FROM proposals WHERE id = @id AND owner IS NOT NULL AND lease_until > now()", new { id }) == 0))
            {
                return proposal;
            }

            Assert.True(watch.Elapsed < TimeSpan.FromMinutes(3), $"{id} is {proposal.State} still, killed {string.Join(", ", trap.Sprung)}");
            await Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System, Stop);
        }
    }

    private async Task AssertAsync(int seed, RemediationScene scene, Proposal ended, Proposal? undone)
    {
        var told = string.Create(CultureInfo.InvariantCulture, $"seed {seed}, {ended.Plan.Title}, killed {string.Join(", ", trap.Sprung)}: {ended.State} {ended.Outcome}");
        Assert.True(ended.State == ProposalState.Done, told);
        var calls = sandbox.Calls.Where(call => call.IsWrite && call.SessionName == $"chatguard-{ended.Id}").Select(call => call.Operation).ToList();
        Writes += calls.Count;
        Assert.True(calls.SequenceEqual(ended.Plan.Steps.Select(step => step.Call.Operation)), $"{told}; calls: {string.Join(", ", calls)}");
        Assert.Equal([], ended.Plan.After.DifferencesTo(await scene.ReadAsync()));
        if (undone is not null)
        {
            Assert.Equal(ProposalState.Undone, (await store.ProposalAsync(undone.Id, Stop))!.State);
        }

        var verdict = await AuditChain.VerifyAsync(store, head, Stop);
        Assert.True(verdict.Problem is null, $"{told}; {verdict.Problem}");
        var since = await store.AuditRecordsAsync(head?.Seq ?? 0, 10_000, Stop);
        head = (verdict.Intact, verdict.Head!);
        var own = since.Where(record => record.Proposal == ended.Id && record.Kind == "accepted").Select(record => JsonNode.Parse(record.Detail)!).ToList();
        Assert.Single(own, record => (string?)record["event"] == nameof(ProposalEvent.Begin));
        Assert.Single(own, record => (string?)record["event"] == nameof(ProposalEvent.Verified));
        Assert.Equal(Enumerable.Range(0, ended.Steps.Count), own.Where(record => (string?)record["stepState"] == nameof(StepState.Done)).Select(record => (int)record["step"]!));
    }

    /// <summary>Kills a replica and has another one started in its place. Its lease is let end at once: it is dead, so that waiting would show nothing more.</summary>
    private async Task KillAsync(int n)
    {
        await using (var victim = await replicas[n])
        {
            Processor += victim.Processor;
            await victim.KillAsync(Stop);
            replicas[n] = NewReplica(n);
            await OneAsync<long>(
                "WITH lapsed AS (UPDATE proposals SET lease_until = now() WHERE owner LIKE @owner RETURNING 1) SELECT COUNT(*) FROM lapsed",
                new { owner = string.Create(CultureInfo.InvariantCulture, $"%/{victim.Id}/%") });
        }
    }

    private Task<Cli.Running> NewReplica(int n)
    {
        var cli = new Cli().At(sandbox).With(
            ("AWS_ENDPOINT_URL", clouds[n].Url),
            ("DOTNET_gcServer", "0"),
            ("ChatGuard__KeyFolder", keys),
            ("ChatGuard__Store__Provider", "postgres"),
            ("ChatGuard__Store__ConnectionString", new NpgsqlConnectionStringBuilder(database.ConnectionString) { Port = databases[n].Port, SslMode = SslMode.Disable, GssEncryptionMode = GssEncryptionMode.Disable }.ConnectionString),
            ("ChatGuard__Remediation__Lease", "00:00:30"),
            ("ChatGuard__Remediation__VerifyFor", "00:00:15"),
            ("ChatGuard__Remediation__CallTimeout", "00:00:10"),
            ("ChatGuard__Remediation__Pause", "00:00:00.0100000"),
            ("ChatGuard__RefreshEvery", "7.00:00:00"));
        foreach (var (account, at) in scenes.Select(scene => scene.Target.Account).Distinct().Select((account, at) => (account, at)))
        {
            cli.Account(at, $"account-{account}", account);
            cli.With((string.Create(CultureInfo.InvariantCulture, $"ChatGuard__Aws__Accounts__{at}__RemediationRoleArn"), $"arn:aws:iam::{account}:role/ChatGuardRemediate"));
        }

        cli.With(settings);
        return Task.Run(() =>
        {
            var started = cli.Start("--urls", "http://127.0.0.1:0");
            for (var line = ""; !line.StartsWith("Stop it", StringComparison.Ordinal); line = started.Line())
            {
                if (line.Trim().StartsWith("Web chat ", StringComparison.Ordinal))
                {
                    Addresses[n] = new Uri(line[line.IndexOf("http", StringComparison.Ordinal)..]);
                }
            }

            return started;
        });
    }

    private async Task<T> OneAsync<T>(string sql, object values)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync(Stop);
        return (await connection.QuerySingleAsync<T>(new CommandDefinition(sql, values, cancellationToken: Stop)))!;
    }
}
