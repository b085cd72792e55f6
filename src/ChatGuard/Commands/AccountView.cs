using System.Text.Json.Nodes;
using ChatGuard.Aws;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Commands;

/// <summary>Gives a command the snapshots a request is about, and the blocks every answer about accounts ends with: where the data is from, how old it is, what could not be read.</summary>
internal sealed class AccountView(Accounts accounts, Readings readings, TimeProvider clock)
{
    private const int MostReasons = 6;

    /// <summary><c>sandbox</c> or <c>aws</c>.</summary>
    public string Source => accounts.Source;

    /// <summary>The snapshots of the accounts and the region that a request names.</summary>
    /// <exception cref="NotUnderstoodException">No account or region is called so.</exception>
    public async Task<IReadOnlyList<AccountSnapshot>> ReadAsync(Request request, CancellationToken cancellationToken)
    {
        var found = await FindAsync(request, cancellationToken);
        if (found.Count == 0)
        {
            var names = accounts.Names.Select(each => each.Name).ToList();
            var near = DidYouMean.Suggest(request.Account!, names);
            throw new NotUnderstoodException(
                $"no account is called '{request.Account}'; there are {string.Join(", ", accounts.Names.Select(each => $"{each.Name} ({each.Id})"))}",
                [.. near.Select(name => $"{request.Command} --account {name}")]);
        }

        var snapshots = await accounts.SnapshotsAsync(found, request.Fresh, request.Question.Progress, cancellationToken);
        readings.Offer(snapshots);
        return request.Region is null ? snapshots : InRegion(snapshots, request.Region);
    }

    /// <summary>The account of the default credential chain has no id or name until it was read once.</summary>
    private async Task<IReadOnlyList<int>> FindAsync(Request request, CancellationToken cancellationToken)
    {
        if (request.Account is not null && accounts.Nameless is { Count: > 0 } nameless)
        {
            await accounts.SnapshotsAsync(nameless, fresh: false, request.Question.Progress, cancellationToken);
        }

        return accounts.Find(request.Account);
    }

    /// <summary>The closing blocks.</summary>
    public IReadOnlyList<Block> Provenance(IReadOnlyList<AccountSnapshot> snapshots)
    {
        var blocks = new List<Block>();
        foreach (var snapshot in snapshots)
        {
            var reasons = UnreadableSections.Of(snapshot);
            if (reasons.Count > 0)
            {
                var shown = reasons.Select(reason => $"{reason.Section} ({reason.Summary})").Distinct().ToList();
                var more = shown.Count > MostReasons ? $" and {shown.Count - MostReasons} more, all in ask --json" : "";
                blocks.Add(new Block.Note(Tone.Warning, $"{snapshot.AccountName}: not readable, so unknown: {string.Join("; ", shown.Take(MostReasons))}{more}. {reasons[0].Message}"));
            }
        }

        var oldest = snapshots.Min(snapshot => snapshot.TakenAt);
        var report = snapshots.Select(snapshot => snapshot.Credentials.Match<DateTimeOffset?>((value, _) => value.GeneratedTime, _ => null)).Min();
        var reportAge = report is { } generated && clock.GetUtcNow() - generated > TimeSpan.FromMinutes(15) ? $"; credential report made {Wording.Ago(generated, clock.GetUtcNow())}" : "";
        var from = Source == "sandbox" ? "Data of the sandbox organisation, not of a real account" : "Data from AWS";
        blocks.Add(new Block.Note(Tone.Neutral, $"{from}, read {Wording.Ago(oldest, clock.GetUtcNow())} ({Wording.Time(oldest)}){reportAge}."));
        return blocks;
    }

    /// <summary>Failed where nothing at all could be read of any account.</summary>
    public static Outcome OutcomeOf(IReadOnlyList<AccountSnapshot> snapshots) =>
        snapshots.All(snapshot => snapshot.Regions.Reasons.Any(reason => reason.Section == "identity")) ? Outcome.Failed : Outcome.Answered;

    /// <summary>An account and the members a command adds.</summary>
    public static AccountReply Reply(AccountSnapshot snapshot, params (string Name, JsonNode? Value)[] members)
    {
        var body = new JsonObject();
        foreach (var (name, value) in members)
        {
            body[name] = value;
        }

        return new AccountReply(snapshot, body);
    }

    /// <summary>The accounts that have the region, each as seen from it.</summary>
    private static List<AccountSnapshot> InRegion(IReadOnlyList<AccountSnapshot> snapshots, string region)
    {
        var having = snapshots.Where(snapshot => snapshot.Regions.Match((regions, _) => regions.Contains(region), _ => true)).ToList();
        return having.Count > 0
            ? having.ConvertAll(snapshot => snapshot.OnlyRegion(region))
            : throw new NotUnderstoodException($"{region} is not enabled in {string.Join(", ", snapshots.Select(snapshot => snapshot.AccountName))}, or not configured for it");
    }
}
