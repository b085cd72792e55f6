using ChatGuard.Core.Answers;
using ChatGuard.Core.Digests;
using ChatGuard.Schedules;
using ChatGuard.Store;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ChatGuard.Tests.Schedules;

/// <summary>Digests and their delivery over a SQLite file of their own, a clock set by hand and a surface that remembers what it was given.</summary>
internal sealed class Reports : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("chatguard-reports").FullName;

    private Reports(string now)
    {
        Clock = new ManualClock(now);
        Store = Open();
    }

    public ManualClock Clock { get; }

    public RecordingSurface Surface { get; } = new();

    public ChatGuard.Store.Store Store { get; private set; }

    /// <summary>How often a digest was made.</summary>
    public int Made { get; private set; }

    public static async Task<Reports> StartAsync(string now)
    {
        var reports = new Reports(now);
        await reports.Store.MigrateAsync(Stop);
        return reports;
    }

    public static DigestPlan Plan(string zone, string cron = "0 30 7 * * ?", string name = "daily", string channel = "security") =>
        new(name, new ChannelRef("test", channel), new DigestSchedule(cron, TimeZoneInfo.FindSystemTimeZoneById(zone)), [], false);

    /// <summary>As after a crash: nothing but the file is left.</summary>
    public void Restart()
    {
        Store.Dispose();
        Store = Open();
    }

    public Task<bool> RunDueAsync(DigestPlan plan, string since = "2026-01-01T00:00:00Z", MakeDigest? make = null) =>
        new DigestRunner(Store, make ?? MakeAsync, new AuditHeadLog(Store, Clock, NullLogger<AuditHeadLog>.Instance), Clock, NullLogger<DigestRunner>.Instance).RunDueAsync(plan, DateTimeOffset.Parse(since), Stop);

    /// <summary>Sweeps as one replica does until nothing is due.</summary>
    public async Task DeliverAsync()
    {
        using var delivery = new Delivery(Store, [Surface], Clock, NullLogger<Delivery>.Instance);
        while (await delivery.SweepAsync(Stop) > 0)
        {
        }
    }

    public ValueTask DisposeAsync()
    {
        Store.Dispose();
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private Task<Digest> MakeAsync(DigestPlan plan, DateOnly today, CancellationToken cancellationToken)
    {
        Made++;
        return Task.FromResult(new Digest(new Answer($"{plan.Name} {today:yyyy-MM-dd}", Tone.Neutral, []), new Answer("details", Tone.Neutral, []), []));
    }

    private ChatGuard.Store.Store Open() => new(new StoreOptions { ConnectionString = $"Data Source={Path.Combine(folder, "chatguard.db")}" }, Clock);
}

/// <summary>A surface that keeps what was posted by its key, as the contract asks, and fails where a test says so.</summary>
internal sealed class RecordingSurface : IChatSurface
{
    private readonly Dictionary<string, MessageRef> byKey = [];

    public string Name => "test";

    /// <summary>Key, channel and thread of each message, in the order posted.</summary>
    public List<(string Key, string Channel, string? Thread)> Posted { get; } = [];

    /// <summary>Channel and new title of each edit, in order.</summary>
    public List<(string Channel, string Title)> Edited { get; } = [];

    /// <summary>What happens before a message is kept or edited, by channel.</summary>
    public Func<ChannelRef, CancellationToken, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>What happens after a message is kept.</summary>
    public Action After { get; set; } = () => { };

    public bool Owns(ChannelRef channel) => channel.Surface == Name;

    public async Task<MessageRef> PostAsync(ChannelRef channel, MessageRef? thread, Answer answer, string key, CancellationToken cancellationToken)
    {
        await Before(channel, cancellationToken);
        lock (byKey)
        {
            if (!byKey.TryGetValue(key, out var message))
            {
                message = byKey[key] = new MessageRef(Name, channel.Channel, $"m{byKey.Count}");
                Posted.Add((key, channel.Channel, thread?.Id));
            }

            After();
            return message;
        }
    }

    public async Task UpdateAsync(MessageRef message, Answer answer, CancellationToken cancellationToken)
    {
        await Before(new ChannelRef(Name, message.Channel), cancellationToken);
        lock (byKey)
        {
            Edited.Add((message.Channel, answer.Title));
        }
    }
}
