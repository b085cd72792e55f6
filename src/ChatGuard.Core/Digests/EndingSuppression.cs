using ChatGuard.Core.Checks;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Digests;

/// <summary>A suppression that ends soon: what it accepts then fails again.</summary>
/// <param name="Account">The account it holds in.</param>
/// <param name="Suppression">What is accepted, by whom and until when.</param>
/// <param name="IsLastCall">It ends within two days, which is told once more.</param>
public sealed record EndingSuppression(AccountSnapshot Account, Suppression Suppression, bool IsLastCall)
{
    /// <summary>How long before its end a suppression is told the first time.</summary>
    public const int Days = 14;

    private const int LastDays = 2;

    /// <summary>What is remembered once it was told; as settled, so that it is forgotten in time.</summary>
    public AnnouncedFinding Told => new(
        StoredFinding.KeyOf(Account.AccountId, "suppression-ends", $"{Suppression.CheckId}|{Suppression.Resource}|{Suppression.Until:yyyy-MM-dd}|{(IsLastCall ? "last" : "soon")}", null), Severity.Info, Fixed: true);

    /// <summary>Those that end within <see cref="Days"/> of a moment, the next to end first.</summary>
    public static IEnumerable<EndingSuppression> Of(IReadOnlyList<DigestAccount> accounts, DateTimeOffset now) => accounts
        .SelectMany(account => account.Policy.Suppressions.Select(suppression => new EndingSuppression(account.Snapshot, suppression, suppression.Until <= now.AddDays(LastDays))))
        .Where(each => each.Suppression.Until > now && each.Suppression.Until <= now.AddDays(Days)).Distinct()
        .OrderBy(each => each.Suppression.Until);
}
