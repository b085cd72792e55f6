using ChatGuard.Core.Answers;
using ChatGuard.Core.Checks;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Digests;

/// <summary>A finding as the store remembers it: one check, one resource of an account.</summary>
/// <param name="FirstSeen">When it began to fail, in this spell.</param>
/// <param name="LastSeen">When it was last read, failing or not.</param>
/// <param name="FixedAt">When a reading first found it no longer failing; null while it fails. An unreadable section fixes nothing.</param>
public sealed record StoredFinding(
    string AccountId,
    string CheckId,
    string ResourceId,
    string? Region,
    CheckStatus Status,
    Severity Severity,
    string Detail,
    DateTimeOffset FirstSeen,
    DateTimeOffset LastSeen,
    DateTimeOffset? FixedAt)
{
    /// <summary>Names the finding for good: the same account, check, resource and region always give the same key.</summary>
    public string Key => KeyOf(AccountId, CheckId, ResourceId, Region);

    /// <summary>When a reading first found it failing after it had been accepted for a time; null where it was not accepted in this spell.</summary>
    public DateTimeOffset? SuppressionEndedAt { get; init; }

    public static string KeyOf(string accountId, string checkId, string resourceId, string? region) => $"{accountId}|{checkId}|{region}|{resourceId}";
}

/// <summary>An account's score on a day; the last reading of the day counts.</summary>
public sealed record DailyScore(string AccountId, DateOnly Day, int? Score, string Grade);

/// <summary>What a digest said of a finding when it last spoke of it.</summary>
/// <param name="Severity">So that a finding that became worse is told again.</param>
/// <param name="Fixed">Whether it was reported as fixed.</param>
public sealed record AnnouncedFinding(string Key, Severity Severity, bool Fixed);

/// <summary>One account's part of a digest: as read now.</summary>
public sealed record DigestAccount(AccountSnapshot Snapshot, Posture Posture, PosturePolicy Policy);

/// <summary>Everything a digest is made of; nothing else is asked.</summary>
/// <param name="Name">The digest's configured name.</param>
/// <param name="Now">The moment it is made.</param>
/// <param name="Today">The local date of its slot.</param>
/// <param name="Accounts">Snapshots at hand.</param>
/// <param name="Findings">Stored findings of those accounts: failing ones, and those fixed since the last digest.</param>
/// <param name="Announced">What earlier digests of this name said, by finding key.</param>
/// <param name="Scores">Daily scores, 30 days.</param>
/// <param name="LastDigest">When the last digest of this name was made; null for the first.</param>
/// <param name="OnlyWhenChanged">Whether an unchanged day is passed over in silence.</param>
public sealed record DigestInput(
    string Name,
    DateTimeOffset Now,
    DateOnly Today,
    IReadOnlyList<DigestAccount> Accounts,
    IReadOnlyList<StoredFinding> Findings,
    IReadOnlyDictionary<string, AnnouncedFinding> Announced,
    IReadOnlyList<DailyScore> Scores,
    DateTimeOffset? LastDigest,
    bool OnlyWhenChanged)
{
    /// <summary>Whether the accounts are the sandbox's, which every digest then says.</summary>
    public bool IsSandbox { get; init; }

    /// <summary>Ids of the checks whose findings ChatGuard can put right by itself.</summary>
    public IReadOnlySet<string> Fixable { get; init; } = new HashSet<string>();

    /// <summary>The head of the audit's chain, <c>NUMBER:HASH</c>; null where nothing was audited yet.</summary>
    public string? AuditHead { get; init; }

    /// <summary>What approvers owe: one sentence for each broken glass that nobody reviewed.</summary>
    public IReadOnlyList<string> OwedReviews { get; init; } = [];

    /// <summary>The same input as if a digest had told all there was at a time, so that a digest tells what changed since.</summary>
    public DigestInput Since(DateTimeOffset time) => this with
    {
        LastDigest = time,
        Announced = Findings.Where(finding => finding.FirstSeen <= time).Select(finding => new AnnouncedFinding(finding.Key, finding.Severity, Fixed: finding.FixedAt <= time))
            .Concat(Accounts.SelectMany(account => account.Snapshot.RootEvents.Match((events, _) => events, _ => []).Where(each => each.Time <= time)
                .Select(each => new AnnouncedFinding(new RootEvent(account.Snapshot, each).Key, Severity.High, Fixed: false))))
            .Concat(EndingSuppression.Of(Accounts, time).Select(each => each.Told))
            .DistinctBy(said => said.Key, StringComparer.Ordinal).ToDictionary(said => said.Key, StringComparer.Ordinal),
    };
}

/// <summary>A digest ready to post.</summary>
/// <param name="Headline">The message; null where nothing changed and only changes are wanted.</param>
/// <param name="Details">The message's thread; null where the headline says it all.</param>
/// <param name="Announces">What is to be remembered as said.</param>
public sealed record Digest(Answer? Headline, Answer? Details, IReadOnlyList<AnnouncedFinding> Announces)
{
    /// <summary>What its buttons put right, in their order; <see cref="DigestOffers.Show"/> places them.</summary>
    public IReadOnlyList<DigestOffer> Offers { get; init; } = [];
}
