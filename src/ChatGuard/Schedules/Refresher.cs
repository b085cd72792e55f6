using ChatGuard.Aws;
using ChatGuard.Core.Checks;

namespace ChatGuard.Schedules;

/// <summary>Reads accounts anew and remembers what was found.</summary>
internal sealed class Refresher(Accounts accounts, Policies.Policies policies, Store.Store store)
{
    /// <param name="which">As <see cref="Accounts.Find"/> numbers them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RefreshAsync(IReadOnlyList<int> which, CancellationToken cancellationToken)
    {
        foreach (var snapshot in await accounts.SnapshotsAsync(which, fresh: true, null, cancellationToken))
        {
            // An ambient account that could not be read at all has no id to remember it by.
            if (snapshot.AccountId is { Length: 12 } id)
            {
                await store.RecordAsync(id, snapshot.AccountName, snapshot.TakenAt, Posture.Of(snapshot, policies.Of(snapshot)), cancellationToken);
            }
        }
    }
}
