using System.Globalization;
using System.Text.Json.Nodes;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Checks.Iam;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Commands;

/// <summary>Console users without any MFA device.</summary>
internal sealed class UsersWithoutMfaCommand(AccountView view)
    : Command("users-without-mfa", "users-without-mfa [--account NAME] [--fresh]", "Users who can sign in with a password alone")
{
    public override async Task<Reply> AnswerAsync(Request request, CancellationToken cancellationToken)
    {
        request.NoArgument();
        var found = (await view.ReadAsync(request, cancellationToken)).Select(account => (Account: account, Users: Find(account))).ToList();
        var count = found.Sum(each => each.Users?.Count ?? 0);
        var unread = found.Where(each => each.Users is null).Select(each => each.Account.AccountName).ToList();
        var title = (count, unread.Count) switch
        {
            (0, 0) => "Every console user has MFA",
            (0, _) => $"Unknown whether every console user has MFA: {string.Join(", ", unread)} could not be read",
            _ => $"{Wording.Count(count, "console user")} without MFA" + (unread.Count > 0 ? $"; unknown in {string.Join(", ", unread)}" : ""),
        };
        var tables = found.Where(each => each.Users is { Count: > 0 }).SelectMany(each => Blocks(each.Account, each.Users!, request));
        var tone = count > 0 ? Tone.Bad : unread.Count > 0 ? Tone.Warning : Tone.Good;
        IReadOnlyList<Block> choices = count > 0 ? [new Block.Choices([new Choice("How to fix", "how user-mfa-enabled")])] : [];
        return new Reply(Name, new Answer(title, tone, [.. tables, .. choices, .. view.Provenance([.. found.Select(each => each.Account)])]),
            [.. found.Select(each => AccountView.Reply(each.Account, ("users", Json(each.Account, each.Users))))], AccountView.OutcomeOf([.. found.Select(each => each.Account)]));
    }

    private static IReadOnlyList<(UserCredentials Row, IamUser? User, bool? Admin)>? Find(AccountSnapshot account) => account.Credentials.Match<IReadOnlyList<(UserCredentials, IamUser?, bool?)>?>(
        (report, _) =>
        {
            var (users, administrators) = account.Authorization.Match(
                (details, _) => (details.Users.ToDictionary(user => user.UserName, StringComparer.Ordinal), Administrators.In(details)),
                _ => ([], null!));
            return
            [
                .. report.Users.Where(row => row is { PasswordEnabled: true, MfaActive: false })
                    .Select(row => (row, users.GetValueOrDefault(row.UserName), administrators?.Include(row.UserName)))
                    .OrderByDescending(each => each.Item3 == true).ThenByDescending(each => each.row.PasswordLastUsed ?? DateTimeOffset.MinValue),
            ];
        },
        _ => null);

    private static IEnumerable<Block> Blocks(AccountSnapshot account, IReadOnlyList<(UserCredentials Row, IamUser? User, bool? Admin)> users, Request request)
    {
        yield return new Block.Table(
            account.AccountName,
            [new("User"), new("Admin"), new("Groups"), new("Last sign-in"), new("Password age", true)],
            [.. users.Select(each => (IReadOnlyList<Cell>)
            [
                each.Row.UserName,
                each.Admin switch { true => new Cell("admin", Mark.High), false => new Cell("no"), _ => new Cell("unknown", Mark.Unknown) },
                each.User is null ? "unknown" : string.Join(", ", each.User.Groups),
                each.Row.PasswordLastUsed is { } used ? Wording.Ago(used, account.TakenAt) : "never",
                Age(account, each.Row) is { } age ? $"{age} d" : "–",
            ])]);
    }

    private static int? Age(AccountSnapshot account, UserCredentials row) => row.PasswordLastChanged is { } changed ? account.AgeInDays(changed) : null;

    private static JsonArray? Json(AccountSnapshot account, IReadOnlyList<(UserCredentials Row, IamUser? User, bool? Admin)>? users) => users is null ? null : new(
    [
        .. users.Select(each => (JsonNode)new JsonObject
        {
            ["user"] = each.Row.UserName,
            ["arn"] = each.Row.Arn,
            ["admin"] = each.Admin,
            ["groups"] = each.User is null ? null : new JsonArray([.. each.User.Groups.Select(group => (JsonNode)group)]),
            ["lastSignIn"] = Wording.Iso(each.Row.PasswordLastUsed),
            ["passwordAgeDays"] = Age(account, each.Row),
        }),
    ]);
}
