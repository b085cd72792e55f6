using System.Text.Json.Nodes;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Digests;

namespace ChatGuard.Commands;

/// <summary>The digest now, to who asks: what changed since yesterday. It announces nothing, so the next scheduled digest tells it all the same.</summary>
internal sealed class DigestCommand(AccountView view, DigestSource source, TimeProvider clock)
    : Command("digest", "digest [--days N] [--account NAME] [--fresh]", "What is new, worse and fixed since yesterday, stale keys, root activity and GuardDuty findings, in one message")
{
    public override bool ShowsKeyIds => true;

    public override async Task<Reply> AnswerAsync(Request request, CancellationToken cancellationToken)
    {
        request.NoArgument();
        request.NoRegion();
        var snapshots = await view.ReadAsync(request, cancellationToken);
        var (input, note) = await source.SinceAsync(snapshots, clock.GetUtcNow().AddDays(-(request.Days ?? 1)), cancellationToken);
        var (digest, changes) = (DigestBuilder.Build(input), DigestChanges.Of(input));
        var headline = digest.Headline!;
        Block[] fixes = digest.Offers.Count == 0 ? [] : [new Block.Choices([.. digest.Offers.Select(Fix)])];
        return new Reply(
            Name,
            headline with { Blocks = [.. note is null ? Array.Empty<Block>() : [note], .. headline.Blocks, .. fixes, .. digest.Details?.Blocks ?? []] },
            [.. input.Accounts.Select(account => AccountView.Reply(account.Snapshot, Members(account, changes)))],
            AccountView.OutcomeOf(snapshots));
    }

    private static Choice Fix(DigestOffer offer) =>
        new(offer.Label, $"fix {offer.CheckId} \"{offer.ResourceId}\" --account {offer.AccountId}{(offer.Region is { } region ? $" --region {region}" : "")}");

    private static (string, JsonNode?)[] Members(DigestAccount account, DigestChanges changes) =>
    [
        ("score", account.Posture.Score),
        ("grade", account.Posture.Grade),
        ("new", Json(account, [.. changes.New, .. changes.BackAgain])),
        ("suppressionEnded", Json(account, changes.SuppressionEnded)),
        ("worse", Json(account, changes.Worse)),
        ("open", Json(account, changes.Open)),
        ("fixed", Json(account, changes.Fixed)),
    ];

    private static JsonArray Json(DigestAccount account, IReadOnlyList<StoredFinding> findings) => new(
    [
        .. findings.Where(finding => finding.AccountId == account.Snapshot.AccountId).Select(finding => (JsonNode)new JsonObject
        {
            ["check"] = finding.CheckId,
            ["resource"] = finding.ResourceId,
            ["region"] = finding.Region,
            ["severity"] = Wording.Kebab(finding.Severity),
            ["detail"] = finding.Detail,
            ["firstSeen"] = Wording.Iso(finding.FirstSeen),
            ["fixedAt"] = Wording.Iso(finding.FixedAt),
        }),
    ]);
}
