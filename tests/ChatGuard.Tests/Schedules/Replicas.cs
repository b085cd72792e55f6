using System.Globalization;
using ChatGuard.Sandbox;
using ChatGuard.Tests.CommandLine;

namespace ChatGuard.Tests.Schedules;

/// <summary>A digest that falls due once a day.</summary>
internal sealed record ReplicaDigest(string Name, DateTimeOffset At)
{
    public DateOnly Day => DateOnly.FromDateTime(At.UtcDateTime);

    public string Cron => string.Create(CultureInfo.InvariantCulture, $"{At.UtcDateTime.Second} {At.UtcDateTime.Minute} {At.UtcDateTime.Hour} * * ?");
}

/// <summary>Three processes that serve the same digests from one database.</summary>
internal sealed class Replicas(SandboxServer sandbox, string database, IReadOnlyList<ReplicaDigest> digests) : IAsyncDisposable
{
    private const int Count = 3;

    private readonly List<Cli.Running> running = [];
    private readonly Random choice = new(20261122);

    public IReadOnlyList<ReplicaDigest> Digests => digests;

    /// <summary>What they wrote.</summary>
    public ReplicaRecord Record { get; } = new(database);

    public int Kills { get; private set; }

    /// <summary>Starts them, one after the other; returns when all serve.</summary>
    public void Start()
    {
        while (running.Count < Count)
        {
            running.Add(One());
        }
    }

    /// <summary>
    /// Kills one of them, and starts another in its place, whenever a digest begins, is made, is taken to be posted or is posted;
    /// until all are posted.
    /// </summary>
    public async Task KillUntilAllIsPostedAsync(CancellationToken cancellationToken)
    {
        var before = await Record.ProgressAsync(cancellationToken);
        while (!before.IsPosted(digests.Count))
        {
            before = await Record.ChangeAsync(before, cancellationToken);
            var victim = choice.Next(Count);
            await running[victim].KillAsync(cancellationToken);
            Kills++;
            await running[victim].DisposeAsync();
            running[victim] = One();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in running)
        {
            await replica.DisposeAsync();
        }

        await Record.DisposeAsync();
    }

    private Cli.Running One()
    {
        var cli = new Cli().At(sandbox).Account(0, "lab", App.Lab).With(("ChatGuard__Store__Provider", "postgres"), ("ChatGuard__Store__ConnectionString", database));
        foreach (var (digest, n) in digests.Select((digest, n) => (digest, n)))
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"ChatGuard__Digests__{n}__");
            cli.With(($"{key}Name", digest.Name), ($"{key}Channel", "web:security"), ($"{key}Cron", digest.Cron), ($"{key}TimeZone", "Etc/UTC"));
        }

        var started = cli.Start("--urls", "http://127.0.0.1:0");
        while (!started.Line().StartsWith("Stop it", StringComparison.Ordinal))
        {
            // The rest of the banner, and what is logged before it.
        }

        return started;
    }
}
