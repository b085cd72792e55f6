using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatGuard.Core.Answers;

namespace ChatGuard.Core.Proposals;

/// <summary>
/// A proposal as every chat shows it, in each of its states: before anybody clicks all that will be done, afterwards all that was. It is the same message from
/// the first to the last state, edited.
/// </summary>
public static class ProposalCard
{
    private const int HashShown = 12;
    private const int NamesShown = 12;

    private static readonly JsonSerializerOptions Plainly = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="proposal">As it is.</param>
    /// <param name="policy">Who may decide it now.</param>
    /// <param name="accountName">What its account is called.</param>
    /// <param name="isSandbox">Whether the account is made up, which every card then says.</param>
    public static Answer Of(Proposal proposal, ApprovalPolicy policy, string accountName, bool isSandbox)
    {
        var buttons = Buttons(proposal, policy);
        return About(proposal, policy, accountName, isSandbox) is var card && buttons.Count == 0 ? card : card with { Blocks = [.. card.Blocks, new Block.Buttons(buttons)] };
    }

    /// <summary>The same without buttons, for a dialog that has its own.</summary>
    public static Answer About(Proposal proposal, ApprovalPolicy policy, string accountName, bool isSandbox)
    {
        var plan = proposal.Plan;
        List<Block> blocks = [.. Notices(proposal), new Block.Facts([.. Facts(proposal, policy, accountName)])];
        if (proposal.State == ProposalState.AwaitingApproval && plan.Impact.Count > 0)
        {
            blocks.AddRange([new Block.Heading("What may break"), new Block.Bullets(plan.Impact)]);
        }

        blocks.AddRange([new Block.Heading(plan.Steps.Count == 1 ? "The one AWS call" : $"The {plan.Steps.Count} AWS calls, in order"), Steps(proposal)]);
        if (plan.Notes.Count > 0)
        {
            blocks.AddRange([new Block.Heading("Good to know"), new Block.Bullets(plan.Notes)]);
        }

        blocks.Add(new Block.Note(Tone.Neutral, $"{(isSandbox ? "Sandbox: no real account is touched. " : "")}Made from AWS as read {Wording.Time(proposal.CreatedAt)}; plan {proposal.Id}, SHA-256 {proposal.PlanHash[..HashShown]}…"));
        return new Answer(Title(proposal, policy), ToneOf(proposal), blocks);
    }

    private static string Title(Proposal proposal, ApprovalPolicy policy) => $"{Headline(proposal, policy)}: {proposal.Plan.Title}";

    private static string Headline(Proposal proposal, ApprovalPolicy policy) => proposal.State switch
    {
        ProposalState.AwaitingApproval when proposal.Approvals.Count > 0 => $"{policy.Counted(proposal).Count} of {Workflow.Required(proposal, policy)} approved",
        ProposalState.AwaitingApproval => "To be approved",
        ProposalState.Approved => "Approved, about to begin",
        ProposalState.Executing => $"Executing, step {Math.Min(Over(proposal) + 1, proposal.Steps.Count)} of {proposal.Steps.Count}",
        ProposalState.Verifying => "Executed, being verified",
        ProposalState.Done when proposal.SecondLook?.Changed is not null => "Done, but changed since",
        ProposalState.Done when proposal.Steps.All(step => step.State == StepState.NotNeeded) => "Nothing to do, verified",
        ProposalState.Done => "Done and verified",
        ProposalState.PartlyDone => "Partly done, stopped",
        ProposalState.Failed => "Not done",
        ProposalState.Drifted => "Not done, the resource changed",
        ProposalState.Rejected => "Rejected",
        ProposalState.Expired => "Expired",
        ProposalState.Undone => "Undone",
        _ => throw new NotSupportedException($"A card has no headline for {proposal.State}."),
    };

    private static Tone ToneOf(Proposal proposal) => proposal switch
    {
        { BrokenGlass: not null, Review: null } => Tone.Bad,
        { State: ProposalState.PartlyDone } => Tone.Bad,
        { State: ProposalState.Failed or ProposalState.Drifted } or { SecondLook.Changed: not null } => Tone.Warning,
        { State: ProposalState.Done } => Tone.Good,
        { State: ProposalState.AwaitingApproval } => Tone.Warning,
        _ => Tone.Neutral,
    };

    /// <summary>What must not be missed, first.</summary>
    private static IEnumerable<Block> Notices(Proposal proposal)
    {
        if (proposal.BrokenGlass is { } glass)
        {
            yield return proposal.Review is { } review
                ? new Block.Note(Tone.Neutral, $"{Named(glass)} broke the glass. {Named(review)} reviewed it.")
                : new Block.Note(Tone.Bad, $"{Named(glass)} broke the glass: approved alone, against the rules. An approver has to review it.");
        }

        if (proposal.Rejection is { } rejection)
        {
            yield return new Block.Note(Tone.Neutral, $"{Named(rejection)} rejected it; nothing was done.");
        }
        else if (proposal.Outcome is { } outcome)
        {
            yield return new Block.Note(proposal.State is ProposalState.PartlyDone ? Tone.Bad : proposal.State is ProposalState.Failed or ProposalState.Drifted ? Tone.Warning : Tone.Neutral, outcome);
        }

        switch (proposal)
        {
            case { State: ProposalState.Done, SecondLook: { Changed: { } changed } look }:
                yield return new Block.Note(Tone.Warning, $"Somebody changed it since. Read again {Wording.Time(look.At)}: {changed}.");
                break;
            case { State: ProposalState.Done, SecondLook: { } look }:
                yield return new Block.Note(Tone.Good, $"Still so a day later, read {Wording.Time(look.At)}.");
                break;
            case { State: ProposalState.Done or ProposalState.PartlyDone, UndoneBy: { } undo }:
                yield return new Block.Note(Tone.Neutral, $"A plan to undo it, {undo}, is open.");
                break;
            case { State: ProposalState.Undone, UndoneBy: { } undo }:
                yield return new Block.Note(Tone.Neutral, $"Undone {Wording.Time(proposal.ChangedAt)} by plan {undo}.");
                break;
        }
    }

    private static IEnumerable<Fact> Facts(Proposal proposal, ApprovalPolicy policy, string accountName)
    {
        var plan = proposal.Plan;
        yield return new Fact("Account", accountName == plan.Target.Account ? accountName : $"{accountName} ({plan.Target.Account})");
        yield return new Fact("Resource", plan.Target.Resource + (plan.Target.Region is { } region && !plan.Target.Resource.Contains(region, StringComparison.Ordinal) ? $" in {region}" : ""));
        yield return new Fact("Asked for by", proposal.Requester?.Name ?? "ChatGuard's digest");
        yield return new Fact("Risk", Wording.Kebab(plan.Risk), plan.Risk switch { Risk.Critical => Mark.Critical, Risk.High => Mark.High, _ => Mark.Low });
        if (Undoing(proposal) is { } undoing)
        {
            yield return new Fact("Can be undone", undoing);
        }

        if (proposal.State == ProposalState.AwaitingApproval)
        {
            yield return new Fact("Who may approve", Approvers(proposal, policy));
            yield return new Fact("Approvals", $"{policy.Counted(proposal).Count} of {Workflow.Required(proposal, policy)}{(proposal.Approvals.Count > 0 ? $": {People(proposal)}" : "")}");
            yield return new Fact("Expires", Wording.Time(proposal.ExpiresAt));
        }
        else if (proposal.Approvals.Count > 0)
        {
            yield return new Fact("Approved by", People(proposal));
        }

        if (proposal.State is ProposalState.Done)
        {
            yield return new Fact("Verified", Wording.Time(proposal.ChangedAt));
        }

        if (proposal.Steps.Select(step => step.RequestId).OfType<string>().ToList() is { Count: > 0 } requests)
        {
            yield return new Fact(requests.Count == 1 ? "AWS request" : "AWS requests", string.Join(", ", requests));
        }

        yield return new Fact("IAM actions", string.Join(", ", plan.Steps.SelectMany(step => step.Needs).Select(need => need.Action).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)));
    }

    /// <summary>Whether it can be undone; null where nothing was done that could be.</summary>
    private static string? Undoing(Proposal proposal) => proposal.Plan switch
    {
        _ when proposal.State == ProposalState.Undone => "it is undone",
        _ when proposal.State is ProposalState.Rejected or ProposalState.Expired or ProposalState.Drifted or ProposalState.Failed => null,
        { Undoes: not null } => "this is an undo; propose the fix again to go back",
        { Reversibility: Reversibility.Irreversible } => "no, it is final",
        { UndoHours: <= 0 } => "no",
        _ when proposal.UndoUntil is { } until => $"until {Wording.Time(until)}",
        { Reversibility: Reversibility.Partly } plan => $"partly, for {Hours(plan.UndoHours)} after it is done; below is what stays",
        var plan => $"yes, for {Hours(plan.UndoHours)} after it is done",
    };

    private static string Hours(int hours) => hours % 24 == 0 && hours > 24 ? $"{hours / 24} days" : Wording.Count(hours, "hour");

    /// <summary>Those who would not be refused; groups are named whole, since their members are asked for at the click.</summary>
    private static string Approvers(Proposal proposal, ApprovalPolicy policy)
    {
        List<string> may = [.. policy.Approvers.Distinct(StringComparer.Ordinal).Where(id => IsGroup(id) || policy.IsIndependent(new Actor(id, id), proposal))];
        return policy.Approvers.Count == 0 ? "nobody: no approval rule names approvers for this account and risk"
            : may.Count == 0 ? "nobody: each approver asked for it, may be the same person as who did, or would decide about credentials of their own"
            : Some(may, policy);
    }

    private static bool IsGroup(string id) => id.Contains("/usergroup:", StringComparison.Ordinal);

    private static string Some(IReadOnlyList<string> who, ApprovalPolicy policy) =>
        string.Join("; ", who.Take(NamesShown).Select(id => Called(id, policy))) + (who.Count > NamesShown ? $"; and {who.Count - NamesShown} more" : "");

    /// <summary>The name, with the id beside it where another approver is called the same; the id where no name is known.</summary>
    private static string Called(string id, ApprovalPolicy policy) =>
        !policy.Called.TryGetValue(id, out var name) ? id
        : policy.Called.Values.Count(other => other == name) > 1 ? $"{name} ({id})"
        : name;

    private static string People(Proposal proposal) => string.Join("; ", proposal.Approvals.Select(Named));

    /// <summary><c>Anna Berg (12:01 UTC: the key is unused)</c>.</summary>
    private static string Named(Approval approval) => $"{approval.By.Name} ({Wording.Time(approval.At)}{(approval.Reason is { } reason ? $": {reason}" : "")})";

    private static int Over(Proposal proposal) => proposal.Steps.Count(step => step.State is StepState.Done or StepState.NotNeeded);

    private static Block.Table Steps(Proposal proposal)
    {
        var began = proposal.Steps.Count > 0;
        return new Block.Table(
            null,
            [new("#", Numeric: true), new("What"), new("AWS call with its parameters"), new("Before → after"), .. began ? [new Column("State")] : Array.Empty<Column>()],
            [.. proposal.Plan.Steps.Select((step, n) => (IReadOnlyList<Cell>)
            [
                $"{n + 1}", step.Title, Call(step.Call), Workflow.Wording(step.Changes), .. began ? [State(proposal.Steps[n])] : Array.Empty<Cell>(),
            ])]);
    }

    /// <summary>The call as it is sent: <c>cloudtrail:StartLogging in eu-west-1 {"Name":"…"}</c>.</summary>
    private static string Call(AwsCall call) =>
        $"{call.Service}:{call.Operation}{(call.Region is { } region ? $" in {region}" : "")}{(call.Session is { } task ? $" as root, {task[(task.LastIndexOf('/') + 1)..]}" : "")} {((JsonNode)call.Input).ToJsonString(Plainly)}";

    private static Cell State(StepProgress step) => step.State switch
    {
        StepState.Pending => "to come",
        StepState.Begun => step.Error is { } error ? $"trying again: {error}" : "under way",
        StepState.Done => new Cell(step.RequestId is null && step.Error is { } how ? how : "done", Mark.Pass),
        StepState.NotNeeded => new Cell("was so already", Mark.Pass),
        _ => new Cell(step.Error ?? "failed", Mark.Fail),
    };

    private static List<Button> Buttons(Proposal proposal, ApprovalPolicy policy)
    {
        Button Of(string label, Verb verb) => new(label, verb, proposal.Id, proposal.Nonce, proposal.Plan.Title);
        List<Button> buttons = [];
        if (proposal.State == ProposalState.AwaitingApproval)
        {
            buttons.AddRange([Of("Approve", Verb.Approve), Of("Reject", Verb.Reject)]);
            if (policy.BreakGlass.Count > 0)
            {
                buttons.Add(Of("Break glass", Verb.BreakGlass));
            }
        }

        if (proposal is { BrokenGlass: not null, Review: null })
        {
            buttons.Add(Of("Review", Verb.Review));
        }

        if (proposal is { UndoUntil: not null, UndoneBy: null })
        {
            buttons.Add(Of("Undo", Verb.Undo));
        }

        return buttons;
    }
}
