using ChatGuard.Core.Answers;
using ChatGuard.Core.Checks.Iam;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Digests;

/// <summary>An access key to rotate or delete.</summary>
/// <param name="Owner">The user's tag <c>owner</c>; null where it has none.</param>
public sealed record StaleKey(AccountSnapshot Account, UserCredentials User, AccessKey Key, KeyVerdict Verdict, string? Owner);

/// <summary>Keys that are too old, unused or long inactive, worst first: old ones in use, then unused ones, then inactive ones; the oldest of each first.</summary>
public static class StaleKeys
{
    /// <summary>The stale keys of one account; none where the credential report is unreadable.</summary>
    public static IReadOnlyList<StaleKey> Of(DigestAccount account)
    {
        var snapshot = account.Snapshot;
        var owners = snapshot.Authorization.Match(
            (details, _) => details.Users.DistinctBy(user => user.UserName, StringComparer.Ordinal).ToDictionary(user => user.UserName, user => user.Tags.GetValueOrDefault("owner"), StringComparer.Ordinal),
            _ => []);
        return snapshot.Credentials.Match<IReadOnlyList<StaleKey>>(
            (report, _) => WorstFirst((report.Root is { } root ? report.Users.Prepend(root) : report.Users).SelectMany(user => user.AccessKeys.Select(key =>
                new StaleKey(snapshot, user, key, KeyVerdict.Of(key, snapshot, account.Policy.Thresholds), owners.GetValueOrDefault(user.UserName))))),
            _ => []);
    }

    public static IReadOnlyList<StaleKey> WorstFirst(IEnumerable<StaleKey> keys) =>
    [
        .. keys.Where(key => key.Verdict.Advice is KeyAdvice.Rotate or KeyAdvice.Unused or KeyAdvice.Delete)
            .OrderBy(key => key.Verdict.Advice switch { KeyAdvice.Rotate => 0, KeyAdvice.Unused => 1, _ => 2 })
            .ThenByDescending(key => key.User.IsRoot).ThenByDescending(key => key.Verdict.AgeDays),
    ];

    internal static DigestSection? Section(DigestInput input)
    {
        var keys = WorstFirst(input.Accounts.SelectMany(Of));
        return DigestSection.Of(
            $"Stale keys: {Wording.Count(keys.Count, "key")}", keys, 30, "/aws rotate-report",
            [new("Verdict"), new("User"), new("Key"), new("Age", Numeric: true), new("Last used"), new("Owner"), new("Account")], Row);
    }

    private static IReadOnlyList<Cell> Row(StaleKey key) =>
    [
        new Cell(Wording.Kebab(key.Verdict.Advice), key.Verdict.Advice switch { KeyAdvice.Rotate => Mark.High, KeyAdvice.Unused => Mark.Medium, _ => Mark.Low }),
        Wording.Clip(key.User.UserName, 20),
        Wording.Tail(key.Key.KeyId),
        key.Verdict.AgeDays is { } age ? $"{age} d" : "–",
        LastUse(key),
        Wording.Clip(key.Owner ?? "–", 12),
        Wording.Clip(key.Account.AccountName, 16),
    ];

    private static string LastUse(StaleKey key) => key.Key.LastUsed is not { } used ? "never"
        : Wording.Clip($"{Wording.Ago(used, key.Account.TakenAt)}{(key.Key.LastUsedService is { } service ? $", {service}" : "")}{(key.Key.LastUsedRegion is { } region ? $" {region}" : "")}", 34);
}
