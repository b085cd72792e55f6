using System.Text.Json.Nodes;
using ChatGuard.Aws;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Checks.Iam;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Commands;

/// <summary>Every access key with its age, its use and what to do with it.</summary>
internal sealed class RotateReportCommand(AccountView view, Policies.Policies policies, KeyIds keyIds)
    : Command("rotate-report", "rotate-report [--account NAME] [--fresh]", "Every access key: how old, when and where last used, and what to do with it")
{
    private const int MostShown = 60;

    public override bool ShowsKeyIds => true;

    public override async Task<Reply> AnswerAsync(Request request, CancellationToken cancellationToken)
    {
        request.NoArgument();
        var snapshots = await view.ReadAsync(request, cancellationToken);
        var found = new List<(AccountSnapshot Account, IReadOnlyList<ReportedKey>? Keys, string? Refusal)>();
        foreach (var account in snapshots)
        {
            if (request.Fresh)
            {
                keyIds.Forget(account.AccountId);
            }

            found.Add(await FindAsync(account, cancellationToken));
        }

        var due = found.Sum(each => each.Keys?.Count(key => key.Verdict.Advice != KeyAdvice.Ok) ?? 0);
        var unread = found.Where(each => each.Keys is null).Select(each => each.Account.AccountName).ToList();
        var title = (due, unread.Count) switch
        {
            (0, 0) => "No access key needs attention",
            (0, _) => $"Unknown which access keys need attention: {string.Join(", ", unread)} could not be read",
            _ => $"{Wording.Count(due, "access key")} to look after" + (unread.Count > 0 ? $"; unknown in {string.Join(", ", unread)}" : ""),
        };
        var blocks = found.Where(each => each.Keys is { Count: > 0 }).SelectMany(each => Blocks(each.Account, each.Keys!, each.Refusal));
        var tone = due > 0 ? Tone.Bad : unread.Count > 0 ? Tone.Warning : Tone.Good;
        return new Reply(Name, new Answer(title, tone, [.. blocks, .. view.Provenance(snapshots)]),
            [.. found.Select(each => AccountView.Reply(each.Account, ("keys", each.Keys is null ? null : new JsonArray([.. each.Keys.Select(Json)]))))], AccountView.OutcomeOf(snapshots));
    }

    private async Task<(AccountSnapshot, IReadOnlyList<ReportedKey>?, string?)> FindAsync(AccountSnapshot account, CancellationToken cancellationToken)
    {
        var keys = account.Credentials.Match<IReadOnlyList<ReportedKey>?>((report, _) => Judge(account, report), _ => null);
        if (keys is null)
        {
            return (account, null, null);
        }

        var nameless = keys.Where(key => key.Key.KeyId is null && !key.Row.IsRoot).Select(key => key.Row.UserName).Distinct(StringComparer.Ordinal).ToList();
        var (ids, refusal) = nameless.Count == 0 ? (new Dictionary<string, IReadOnlyList<(string, bool, DateTimeOffset)>>(), null) : await keyIds.OfAsync(account, nameless, cancellationToken);
        return (account, [.. keys.Select(key => key with { KeyId = key.Key.KeyId ?? KeyIds.Match(key.Row, key.Key, ids.GetValueOrDefault(key.Row.UserName)) })], refusal);
    }

    private IReadOnlyList<ReportedKey> Judge(AccountSnapshot account, CredentialReport report)
    {
        var thresholds = policies.Of(account).Thresholds;
        var (users, administrators) = account.Authorization.Match(
            (details, _) => (details.Users.ToDictionary(user => user.UserName, StringComparer.Ordinal), Administrators.In(details)),
            _ => ([], null!));
        var rows = report.Root is { } root ? report.Users.Prepend(root) : report.Users;
        return
        [
            .. rows.SelectMany(row => row.AccessKeys.Select(key => new ReportedKey(
                    row, key, KeyVerdict.Of(key, account, thresholds), row.IsRoot ? true : administrators?.Include(row.UserName), users.GetValueOrDefault(row.UserName)?.Tags.GetValueOrDefault("owner"))))
                .OrderBy(key => Rank(key.Verdict.Advice)).ThenByDescending(key => key.Row.IsRoot).ThenByDescending(key => key.Admin == true).ThenByDescending(key => key.Verdict.AgeDays),
        ];
    }

    /// <summary>Worst first: an old key in use outranks one nobody uses, and that an inactive one.</summary>
    private static int Rank(KeyAdvice advice) => advice switch { KeyAdvice.Rotate => 0, KeyAdvice.Unused => 1, KeyAdvice.Delete => 2, KeyAdvice.RotateSoon => 3, _ => 4 };

    private static IEnumerable<Block> Blocks(AccountSnapshot account, IReadOnlyList<ReportedKey> keys, string? refusal)
    {
        yield return new Block.Table(
            account.AccountName,
            [new("Verdict"), new("User"), new("Key"), new("Age", true), new("Last used"), new("Why"), new("Owner")],
            [.. keys.Take(MostShown).Select(key => (IReadOnlyList<Cell>)
            [
                new Cell(Wording.Kebab(key.Verdict.Advice).Replace('-', ' '), MarkOf(key.Verdict.Advice)),
                key.Row.UserName + (key.Admin == true && !key.Row.IsRoot ? " (admin)" : ""),
                Wording.Tail(key.KeyId),
                key.Verdict.AgeDays is { } age ? $"{age} d" : "–",
                LastUse(key.Key, account),
                key.Verdict.Why,
                key.Owner ?? "–",
            ])]);
        if (keys.Count > MostShown)
        {
            yield return new Block.Note(Tone.Neutral, $"{keys.Count - MostShown} more keys of {account.AccountName}; all are in ask --csv.");
        }

        if (keys.Any(key => key.KeyId is null && !key.Row.IsRoot))
        {
            yield return new Block.Note(Tone.Warning, refusal is null
                ? "Some key ids are missing: AWS has no call for all users (raise ChatGuard:Aws:KeyIdLookups to see more), and two keys made in one second cannot be told apart."
                : $"Some key ids are unknown ({refusal}).");
        }
    }

    private static string LastUse(AccessKey key, AccountSnapshot account) => key.LastUsed is not { } used
        ? "never"
        : Wording.Ago(used, account.TakenAt) + (key.LastUsedService is { } service ? $", {service}" : "") + (key.LastUsedRegion is { } region ? $" in {region}" : "");

    private static Mark MarkOf(KeyAdvice advice) => advice switch
    {
        KeyAdvice.Rotate => Mark.High,
        KeyAdvice.Unused => Mark.Medium,
        KeyAdvice.Delete => Mark.Low,
        KeyAdvice.RotateSoon => Mark.Info,
        _ => Mark.Pass,
    };

    private static JsonNode Json(ReportedKey key) => new JsonObject
    {
        ["user"] = key.Row.UserName,
        ["arn"] = key.Row.Arn,
        ["keyId"] = key.KeyId,
        ["status"] = key.Key.Active ? "active" : "inactive",
        ["ageDays"] = key.Verdict.AgeDays,
        ["created"] = Wording.Iso(key.Key.LastRotated),
        ["lastUsed"] = Wording.Iso(key.Key.LastUsed),
        ["lastUsedService"] = key.Key.LastUsedService,
        ["lastUsedRegion"] = key.Key.LastUsedRegion,
        ["admin"] = key.Admin,
        ["owner"] = key.Owner,
        ["verdict"] = Wording.Kebab(key.Verdict.Advice),
        ["why"] = key.Verdict.Why,
    };

    private sealed record ReportedKey(UserCredentials Row, AccessKey Key, KeyVerdict Verdict, bool? Admin, string? Owner)
    {
        public string? KeyId { get; init; }
    }
}
