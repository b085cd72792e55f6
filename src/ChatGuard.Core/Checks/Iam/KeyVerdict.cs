using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.Iam;

/// <summary>What to do with an access key, worst first.</summary>
public enum KeyAdvice
{
    /// <summary>Inactive for more than 90 days.</summary>
    Delete,

    /// <summary>Active, but last used 45 days ago or more, or never used after 14 days.</summary>
    Unused,

    /// <summary>More than 90 days old.</summary>
    Rotate,

    /// <summary>75 days or older.</summary>
    RotateSoon,

    /// <summary>Nothing.</summary>
    Ok,
}

/// <summary>The advice on one key and its reason.</summary>
/// <param name="Advice">The first that holds, in the order of the enumeration.</param>
/// <param name="AgeDays">Whole days since the key was made or last rotated; null where AWS did not say.</param>
/// <param name="Why">One line.</param>
public sealed record KeyVerdict(KeyAdvice Advice, int? AgeDays, string Why)
{
    public static KeyVerdict Of(AccessKey key, AccountSnapshot snapshot, Thresholds thresholds)
    {
        int? age = key.LastRotated is { } made ? snapshot.AgeInDays(made) : null;
        int? unused = key.LastUsed is { } used ? snapshot.AgeInDays(used) : null;
        if (!key.Active)
        {
            int? off = InactiveSince(key) is { } since ? snapshot.AgeInDays(since) : null;
            return off > thresholds.InactiveKeyMaxAge
                ? new(KeyAdvice.Delete, age, $"inactive for {off} days")
                : new(KeyAdvice.Ok, age, off is null ? "inactive" : $"inactive for {off} days; delete after {thresholds.InactiveKeyMaxAge}");
        }

        return (unused, age) switch
        {
            ({ } days, _) when days >= thresholds.UnusedCredential => new(KeyAdvice.Unused, age, $"not used for {days} days"),
            (null, { } days) when days >= thresholds.NeverUsedCredential => new(KeyAdvice.Unused, age, $"never used in {days} days"),
            (_, { } days) when days > thresholds.AccessKeyMaxAge => new(KeyAdvice.Rotate, age, $"{days} days old; at most {thresholds.AccessKeyMaxAge}"),
            (_, { } days) when days >= thresholds.AccessKeyWarnAge => new(KeyAdvice.RotateSoon, age, $"{days} days old; rotate before it is older than {thresholds.AccessKeyMaxAge}"),
            (_, null) => new(KeyAdvice.Ok, age, "AWS did not say how old it is"),
            _ => new(KeyAdvice.Ok, age, $"{age} days old"),
        };
    }

    /// <summary>Since when an inactive key is off: CloudTrail's word, else the last moment it was certainly on.</summary>
    public static DateTimeOffset? InactiveSince(AccessKey key) => key.DeactivatedAt
        ?? (key.LastRotated > key.LastUsed ? key.LastRotated : key.LastUsed ?? key.LastRotated);
}
