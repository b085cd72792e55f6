using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using ChatGuard.Commands;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Chat.Console;

/// <summary>A reply as one JSON object, <c>chatguard.answer/v1</c>: the public contract of <c>ask --json</c>.</summary>
internal static partial class AnswerJson
{
    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true, Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <param name="reply">What was answered.</param>
    /// <param name="source"><c>sandbox</c> or <c>aws</c>.</param>
    public static string Render(Reply reply, string source) => Hidden().Replace(Whole(reply, source).ToJsonString(Written), hidden => $@"\u{(int)hidden.Value[0]:x4}");

    private static JsonObject Whole(Reply reply, string source) => new()
    {
        ["schema"] = "chatguard.answer/v1",
        ["command"] = reply.Command.Length > 0 ? reply.Command : null,
        ["source"] = source,
        ["accounts"] = new JsonArray([.. reply.Accounts.Select(Account)]),
        ["title"] = reply.Answer.Title,
        ["text"] = PlainText.Render(reply.Answer),
    };

    /// <summary>What reorders or hides text in a terminal; the encoder writes it as it is, and only strings can hold it.</summary>
    [GeneratedRegex(@"\p{Cf}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Hidden();

    private static JsonNode Account(AccountReply reply)
    {
        var account = new JsonObject
        {
            ["id"] = reply.Account.AccountId,
            ["name"] = reply.Account.AccountName,
            ["asOf"] = Wording.Iso(reply.Account.TakenAt),
            ["unreadable"] = new JsonArray([.. UnreadableSections.Of(reply.Account).Select(Unreadable)]),
        };
        foreach (var (name, value) in reply.Body)
        {
            account[name] = value?.DeepClone();
        }

        return account;
    }

    private static JsonNode Unreadable(Unreadable reason) => new JsonObject
    {
        ["section"] = reason.Section,
        ["action"] = reason.Action,
        ["region"] = reason.Region,
        ["error"] = reason.Error,
        ["message"] = reason.Message,
    };
}
