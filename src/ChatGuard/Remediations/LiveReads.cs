using ChatGuard.Aws;
using ChatGuard.Core.Proposals;

namespace ChatGuard.Remediations;

/// <summary>Reads a plan's target until what AWS shows can be relied on: right after a write, reads may still show the state before.</summary>
internal sealed class LiveReads(Remediation remediation, Plan plan, AwsAccount account, RemediationOptions options, TimeProvider clock)
{
    /// <summary>How many reads in a row have to agree.</summary>
    public const int Agreeing = 3;

    public Task<LiveState> NowAsync(CancellationToken cancellationToken) => remediation.ReadAgainAsync(plan, account, cancellationToken);

    /// <summary>Whether the changes took effect: true as soon as a read shows them, false once three in a row do not.</summary>
    public async Task<bool> TookEffectAsync(IReadOnlyList<FieldChange> changes, CancellationToken cancellationToken)
    {
        for (var n = 0; n < Agreeing; n++)
        {
            if ((await ReadAfterAsync(n, cancellationToken)).Shows(changes))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether three reads in a row show the changes before the time is over.</summary>
    public async Task<bool> SettledAsync(IReadOnlyList<FieldChange> changes, CancellationToken cancellationToken)
    {
        var begun = clock.GetTimestamp();
        var agreed = 0;
        for (var n = 0; agreed < Agreeing; n++)
        {
            if (n > 0 && clock.GetElapsedTime(begun) > options.VerifyFor)
            {
                return false;
            }

            agreed = (await ReadAfterAsync(n, cancellationToken)).Shows(changes) ? agreed + 1 : 0;
        }

        return true;
    }

    private async Task<LiveState> ReadAfterAsync(int n, CancellationToken cancellationToken)
    {
        await Task.Delay(n == 0 ? TimeSpan.Zero : options.Pause * Math.Pow(2, Math.Min(n - 1, 3)), clock, cancellationToken);
        return await NowAsync(cancellationToken);
    }
}
