using System.Text.Json.Nodes;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Proposals;
using ChatGuard.Store;

namespace ChatGuard.Commands;

/// <summary>Who did what to which plan, newest first, from the audit's own records; and which reviews are owed.</summary>
internal sealed class AuditCommand(Store.Store store, TimeProvider clock)
    : Command("audit", "audit [--days N]", "Who proposed, approved, refused and executed what, newest first; and which reviews are owed")
{
    private const int MostShown = 60;
    private const int DefaultDays = 7;
    private const int LongestPlan = 70;

    public override async Task<Reply> AnswerAsync(Request request, CancellationToken cancellationToken)
    {
        request.NoArgument();
        var days = request.Days ?? DefaultDays;
        var records = await store.AuditSinceAsync(clock.GetUtcNow().AddDays(-days), MostShown + 1, cancellationToken);
        var plans = await PlansAsync(records.Take(MostShown), cancellationToken);
        List<Block> blocks = [.. (await store.OwedReviewsAsync(cancellationToken)).Select(owed => new Block.Note(Tone.Bad, Words.Owed(owed)))];
        blocks.Add(new Block.Table($"The last {Wording.Count(days, "day")}", [new("When"), new("Who"), new("What"), new("Plan")], [.. records.Take(MostShown).Select(record => Row(record, plans))]));
        if (records.Count > MostShown)
        {
            blocks.Add(new Block.Text("There are more: chatguard audit export writes all of them."));
        }

        var head = await store.AuditHeadAsync(cancellationToken);
        blocks.Add(new Block.Note(Tone.Neutral, head is null ? "The audit is empty." : $"As of {Wording.Time(clock.GetUtcNow())}. The audit's head is {head.Seq}:{head.Hash}; chatguard audit verify --head checks against one noted earlier."));
        var owing = blocks.OfType<Block.Note>().Any(note => note.Tone == Tone.Bad);
        return new Reply(Name, new Answer(Title(records.Count, days, owing), owing ? Tone.Bad : Tone.Neutral, blocks), []);
    }

    private static string Title(int records, int days, bool owing) =>
        $"Audit of the last {Wording.Count(days, "day")}: {(records == 0 ? "nothing happened" : records > MostShown ? $"more than {MostShown} records" : Wording.Count(records, "record"))}{(owing ? ", reviews are owed" : "")}";

    /// <summary>The plans that the records are about; one that cannot be read has none.</summary>
    private async Task<Dictionary<string, Proposal>> PlansAsync(IEnumerable<AuditRecord> records, CancellationToken cancellationToken)
    {
        var plans = new Dictionary<string, Proposal>(StringComparer.Ordinal);
        foreach (var id in records.Select(record => record.Proposal).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            try
            {
                if (await store.ProposalAsync(id, cancellationToken) is { } proposal)
                {
                    plans[id] = proposal;
                }
            }
            catch (StoreException)
            {
                // Changed in the database: the records are shown all the same.
            }
        }

        return plans;
    }

    private static IReadOnlyList<Cell> Row(AuditRecord record, Dictionary<string, Proposal> plans)
    {
        var plan = record.Proposal is { } id && plans.TryGetValue(id, out var proposal) ? proposal : null;
        return [Wording.Time(record.At), Who(record.Actor, plan), What(record), record.Proposal is null ? "–" : Wording.Clip($"{record.Proposal}{(plan is null ? "" : $": {plan.Plan.Title}")}", LongestPlan)];
    }

    private static string Who(string? id, Proposal? plan)
    {
        var people = plan is null ? [] : plan.Approvals.Concat([plan.Rejection, plan.Review, plan.BrokenGlass]).OfType<Approval>().Select(each => each.By).Append(plan.Requester).OfType<Actor>();
        return id is null ? "ChatGuard" : people.FirstOrDefault(person => person.Id == id) is { } known ? $"{known.Name} ({id})" : id;
    }

    /// <summary>A record in words: <c>Approve accepted, Approved: the key is unused</c>.</summary>
    private static Cell What(AuditRecord record)
    {
        var detail = JsonNode.Parse(record.Detail) as JsonObject ?? [];
        string? Text(string name) => detail[name]?.ToString();
        var step = detail["step"]?.GetValue<int>() is { } number ? $"step {number + 1} {Text("stepState")?.ToLowerInvariant()}{(Text("requestId") is { } request ? $", AWS request {request}" : "")}{(Text("error") is { } error ? $", {error}" : "")}" : null;
        var reason = Text("reason") is { } said ? $": {said}" : "";
        var by = Text("openedBy") is { } opener ? $", opened by {opener}" : "";
        return record.Kind switch
        {
            "proposed" => $"proposed {Text("remediation")}{(Text("undoes") is { } undone ? $" to undo {undone}" : "")}{by}",
            "accepted" => new Cell(step ?? $"{Happened(Text("event"))}{(Text("state") is { } state ? $", now {Spaced(state)}" : "")}{reason}"),
            "refused" => new Cell($"{Happened(Text("event"))} refused{(Text("refused") is { } why ? $", {Spaced(why)}" : "")}{reason}", Mark.Fail),
            _ => record.Kind,
        };
    }

    private static string Happened(string? name) => name switch
    {
        nameof(ProposalEvent.Approve) => "approval",
        nameof(ProposalEvent.Reject) => "rejection",
        nameof(ProposalEvent.BreakGlass) => "breaking of the glass",
        nameof(ProposalEvent.ReviewBrokenGlass) or nameof(Verb.Review) => "review",
        nameof(ProposalEvent.TimePassed) => "time passed",
        nameof(ProposalEvent.Begin) => "beginning",
        nameof(ProposalEvent.LookedAgain) => "second look",
        nameof(ProposalEvent.UndoProposed) or nameof(Verb.Undo) => "undo",
        nameof(ProposalEvent.UndoEnded) => "end of the undo",
        nameof(Verb.Open) => "opening",
        null => "something",
        _ => Spaced(name),
    };

    private static string Spaced(string name) => string.Concat(name.Select((letter, n) => char.IsUpper(letter) ? $"{(n > 0 ? " " : "")}{char.ToLowerInvariant(letter)}" : $"{letter}"));
}
