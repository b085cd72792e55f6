using ChatGuard.Aws;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Checks;
using ChatGuard.Core.Digests;
using ChatGuard.Core.Snapshots;
using ChatGuard.Remediations;

namespace ChatGuard.Commands;

/// <summary>Gathers what a digest is made of: the accounts as read now, and what the store remembers of them.</summary>
internal sealed class DigestSource(Accounts accounts, KeyIds keyIds, Policies.Policies policies, Readings readings, Store.Store store, TimeProvider clock, ILogger<DigestSource> log)
{
    private const int DaysOfScores = 30;

    // A finding that was fixed while a digest was being made is asked for by the next one too; what was announced keeps it from being told twice.
    private static readonly HashSet<string> Fixable = [.. Remediation.All.Where(remediation => remediation.IsOffered).SelectMany(remediation => remediation.Checks)];

    private const int MostOwed = 3;

    private static readonly TimeSpan Overlap = TimeSpan.FromDays(1);

    // A single question does not open the store at start; the first that needs it does.
    private bool isOpen;

    /// <summary>The input of a configured digest. The readings are remembered first, so that the findings are those of the snapshots.</summary>
    /// <param name="name">The digest, whose earlier announcements count.</param>
    /// <param name="found">Accounts by their place, as <see cref="Accounts.Find"/> gives them.</param>
    /// <param name="today">The local date of its slot.</param>
    /// <param name="onlyWhenChanged">Whether an unchanged day is passed over.</param>
    /// <param name="fresh">Whether AWS is read now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Exception">Whatever the store throws where it does not answer.</exception>
    public async Task<DigestInput> GatherAsync(string name, IReadOnlyList<int> found, DateOnly today, bool onlyWhenChanged, bool fresh, CancellationToken cancellationToken)
    {
        var snapshots = await accounts.SnapshotsAsync(found, fresh, null, cancellationToken);
        var input = await WithKeyIdsAsync(FromMemory(snapshots, today), cancellationToken);
        await OpenAsync(cancellationToken);
        var (last, announced) = await store.AnnouncedAsync(name, cancellationToken);
        return await RememberedAsync(
            input with { Name = name, OnlyWhenChanged = onlyWhenChanged, LastDigest = last, Announced = announced }, (last ?? input.Now) - Overlap, DaysOfScores, cancellationToken);
    }

    /// <summary>The input of a digest on demand, compared with how things stood at a time; a first digest where the store knows nothing that old, or does not answer, which the note then says.</summary>
    public async Task<(DigestInput Input, Block.Note? Note)> SinceAsync(IReadOnlyList<AccountSnapshot> snapshots, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var memory = await WithKeyIdsAsync(FromMemory(snapshots, TodayUtc), cancellationToken);
        var (input, note) = await TryAsync(memory, since, DaysOfScores, "this shows how things stand now, not what changed", cancellationToken);
        return (input.Scores.Any(score => score.Day < input.Today) ? input.Since(since) : input, note);
    }

    /// <summary>The accounts with their scores of so many days; without them where the store does not answer, which the note then says.</summary>
    public Task<(DigestInput Input, Block.Note? Note)> WithScoresAsync(IReadOnlyList<AccountSnapshot> snapshots, int days, CancellationToken cancellationToken) =>
        TryAsync(FromMemory(snapshots, TodayUtc), clock.GetUtcNow(), days, "this is today's score alone", cancellationToken);

    private DateOnly TodayUtc => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    /// <summary>What is known without the store: a first digest.</summary>
    private DigestInput FromMemory(IReadOnlyList<AccountSnapshot> snapshots, DateOnly today)
    {
        List<DigestAccount> judged = [.. snapshots.Select(snapshot => (Snapshot: snapshot, Policy: policies.Of(snapshot))).Select(each => new DigestAccount(each.Snapshot, Posture.Of(each.Snapshot, each.Policy), each.Policy))];
        return new DigestInput("", clock.GetUtcNow(), today, judged, [.. judged.SelectMany(Failing)], new Dictionary<string, AnnouncedFinding>(), [], null, OnlyWhenChanged: false) 
        {
            IsSandbox = accounts.Source == "sandbox",
            Fixable = Fixable,
        };
    }

    private async Task<(DigestInput Input, Block.Note? Note)> TryAsync(DigestInput memory, DateTimeOffset fixedSince, int days, string without, CancellationToken cancellationToken)
    {
        try
        {
            await OpenAsync(cancellationToken);
            return (await RememberedAsync(memory, fixedSince, days, cancellationToken), null);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            log.AnsweredFromMemory(error);
            return (memory, new Block.Note(Tone.Warning, $"The database does not answer, so {without}. What AWS says was read as usual."));
        }
    }

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (!isOpen)
        {
            await store.MigrateAsync(cancellationToken);
            isOpen = true;
        }
    }

    private async Task<DigestInput> RememberedAsync(DigestInput input, DateTimeOffset fixedSince, int days, CancellationToken cancellationToken)
    {
        foreach (var account in input.Accounts)
        {
            await readings.RecordAsync(account.Snapshot, account.Posture, cancellationToken);
        }

        IReadOnlyList<string> ids = [.. input.Accounts.Select(account => account.Snapshot.AccountId)];
        return input with
        {
            AuditHead = await store.AuditHeadAsync(cancellationToken) is { } head ? $"{head.Seq}:{head.Hash}" : null,
            OwedReviews = [.. (await store.OwedReviewsAsync(cancellationToken)).Take(MostOwed).Select(Words.Owed)],
            Findings = await store.FindingsAsync(ids, fixedSince, cancellationToken),
            Scores = await store.ScoresAsync(ids, input.Today.AddDays(1 - days), cancellationToken),
        };
    }

    /// <summary>With the ids of stale keys, which the credential report does not carry; those that cannot be asked stay unknown.</summary>
    private async Task<DigestInput> WithKeyIdsAsync(DigestInput input, CancellationToken cancellationToken)
    {
        var named = new List<DigestAccount>();
        foreach (var account in input.Accounts)
        {
            var users = StaleKeys.Of(account).Where(key => key.Key.KeyId is null && !key.User.IsRoot).Select(key => key.User.UserName).Distinct(StringComparer.Ordinal).ToList();
            var ids = users.Count == 0 ? null : (await keyIds.OfAsync(account.Snapshot, users, cancellationToken)).Ids;
            named.Add(ids is null ? account : account with { Snapshot = WithKeyIds(account.Snapshot, ids) });
        }

        return input with { Accounts = named };
    }

    private static AccountSnapshot WithKeyIds(AccountSnapshot snapshot, IReadOnlyDictionary<string, IReadOnlyList<(string KeyId, bool Active, DateTimeOffset Created)>> ids) => snapshot with
    {
        Credentials = snapshot.Credentials.Select(report => report with { Users = [.. report.Users.Select(user => ids.TryGetValue(user.UserName, out var known) ? Named(user, known) : user)] }),
    };

    private static UserCredentials Named(UserCredentials user, IReadOnlyList<(string KeyId, bool Active, DateTimeOffset Created)> known) =>
        user with { AccessKeys = [.. user.AccessKeys.Select(key => key with { KeyId = key.KeyId ?? KeyIds.Match(user, key, known) })] };

    private static IEnumerable<StoredFinding> Failing(DigestAccount account) => account.Posture.Results.SelectMany(result => result.Findings
        .Where(finding => finding.Status == CheckStatus.Fail)
        .Select(finding => new StoredFinding(
            account.Snapshot.AccountId, result.Check.Id, finding.ResourceId, finding.Region, finding.Status, finding.Severity ?? result.Check.Severity, finding.Detail,
            account.Snapshot.TakenAt, account.Snapshot.TakenAt, null)));
}
