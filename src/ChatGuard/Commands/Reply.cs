using System.Text.Json.Nodes;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Commands;

/// <summary>An answer for people with the same facts for machines.</summary>
/// <param name="Command">The command's name; empty where none was understood.</param>
/// <param name="Answer">What every chat surface renders.</param>
/// <param name="Accounts">The accounts it is about, with the members that <c>--json</c> adds to each; empty for commands about no account.</param>
/// <param name="Outcome">Whether the question was answered.</param>
public sealed record Reply(string Command, Answer Answer, IReadOnlyList<AccountReply> Accounts, Outcome Outcome = Outcome.Answered)
{
    /// <summary>The asker wants everybody in the channel to see it (<c>--share</c>); surfaces where everybody does anyway need not care.</summary>
    public bool Share { get; init; }
}

/// <summary>One account's part of a reply.</summary>
/// <param name="Account">The account as it was read.</param>
/// <param name="Body">The command's own members, as <c>--json</c> shows them beside <c>id</c>, <c>name</c>, <c>asOf</c> and <c>unreadable</c>.</param>
public sealed record AccountReply(AccountSnapshot Account, JsonObject Body);
