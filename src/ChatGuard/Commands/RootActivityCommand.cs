using System.Text.Json.Nodes;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Commands;

/// <summary>What the root user did, in CIS's meaning of root use.</summary>
internal sealed class RootActivityCommand(AccountView view, TimeProvider clock)
    : Command("root-activity", "root-activity [--days N] [--account NAME] [--fresh]", "Sign-ins and calls of the root user, newest first, as far back as AWS keeps them (90 days)")
{
    private const int MostShown = 50;

    public override async Task<Reply> AnswerAsync(Request request, CancellationToken cancellationToken)
    {
        request.NoArgument();
        var since = clock.GetUtcNow().AddDays(-(request.Days ?? 90));
        var found = (await view.ReadAsync(request, cancellationToken)).Select(account => (Account: account, Events: Find(account, since, request.Region))).ToList();
        var events = found.SelectMany(each => each.Events ?? []).ToList();
        var unread = found.Where(each => each.Events is null).Select(each => each.Account.AccountName).ToList();
        var days = Wording.Count(request.Days ?? 90, "day");
        var title = (events.Count, unread.Count) switch
        {
            (0, 0) => $"Root was not used in {days}",
            (0, _) => $"Unknown whether root was used: {string.Join(", ", unread)} could not be read",
            _ => $"{Wording.Count(events.Count, "root event")} in {days}, {events.Count(each => each.MfaUsed == false)} without MFA" + (unread.Count > 0 ? $"; unknown in {string.Join(", ", unread)}" : ""),
        };
        var tone = events.Exists(each => each.MfaUsed == false) ? Tone.Bad : events.Count + unread.Count > 0 ? Tone.Warning : Tone.Good;
        var blocks = found.Where(each => each.Events is { Count: > 0 }).SelectMany(each => Blocks(each.Account, each.Events!));
        return new Reply(Name, new Answer(title, tone, [.. blocks, .. view.Provenance([.. found.Select(each => each.Account)])]),
            [.. found.Select(each => AccountView.Reply(each.Account, ("events", Json(each.Events))))], AccountView.OutcomeOf([.. found.Select(each => each.Account)]));
    }

    private static IReadOnlyList<CloudTrailEvent>? Find(AccountSnapshot account, DateTimeOffset since, string? region) => account.RootEvents.Match<IReadOnlyList<CloudTrailEvent>?>(
        (events, _) => [.. events.Where(each => each.IsRootUse && each.Time >= since && (region is null || each.Region == region)).OrderByDescending(each => each.Time)],
        _ => null);

    private static IEnumerable<Block> Blocks(AccountSnapshot account, IReadOnlyList<CloudTrailEvent> events)
    {
        yield return new Block.Table(
            account.AccountName,
            [new("Time"), new("Event"), new("Kind"), new("MFA"), new("Address"), new("Region")],
            [.. events.Take(MostShown).Select(each => (IReadOnlyList<Cell>)
            [
                Wording.Time(each.Time),
                each.Name,
                Kind(each) == "failed-login" ? new Cell("failed login", Mark.Medium) : new Cell(Kind(each).Replace('-', ' ')),
                each.MfaUsed switch { true => new Cell("yes", Mark.Pass), false => new Cell("no", Mark.Fail), _ => new Cell("not said") },
                each.SourceIp ?? "–",
                each.Region,
            ])]);
        if (events.Count > MostShown)
        {
            yield return new Block.Note(Tone.Neutral, $"{events.Count - MostShown} more; ask for fewer --days, or all with --json.");
        }
    }

    /// <summary>The kind by which interface.md groups events: what the credential was used for.</summary>
    private static string Kind(CloudTrailEvent each) => each switch
    {
        { Name: "ConsoleLogin", Outcome: "Failure" } => "failed-login",
        { Name: "ConsoleLogin" } => "console-login",
        { Name: "PasswordUpdated" or "PasswordRecoveryRequested" or "PasswordRecoveryCompleted" or "ChangePassword" } => "password",
        { Name: "EnableMFADevice" or "DeactivateMFADevice" or "CreateVirtualMFADevice" or "DeleteVirtualMFADevice" or "CheckMfa" or "ResyncMFADevice" } => "mfa",
        { Name: "CreateAccessKey" or "UpdateAccessKey" or "DeleteAccessKey" } => "key",
        _ => "api",
    };

    private static JsonArray? Json(IReadOnlyList<CloudTrailEvent>? events) => events is null ? null : new(
    [
        .. events.Select(each => (JsonNode)new JsonObject
        {
            ["time"] = Wording.Iso(each.Time),
            ["name"] = each.Name,
            ["kind"] = Kind(each),
            ["mfa"] = each.MfaUsed,
            ["sourceIp"] = each.SourceIp,
            ["userAgent"] = each.UserAgent,
            ["region"] = each.Region,
            ["eventId"] = each.EventId,
        }),
    ]);
}
