using ChatGuard.Store;

namespace ChatGuard.Chat.Slack;

/// <summary>
/// How this replica's Socket Mode connection is: open since when, or gone since when and why. Written to the database when it changes and every minute, because
/// doctor is another process; what is older belongs to a replica that runs no more.
/// </summary>
internal sealed class SlackSocketState : BackgroundService
{
    /// <summary>How old what a running replica wrote down can be.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan Beat = TimeSpan.FromMinutes(1);

    private readonly string replica = $"{Environment.MachineName}/{Environment.ProcessId}";
    private readonly SemaphoreSlim changed = new(0);

    private readonly Store.Store store;
    private readonly TimeProvider clock;

    private volatile SlackSocketNote now;

    public SlackSocketState(Store.Store store, TimeProvider clock)
    {
        (this.store, this.clock) = (store, clock);
        now = new(clock.GetUtcNow(), "not_connected_yet");
    }

    public SlackSocketNote Now => now;

    /// <summary>Slack said hello.</summary>
    public void Opened() => Change(null);

    /// <summary>There is no connection.</summary>
    /// <param name="reason">Slack's or the protocol's own word; no address and no name is in it, since anybody may read it in <c>/health/ready</c>.</param>
    public void Closed(string reason) => Change(reason);

    public override void Dispose()
    {
        changed.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await TryAsync(() => store.NoteSlackSocketAsync(replica, now, stoppingToken));
            await ((Task)changed.WaitAsync(Beat, stoppingToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await TryAsync(() => store.ForgetSlackSocketAsync(replica, CancellationToken.None));
    }

    private void Change(string? reason)
    {
        // How long there has been none counts from the first failure of a row.
        now = new SlackSocketNote(reason is not null && now.Reason is not null ? now.Since : clock.GetUtcNow(), reason);
        Telemetry.SlackConnected.Record(reason is null ? 1 : 0);
        changed.Release();
    }

    private static async Task TryAsync(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (Exception error) when (error is StoreException or OperationCanceledException)
        {
            // The next minute tries again; that the database is away others say.
        }
    }
}
