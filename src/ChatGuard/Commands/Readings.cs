using System.Collections.Concurrent;
using System.Threading.Channels;
using ChatGuard.Core.Checks;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Commands;

/// <summary>
/// Remembers what was read of an account, whatever it was read for: findings and the day's score, once for each snapshot. What a question has read is
/// remembered behind its answer, which neither waits for the database nor fails with it.
/// </summary>
internal sealed class Readings(Policies.Policies policies, Store.Store store, ILogger<Readings> log) : BackgroundService
{
    private const int MostWaiting = 200;

    // What a process that ends, such as a question on the command line, gives a database that hangs.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Channel<AccountSnapshot> waiting = Channel.CreateBounded<AccountSnapshot>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly ConcurrentDictionary<string, DateTimeOffset> remembered = new(StringComparer.Ordinal);

    /// <summary>Remembers whole snapshots soon; one that is remembered already costs nothing.</summary>
    public void Offer(IReadOnlyList<AccountSnapshot> snapshots)
    {
        foreach (var snapshot in snapshots.Where(snapshot => IsWorthIt(snapshot) && !IsRemembered(snapshot)))
        {
            waiting.Writer.TryWrite(snapshot);
        }
    }

    /// <summary>Remembers a whole snapshot now, unless it is remembered already or nothing of the account could be read.</summary>
    /// <param name="snapshot">Not narrowed to a region.</param>
    /// <param name="posture">Its posture; made here where it is null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Exception">Whatever the store throws where it does not answer.</exception>
    public async Task RecordAsync(AccountSnapshot snapshot, Posture? posture, CancellationToken cancellationToken)
    {
        if (!IsWorthIt(snapshot) || IsRemembered(snapshot))
        {
            return;
        }

        await store.RecordAsync(snapshot.AccountId, snapshot.AccountName, snapshot.TakenAt, posture ?? Posture.Of(snapshot, policies.Of(snapshot)), cancellationToken);
        remembered[snapshot.AccountId] = snapshot.TakenAt;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        waiting.Writer.TryComplete();
        if (ExecuteTask is { } remembering)
        {
            await remembering.WaitAsync(Patience, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var snapshot in waiting.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                // SQLite's calls do not return before they are done, so they run elsewhere.
                await Task.Run(() => RecordAsync(snapshot, null, stoppingToken), stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                log.ReadingNotRemembered(snapshot.AccountId, error.Message);
            }
        }
    }

    private bool IsRemembered(AccountSnapshot snapshot) => remembered.TryGetValue(snapshot.AccountId, out var at) && at >= snapshot.TakenAt;

    /// <summary>An account of which nothing was read has no findings, and an ambient one not even an id.</summary>
    private static bool IsWorthIt(AccountSnapshot snapshot) => snapshot.AccountId.Length == 12 && AccountView.OutcomeOf([snapshot]) == Outcome.Answered;
}
