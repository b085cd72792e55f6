using System.Text.Json.Nodes;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Proposals;
using ChatGuard.Store;

namespace ChatGuard.Commands;

/// <summary>What is said to the one who asked for a plan or clicked.</summary>
internal static class Words
{
    private const int LongestId = 40;

    /// <summary>The button's id is forged, or of a database that is no more.</summary>
    public static readonly Answer NoSuchPlan = Refused("There is no such plan. Use the button of a message of ChatGuard's.");

    /// <summary>A kind no: a sentence that says why, and that nothing was done.</summary>
    public static Answer Refused(string sentence) => new(Wording.Clip(sentence, 200), Tone.Warning, sentence.Length > 200 ? [new Block.Text(sentence)] : []);

    public static Answer Problem(string title, params string[] sentences) => new(title, Tone.Bad, [.. sentences.Select(sentence => new Block.Text(sentence))]);

    /// <summary>What a click did.</summary>
    public static Answer Accepted(Verb verb, Proposal next, ApprovalPolicy policy)
    {
        var missing = Workflow.Required(next, policy) - next.Approvals.Count(approval => policy.Names(approval.By));
        var title = (verb, next.State) switch
        {
            (Verb.Approve, ProposalState.AwaitingApproval) => $"You approved; {(missing == 1 ? "one more person has" : $"{missing} more people have")} to",
            (Verb.Approve, _) => "You approved; it is being executed now",
            (Verb.BreakGlass, _) => "You broke the glass; it is being executed now, and the approvers are told",
            (Verb.Reject, _) => "You rejected it; nothing is done",
            (Verb.Review, _) => "You reviewed it; that is kept with your name",
            _ => "Done",
        };
        return new Answer(title, Tone.Good, verb is Verb.Approve or Verb.BreakGlass ? [new Block.Text("The message shows how it goes.")] : []);
    }

    /// <summary>Where a plan is, for the one who asked for it.</summary>
    public static Answer Proposed(Proposal proposal, bool isNew, ApprovalPolicy policy, IReadOnlyList<ChannelRef> shownIn)
    {
        var required = Workflow.Required(proposal, policy);
        var where = $"It is shown in {string.Join(", ", shownIn)} with every AWS call, what may break and who may approve.";
        if (!isNew)
        {
            return new Answer($"A plan for this is open already: {proposal.Plan.Title}", Tone.Neutral, [new Block.Text($"{proposal.Requester?.Name ?? "ChatGuard"} asked for it at {Wording.Time(proposal.CreatedAt)}; {Workflow.Wording(proposal)} {where}")]);
        }

        return policy.Approvers.Count == 0
            ? new Answer($"Nobody may approve this: {proposal.Plan.Title}", Tone.Warning, [new Block.Text($"No approval rule names approvers for account {proposal.Plan.Target.Account} and risk {Wording.Kebab(proposal.Plan.Risk)}. Add one to ChatGuard:Approvals:Rules. The plan is shown in {string.Join(", ", shownIn)}.")])
            : new Answer($"To be approved by {(required == 1 ? "one person" : $"{required} people")}: {proposal.Plan.Title}", Tone.Neutral, [new Block.Text($"{where} It waits until {Wording.Time(proposal.ExpiresAt)}.")]);
    }

    /// <summary>That a broken glass waits for its review.</summary>
    public static string Owed(Proposal proposal) =>
        $"{proposal.BrokenGlass!.By.Name} broke the glass at {Wording.Time(proposal.BrokenGlass.At)} for: {proposal.Plan.Title}. An approver has to review it: proposals {proposal.Id} shows it.";

    /// <summary>The record of a click on something that is not there.</summary>
    public static AuditEntry Forged(Click click) =>
        new("refused", null, click.By.Id, new JsonObject { ["event"] = click.Verb.ToString(), ["refused"] = "NoSuchPlan", ["clicked"] = Wording.Clip(click.Proposal, LongestId) });

    /// <summary>Where something was asked for: no channel on the console.</summary>
    public static IReadOnlyList<ChannelRef> ChannelOf(string surface, string? channel) => channel is null ? [] : [new ChannelRef(surface, channel)];
}
