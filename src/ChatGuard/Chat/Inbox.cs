using System.Collections.Concurrent;
using ChatGuard.Core.Answers;
using ChatGuard.Store;

namespace ChatGuard.Chat;

/// <summary>What works off a surface's deliveries; registered with the services, one a surface.</summary>
/// <param name="Surface">The surface's name.</param>
/// <param name="HandleAsync">
/// Works one off. What it throws is logged and tried again, unless the channel is gone, so it may find that a crash or an error left half of the work done: whatever it posts it posts
/// under a key made from the item's.
/// </param>
internal sealed record InboxHandler(string Surface, Func<InboxItem, CancellationToken, Task> HandleAsync);

/// <summary>
/// The durable inbox of platforms that want to be acknowledged within seconds: a delivery is committed, then acknowledged, then worked off. A second delivery
/// is known by its key; what a replica that died had not finished is taken over when its lease ends.
/// </summary>
internal sealed class Inbox(Store.Store store, IEnumerable<InboxHandler> handlers, TimeProvider clock, ILogger<Inbox> log) : BackgroundService
{
    /// <summary>How long working one off may take; well within <see cref="Lease"/>, so that nobody else begins meanwhile.</summary>
    public static readonly TimeSpan HandleTimeout = TimeSpan.FromMinutes(4);

    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(2);

    /// <summary>After how many failures it is given up.</summary>
    private const int Tries = 5;

    private const int MostAtOnce = 20;

    private readonly string owner = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";
    private readonly ConcurrentDictionary<Task, bool> working = new();
    private readonly CancellationTokenSource stopping = new();

    /// <summary>Commits a delivery and begins to work it off. Once it returns, the platform may be acknowledged, whatever it returns.</summary>
    /// <returns>Whether it is new; a delivery that was kept before is not worked off again.</returns>
    /// <exception cref="StoreException">It could not be kept: the platform must be told to deliver it again.</exception>
    public async Task<bool> ReceiveAsync(string key, string surface, string payload, CancellationToken cancellationToken)
    {
        if (await store.ReceiveAsync(key, surface, payload, owner, Lease, cancellationToken) is not { } item)
        {
            return false;
        }

        _ = Begin(item);
        return true;
    }

    /// <summary>Works off what waits and nobody is at, and returns when all of that is done or failed.</summary>
    /// <returns>How many.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var items = await store.LeaseInboxAsync(owner, Lease, MostAtOnce, cancellationToken);
        await Task.WhenAll(items.Select(Begin));
        return items.Count;
    }

    public override void Dispose()
    {
        stopping.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (var item in await store.LeaseInboxAsync(owner, Lease, MostAtOnce, stoppingToken))
                {
                    _ = Begin(item);
                }
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                log.StoreUnavailable("looking into the inbox", error.Message);
            }

            await Task.Delay(Between, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Lets what is being worked off end within the host's time for draining; what does not end is taken over after its lease.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(working.Keys).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await stopping.CancelAsync();
    }

    private Task Begin(InboxItem item)
    {
        // Not on the caller's thread: the acknowledgement does not wait for the work.
        var work = Task.Run(() => WorkAsync(item), CancellationToken.None);
        working[work] = true;
        _ = work.ContinueWith(done => working.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return work;
    }

    /// <summary>Never throws.</summary>
    private async Task WorkAsync(InboxItem item)
    {
        try
        {
            if (await TryHandleAsync(item) is not { } error)
            {
                await store.HandledAsync(item.Id, CancellationToken.None);
                return;
            }

            var isLast = error is ChannelGoneException || item.Attempts + 1 >= Tries;
            log.DeliveryFailed(item.Key, item.Attempts + 1, isLast ? "given up" : "tried again", error);
            await store.UnhandledAsync(item.Id, error.Message, isLast ? null : clock.GetUtcNow() + (TimeSpan.FromSeconds(2) * Math.Pow(3, item.Attempts)), CancellationToken.None);
        }
        catch (Exception error)
        {
            // The lease lapses, and somebody takes it over.
            log.StoreUnavailable("working off the inbox", error.Message);
        }
    }

    private async Task<Exception?> TryHandleAsync(InboxItem item)
    {
        using var limit = new CancellationTokenSource(HandleTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping.Token);
        try
        {
            var handler = handlers.FirstOrDefault(each => each.Surface == item.Surface) ?? throw new InvalidOperationException($"{item.Surface} is not set up any more");
            await handler.HandleAsync(item, either.Token).WaitAsync(either.Token);
            return null;
        }
        catch (Exception error)
        {
            return error;
        }
    }
}
