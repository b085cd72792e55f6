namespace ChatGuard.Core.Checks.CloudTrail;

/// <summary>Whether something a trail delivers arrives.</summary>
internal static class Delivery
{
    /// <summary>What is wrong with the last delivery, in a phrase; null where nothing is. A delivery exactly as old as allowed is well.</summary>
    public static string? Problem(Evidence evidence, string what, DateTimeOffset? last, string? error, int hours)
    {
        if (!string.IsNullOrEmpty(error))
        {
            return $"last delivery of {what} failed: {error}";
        }

        if (last is not { } time)
        {
            return $"never delivered {what}; expected within {hours} hours";
        }

        var age = evidence.Snapshot.TakenAt - time;
        return age > TimeSpan.FromHours(hours) ? $"last delivered {what} {Math.Floor(age.TotalHours)} hours ago; expected at most {hours}" : null;
    }
}
