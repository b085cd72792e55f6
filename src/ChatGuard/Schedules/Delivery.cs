using System.Collections.Concurrent;
using ChatGuard.Core.Answers;
using ChatGuard.Store;

namespace ChatGuard.Schedules;

/// <summary>
/// Posts what the outbox holds. Each channel is tried on its own, so that one that fails or hangs holds up no other. A message is leased while it
/// is posted; where ChatGuard dies between the post and its record, the next owner posts under the same key and the surface returns the first message.
/// </summary>
internal sealed class Delivery(Store.Store store, IEnumerable<IChatSurface> surfaces, TimeProvider clock, ILogger<Delivery> log) : BackgroundService
{
    /// <summary>How long a post may take; well within <see cref="Lease"/>, so that nobody else begins meanwhile.</summary>
    public static readonly TimeSpan PostTimeout = TimeSpan.FromSeconds(30);

    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(75);

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan WithoutStore = TimeSpan.FromSeconds(10);

    private const int MostAtOnce = 20;

    private readonly string owner = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";
    private readonly ConcurrentDictionary<ChannelRef, bool> gone = new();

    /// <summary>Leases what is due and posts it; returns when all of it was posted or failed.</summary>
    /// <returns>How many were tried.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var posting = await BeginAsync(cancellationToken);
        await Task.WhenAll(posting);
        return posting.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var posting = new List<Task>();
        try
        {
            while (true)
            {
                posting.RemoveAll(post => post.IsCompleted);
                await Task.Delay(await RoundAsync(posting, stoppingToken) ? Between : WithoutStore, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(posting);
        }
    }

    /// <summary>One round; false where the store did not answer, which is logged and tried again.</summary>
    private async Task<bool> RoundAsync(List<Task> posting, CancellationToken cancellationToken)
    {
        try
        {
            posting.AddRange(await BeginAsync(cancellationToken));
            Telemetry.OutboxDepth.Record((await store.OutboxDepthAsync(cancellationToken)).Waiting);
            return true;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            log.StoreUnavailable("posting", error.Message);
            return false;
        }
    }

    private async Task<List<Task>> BeginAsync(CancellationToken cancellationToken) =>
        [.. (await store.LeaseDueAsync(owner, Lease, MostAtOnce, cancellationToken)).Select(message => DeliverAsync(message, cancellationToken))];

    /// <summary>Posts one message and records what came of it; never throws.</summary>
    private async Task DeliverAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        try
        {
            var posted = await TryPostAsync(message, cancellationToken);
            Telemetry.Posts.Add(1, new("surface", message.Channel.Surface), new("outcome", posted is null ? "failed" : "posted"));
            if (posted is not null)
            {
                // Even while stopping: what is posted but not recorded is posted again, where the surface cannot tell.
                await store.PostedAsync(message.Id, posted, CancellationToken.None);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The lease lapses and another replica goes on.
        }
        catch (Exception error)
        {
            log.StoreUnavailable("recording a post", error.Message);
        }
    }

    /// <summary>The posted message; null where it failed and that is recorded.</summary>
    private async Task<MessageRef?> TryPostAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        using var activity = Telemetry.Source.StartActivity("post");
        activity?.SetTag("chatguard.channel", message.Channel.ToString());
        using var limit = new CancellationTokenSource(PostTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var surface = surfaces.FirstOrDefault(each => each.Owns(message.Channel))
                ?? throw new ChannelGoneException($"no chat that is set up has the channel {message.Channel}");
            var posted = await surface.PostAsync(message.Channel, message.Thread, message.Answer, message.Key, either.Token).WaitAsync(either.Token);
            gone.TryRemove(message.Channel, out _);
            return posted;
        }
        catch (ChannelGoneException error)
        {
            if (gone.TryAdd(message.Channel, true))
            {
                log.ChannelGone(message.Channel, error.Message);
            }

            await store.FailedAsync(message.Id, error.Message, null, cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            var reason = error is OperationCanceledException ? $"no answer within {PostTimeout.TotalSeconds} seconds" : error.Message;
            var wait = Backoff.After(message.Attempts + 1, Random.Shared.NextDouble());
            log.PostFailed(message.Key, message.Channel, message.Attempts + 1, reason, wait is null ? "given up" : $"again in {wait.Value.TotalSeconds:0} s");
            await store.FailedAsync(message.Id, reason, wait is null ? null : clock.GetUtcNow() + wait.Value, cancellationToken);
        }

        return null;
    }
}
