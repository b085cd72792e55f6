using ChatGuard.Aws;
using ChatGuard.Commands;

namespace ChatGuard.Schedules;

/// <summary>Reads accounts anew and remembers what was found.</summary>
internal sealed class Refresher(Accounts accounts, Readings readings)
{
    /// <param name="which">As <see cref="Accounts.Find"/> numbers them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RefreshAsync(IReadOnlyList<int> which, CancellationToken cancellationToken)
    {
        foreach (var snapshot in await accounts.SnapshotsAsync(which, fresh: true, null, cancellationToken))
        {
            await readings.RecordAsync(snapshot, null, cancellationToken);
        }
    }
}
