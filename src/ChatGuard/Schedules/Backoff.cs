namespace ChatGuard.Schedules;

/// <summary>When to try a post again: after 1 s, 2 s, 4 s and so on up to 15 minutes, each a quarter more or less by chance, for a day in all.</summary>
internal static class Backoff
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan GivenUpAfter = TimeSpan.FromHours(24);

    /// <param name="failures">How often it failed, this time included; at least 1.</param>
    /// <param name="chance">From 0 to 1.</param>
    /// <returns>How long to wait; null to give up.</returns>
    public static TimeSpan? After(int failures, double chance)
    {
        var waited = Enumerable.Range(1, failures).Sum(n => Wait(n).TotalSeconds);
        return waited > GivenUpAfter.TotalSeconds ? null : Wait(failures) * (0.75 + (chance / 2));
    }

    private static TimeSpan Wait(int failures) => failures > 10 ? Longest : TimeSpan.FromSeconds(Math.Min(Longest.TotalSeconds, 1 << (failures - 1)));
}
