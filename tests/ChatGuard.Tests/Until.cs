using System.Diagnostics;
using ChatGuard.Tests.Chat.Scenarios;
using Xunit;

namespace ChatGuard.Tests;

/// <summary>Waits for what works on its own to get somewhere: a test that waits in vain fails, and does not hold up the rest.</summary>
internal static class Until
{
    /// <exception cref="TimeoutException">It never was so within <see cref="ChatDriver.Patience"/>.</exception>
    public static Task IsSoAsync(string what, Func<bool> isSo) => IsSoAsync(what, () => Task.FromResult(isSo()));

    /// <inheritdoc cref="IsSoAsync(string, Func{bool})"/>
    public static async Task IsSoAsync(string what, Func<Task<bool>> isSo)
    {
        var watch = Stopwatch.StartNew();
        while (!await isSo())
        {
            if (watch.Elapsed > ChatDriver.Patience)
            {
                throw new TimeoutException($"It never came to this: {what}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
