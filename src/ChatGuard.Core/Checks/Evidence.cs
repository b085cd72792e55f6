using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks;

/// <summary>What a check looks at: a snapshot and the owners' policy. It opens sections for the check, turns unreadable ones into Unknown findings, and remembers the oldest data looked at.</summary>
public sealed class Evidence(AccountSnapshot snapshot, PosturePolicy policy)
{
    public AccountSnapshot Snapshot { get; } = snapshot;

    public PosturePolicy Policy { get; } = policy;

    public Thresholds Thresholds => Policy.Thresholds;

    /// <summary>The account's ARN-like id for findings about the account as a whole.</summary>
    public string Account => Snapshot.AccountId;

    /// <summary>The oldest data opened so far; the snapshot's own time where none was.</summary>
    internal DateTimeOffset DataAsOf { get; private set; } = snapshot.TakenAt;

    /// <summary>The age of a moment in whole days.</summary>
    public int Age(DateTimeOffset moment) => Snapshot.AgeInDays(moment);

    /// <summary>An age as a detail says it: <c>today</c>, <c>7 d ago</c>.</summary>
    public string Ago(DateTimeOffset moment) => Age(moment) is var days && days == 0 ? "today" : $"{days} d ago";

    /// <summary>Opens a section: its findings where it is known, one Unknown finding where it is not.</summary>
    public IEnumerable<Finding> Open<T>(Observed<T> section, Func<T, IEnumerable<Finding>> known, string? resource = null, string? region = null) => section.Match(
        (value, asOf) =>
        {
            DataAsOf = asOf < DataAsOf ? asOf : DataAsOf;
            return known(value);
        },
        reasons => [Unknown(resource ?? Account, reasons, region)]);

    /// <summary>Opens a section and judges each item.</summary>
    public IEnumerable<Finding> Each<T>(Observed<IReadOnlyList<T>> section, Func<T, Finding?> judge) =>
        Open(section, items => items.Select(judge).OfType<Finding>());

    /// <summary>Opens a regional section: findings of every region read, and one Unknown for each region that was not.</summary>
    public IEnumerable<Finding> EachRegion<T>(IReadOnlyList<InRegion<T>> regions, Func<string, T, IEnumerable<Finding>> judge) =>
        regions.SelectMany(part => Open(part.Section, value => judge(part.Region, value), part.Region, part.Region));

    private static Finding Unknown(string resource, IReadOnlyList<Unreadable> reasons, string? region) =>
        new(resource, CheckStatus.Unknown, string.Join("; ", reasons.Select(reason => reason.Summary).Distinct()), region ?? reasons[0].Region);
}
