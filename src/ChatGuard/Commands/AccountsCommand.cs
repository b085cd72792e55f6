using System.Text.Json.Nodes;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Checks;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Commands;

/// <summary>The accounts ChatGuard watches.</summary>
internal sealed class AccountsCommand(AccountView view, Policies.Policies policies, TimeProvider clock)
    : Command("accounts", "accounts [--fresh]", "The accounts ChatGuard reads, how well each is kept and how old the data is")
{
    public override async Task<Reply> AnswerAsync(Request request, CancellationToken cancellationToken)
    {
        request.NoArgument();
        var found = (await view.ReadAsync(request, cancellationToken)).Select(account => (Account: account, Posture: Posture.Of(account, policies.Of(account)))).ToList();
        var table = new Block.Table(
            "Accounts",
            [new("Account"), new("Id"), new("Grade"), new("Score", true), new("Regions", true), new("Users", true), new("Unreadable", true), new("Read")],
            [.. found.Select(each => (IReadOnlyList<Cell>)
            [
                each.Account.AccountName, each.Account.AccountId, each.Posture.Grade, each.Posture.Score is { } score ? $"{score}" : "–",
                Number(Regions(each.Account)), Number(Users(each.Account)), $"{UnreadableSections.Of(each.Account).Count}", Wording.Ago(each.Account.TakenAt, clock.GetUtcNow()),
            ])]);
        return new Reply(Name, new Answer(Wording.Count(found.Count, "account"), Tone.Neutral, [table, .. view.Provenance([.. found.Select(each => each.Account)])]),
            [.. found.Select(each => AccountView.Reply(each.Account, ("score", each.Posture.Score), ("grade", each.Posture.Grade), ("regions", RegionNames(each.Account)), ("users", Users(each.Account))))],
            AccountView.OutcomeOf([.. found.Select(each => each.Account)]));
    }

    private static string Number(int? number) => number is { } known ? $"{known}" : "unknown";

    private static int? Regions(AccountSnapshot account) => account.Regions.Match<int?>((regions, _) => regions.Count, _ => null);

    private static int? Users(AccountSnapshot account) => account.Credentials.Match<int?>((report, _) => report.Users.Count, _ => null);

    private static JsonArray? RegionNames(AccountSnapshot account) => account.Regions.Match<JsonArray?>((regions, _) => new([.. regions.Select(region => (JsonNode)region)]), _ => null);
}
