using ChatGuard.Core.Checks;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Digests;

/// <summary>What a digest has to tell of findings, each finding in one list, worst first; and what root did that no digest told yet.</summary>
/// <param name="New">Failing and never announced.</param>
/// <param name="BackAgain">Failing though announced as fixed.</param>
/// <param name="Worse">Failing with a higher severity than was announced.</param>
/// <param name="Open">Failing as announced; in a first digest every failing finding.</param>
/// <param name="Fixed">Announced and no longer failing.</param>
/// <param name="SuppressionEnded">Failing again because nobody accepts it any longer.</param>
/// <param name="RootEvents">Newest first.</param>
/// <param name="Ending">Suppressions about to end that no digest told yet, the next to end first.</param>
public sealed record DigestChanges(
    bool IsFirst,
    IReadOnlyList<StoredFinding> New,
    IReadOnlyList<StoredFinding> BackAgain,
    IReadOnlyList<StoredFinding> Worse,
    IReadOnlyList<StoredFinding> Open,
    IReadOnlyList<StoredFinding> Fixed,
    IReadOnlyList<StoredFinding> SuppressionEnded,
    IReadOnlyList<RootEvent> RootEvents,
    IReadOnlyList<EndingSuppression> Ending)
{
    // CloudTrail shows events late, and an account can be unreadable for hours: events so long before the last digest are told if it did not know them.
    private static readonly TimeSpan Late = TimeSpan.FromDays(1);

    /// <summary>Whether there is anything an earlier digest did not say.</summary>
    public bool Any => IsFirst || News.Any() || Worse.Count + Fixed.Count + RootEvents.Count + Ending.Count > 0;

    /// <summary>Findings that fail now and that an earlier digest did not say.</summary>
    public IEnumerable<StoredFinding> News => New.Concat(BackAgain).Concat(SuppressionEnded);

    public static DigestChanges Of(DigestInput input)
    {
        var first = input.LastDigest is null;
        var told = input.Announced;
        var failing = WorstFirst(input.Findings.Where(finding => finding is { Status: CheckStatus.Fail, FixedAt: null }));
        var kinds = failing.ToLookup(finding => first ? Kind.Open : KindOf(finding, told.GetValueOrDefault(finding.Key), input.LastDigest));
        return new DigestChanges(
            first,
            [.. kinds[Kind.New]],
            [.. kinds[Kind.BackAgain]],
            [.. kinds[Kind.Worse]],
            [.. kinds[Kind.Open]],
            [.. WorstFirst(input.Findings.Where(finding => finding.FixedAt is not null && told.TryGetValue(finding.Key, out var said) && !said.Fixed))],
            [.. kinds[Kind.SuppressionEnded]],
            [.. RootEventsOf(input)],
            [.. EndingSuppression.Of(input.Accounts, input.Now).Where(each => !told.ContainsKey(each.Told.Key)).DistinctBy(each => each.Told.Key, StringComparer.Ordinal)]);
    }

    /// <summary>What is said once this was told.</summary>
    public IReadOnlyList<AnnouncedFinding> Announces() =>
    [
        .. News.Concat(Worse).Concat(IsFirst ? Open : []).Select(finding => new AnnouncedFinding(finding.Key, finding.Severity, Fixed: false)),
        .. Fixed.Select(finding => new AnnouncedFinding(finding.Key, finding.Severity, Fixed: true)),
        .. RootEvents.Select(each => new AnnouncedFinding(each.Key, Severity.High, Fixed: false)),
        .. Ending.Select(each => each.Told),
    ];

    private static Kind KindOf(StoredFinding finding, AnnouncedFinding? said, DateTimeOffset? last) => said switch
    {
        _ when finding.SuppressionEndedAt is { } ended && (said is null || ended > last) => Kind.SuppressionEnded,
        null => Kind.New,
        { Fixed: true } => Kind.BackAgain,
        _ => finding.Severity > said.Severity ? Kind.Worse : Kind.Open,
    };

    private static IEnumerable<RootEvent> RootEventsOf(DigestInput input)
    {
        var since = (input.LastDigest ?? input.Now) - Late;
        return input.Accounts
            .SelectMany(account => account.Snapshot.RootEvents.Match((events, _) => events, _ => []).Select(each => new RootEvent(account.Snapshot, each)))
            .Where(each => each.Event.IsRootUse && each.Event.Time > since && !input.Announced.ContainsKey(each.Key))
            .DistinctBy(each => each.Key, StringComparer.Ordinal)
            .OrderByDescending(each => each.Event.Time);
    }

    private static List<StoredFinding> WorstFirst(IEnumerable<StoredFinding> findings) =>
    [
        .. findings.Select(finding => (Finding: finding, finding.Key)).DistinctBy(each => each.Key, StringComparer.Ordinal)
            .OrderByDescending(each => each.Finding.Severity).ThenByDescending(each => each.Finding.FirstSeen).ThenBy(each => each.Key, StringComparer.Ordinal)
            .Select(each => each.Finding),
    ];

    private enum Kind
    {
        New,
        BackAgain,
        SuppressionEnded,
        Worse,
        Open,
    }
}

/// <summary>One use of an account's root user, or an attempt.</summary>
public sealed record RootEvent(AccountSnapshot Account, CloudTrailEvent Event)
{
    public bool IsFailedSignIn => Event is { Name: "ConsoleLogin", Outcome: "Failure" };

    /// <summary>Root came in by a password or key alone.</summary>
    public bool WithoutMfa => !IsFailedSignIn && Event.MfaUsed == false;

    /// <summary>Under which it is remembered as told, among the findings.</summary>
    public string Key => StoredFinding.KeyOf(Account.AccountId, "root-event", Event.EventId, null);
}
