using System.Globalization;

namespace ChatGuard.Core.Proposals;

/// <summary>The rules of a proposal's life, as one pure function: the same event in the same state always ends the same.</summary>
public static class Workflow
{
    /// <summary>The longest reason that is kept, in characters.</summary>
    public const int LongestReason = 500;

    /// <param name="proposal">As it is.</param>
    /// <param name="happened">What happened.</param>
    /// <param name="policy">Who may decide it, as configuration and the chat platform say now.</param>
    /// <param name="now">When.</param>
    public static Decision Decide(Proposal proposal, ProposalEvent happened, ApprovalPolicy policy, DateTimeOffset now) => happened switch
    {
        ProposalEvent.ReviewBrokenGlass review => Review(proposal, review, policy, now),
        ProposalEvent.Click click => ClickRefused(proposal, click, policy, now) ?? Clicked(proposal, click, policy, now),
        ProposalEvent.TimePassed => proposal.State == ProposalState.AwaitingApproval && now >= proposal.ExpiresAt
            ? To(proposal with { Outcome = "Nobody decided in time; nothing was done." }, ProposalState.Expired, now)
            : OutOfTurn(proposal),
        ProposalEvent.Begin begin => Begin(proposal, begin.Live, now),
        ProposalEvent.StepChanged step => Step(proposal, step, now),
        ProposalEvent.Verified => proposal.State == ProposalState.Verifying ? To(proposal, ProposalState.Done, now) : OutOfTurn(proposal),
        ProposalEvent.LookedAgain look => proposal is { State: ProposalState.Done, SecondLook: null } ? new Decision.Accepted(proposal with { SecondLook = new SecondLook(now, look.Changed) }) : OutOfTurn(proposal),
        ProposalEvent.Stopped stopped => Stop(proposal, stopped.Why, now),
        ProposalEvent.UndoProposed undo => ProposeUndo(proposal, undo, now),
        ProposalEvent.UndoEnded ended => EndUndo(proposal, ended, now),
        _ => OutOfTurn(proposal),
    };

    /// <summary>How many people must approve: what the catalogue asks or what configuration asks, whichever is more.</summary>
    public static int Required(Proposal proposal, ApprovalPolicy policy) => Math.Max(1, Math.Max(proposal.Plan.Approvals, policy.Required));

    private static Decision.Refused? ClickRefused(Proposal proposal, ProposalEvent.Click click, ApprovalPolicy policy, DateTimeOffset now) => proposal switch
    {
        { State: not ProposalState.AwaitingApproval } => Refused(Refusal.AlreadyDecided, $"Too late: {Wording(proposal)}"),
        _ when now >= proposal.ExpiresAt => Refused(Refusal.Expired, $"This plan expired at {Time(proposal.ExpiresAt)}; nothing was done. Ask for a new one."),
        _ when click.Nonce != proposal.Nonce => Refused(Refusal.StaleButton, "This button belongs to an earlier state of the plan. Use the newest message."),
        _ when !policy.Names(click.By) && !policy.MayBreakGlass(click.By) => Refused(
            Refusal.NotAnApprover,
            policy.Approvers.Count == 0
                ? $"Nobody may decide this: no approval rule names approvers for account {proposal.Plan.Target.Account} and risk {proposal.Plan.Risk.ToString().ToLowerInvariant()}."
                : $"You are not an approver for account {proposal.Plan.Target.Account} and risk {proposal.Plan.Risk.ToString().ToLowerInvariant()}; nothing was changed."),
        _ => null,
    };

    private static Decision Clicked(Proposal proposal, ProposalEvent.Click click, ApprovalPolicy policy, DateTimeOffset now)
    {
        var approval = new Approval(click.By, now, Reason(click));
        return click switch
        {
            ProposalEvent.Reject => To(proposal with { Rejection = approval, Outcome = $"Rejected by {click.By.Name}; nothing was done." }, ProposalState.Rejected, now),
            _ when policy.IsSubject(click.By, proposal.Plan) => Refused(Refusal.OwnCredential, "These are your own credentials, so somebody else has to decide."),
            ProposalEvent.BreakGlass when !policy.MayBreakGlass(click.By) => Refused(Refusal.NotAnApprover, "You are not among those who may break the glass here; nothing was changed."),
            ProposalEvent.BreakGlass when approval.Reason is null => Refused(Refusal.ReasonMissing, "Breaking the glass needs a reason: say what forces you to go alone."),
            ProposalEvent.BreakGlass => To(proposal with { Approvals = [.. proposal.Approvals, approval], BrokenGlass = approval }, ProposalState.Approved, now),
            _ when !policy.Names(click.By) => Refused(Refusal.NotAnApprover, "You may break the glass here, but are no approver; nothing was changed."),
            _ when proposal.Requester is { } asked && policy.AreSame(click.By, asked) => Refused(Refusal.OwnRequest, "You asked for this yourself, so somebody else has to approve it."),
            _ when proposal.Requester is { } asked && !policy.AreTwo(click.By, asked) => MaybeSame(click.By, asked, "who asked for this"),
            _ when proposal.Approvals.Any(each => policy.AreSame(each.By, click.By)) => Refused(
                Refusal.ApprovedAlready, $"You approved this already; {Required(proposal, policy) - policy.Counted(proposal).Count} more must."),
            _ when policy.Counted(proposal).FirstOrDefault(each => !policy.AreTwo(each.By, click.By)) is { } before => MaybeSame(click.By, before.By, "who approved this"),
            _ => Approved(proposal with { Approvals = [.. proposal.Approvals, approval] }, policy, now),
        };
    }

    private static Decision.Refused MaybeSame(Actor one, Actor other, string who) => Refused(
        Refusal.MaybeSamePerson,
        $"ChatGuard cannot tell whether you ({one.Id}) and {other.Name} ({other.Id}), {who}, are the same person. Decide where they did, or have ChatGuard:Approvals:People list you both; nothing was changed.");

    /// <summary>Counts only those who are approvers still: one who was struck off the list since counts no more.</summary>
    private static Decision.Accepted Approved(Proposal proposal, ApprovalPolicy policy, DateTimeOffset now) =>
        policy.Counted(proposal).Count >= Required(proposal, policy)
            ? To(proposal, ProposalState.Approved, now)
            : new Decision.Accepted(proposal);

    private static Decision Begin(Proposal proposal, LiveState live, DateTimeOffset now)
    {
        if (proposal.State != ProposalState.Approved)
        {
            return OutOfTurn(proposal);
        }

        if (live.Equals(proposal.Plan.Before))
        {
            return To(proposal with { Steps = [.. proposal.Plan.Steps.Select(_ => new StepProgress(StepState.Pending))] }, ProposalState.Executing, now);
        }

        if (live.Shows(proposal.Plan.Steps.SelectMany(step => step.Changes)))
        {
            return To(
                proposal with { Steps = [.. proposal.Plan.Steps.Select(_ => new StepProgress(StepState.NotNeeded))], Outcome = "It had been done already; no call was made." },
                ProposalState.Done,
                now);
        }

        return To(proposal with { Outcome = $"The approval is void, since this changed after the plan was made: {Wording(proposal.Plan.Before.DifferencesTo(live))}. Nothing was done; ask for a new plan." }, ProposalState.Drifted, now);
    }

    private static Decision Step(Proposal proposal, ProposalEvent.StepChanged changed, DateTimeOffset now)
    {
        if (proposal.State != ProposalState.Executing || changed.Step >= proposal.Steps.Count
            || proposal.Steps[changed.Step].State is not (StepState.Pending or StepState.Begun)
            || proposal.Steps.Take(changed.Step).Any(step => step.State is not (StepState.Done or StepState.NotNeeded)))
        {
            return OutOfTurn(proposal);
        }

        var next = proposal with { Steps = [.. proposal.Steps.Select((step, n) => n == changed.Step ? changed.Progress : step)] };
        return changed.Progress.State == StepState.Failed ? Stop(next, changed.Progress.Error ?? "The step failed.", now)
            : next.Steps.All(step => step.State is StepState.Done or StepState.NotNeeded) ? To(next, ProposalState.Verifying, now)
            : new Decision.Accepted(next);
    }

    private static Decision Stop(Proposal proposal, string why, DateTimeOffset now) => proposal.State is ProposalState.Approved or ProposalState.Executing or ProposalState.Verifying
        ? To(proposal with { Outcome = why }, proposal.Steps.Any(step => step.State is StepState.Done or StepState.Begun) ? ProposalState.PartlyDone : ProposalState.Failed, now)
        : OutOfTurn(proposal);

    private static Decision Review(Proposal proposal, ProposalEvent.ReviewBrokenGlass review, ApprovalPolicy policy, DateTimeOffset now) => proposal switch
    {
        { BrokenGlass: null } => OutOfTurn(proposal),
        { Review: { } done } => Refused(Refusal.AlreadyDecided, $"{done.By.Name} reviewed this at {Time(done.At)}."),
        _ when review.Nonce != proposal.Nonce => Refused(Refusal.StaleButton, "This button belongs to an earlier state of the plan. Use the newest message."),
        _ when !policy.Names(review.By) => Refused(Refusal.NotAnApprover, "Only an approver can review this."),
        { BrokenGlass: { } broken } when policy.AreSame(review.By, broken.By) => Refused(Refusal.OwnRequest, "You broke the glass yourself, so somebody else has to review it."),
        { BrokenGlass: { } broken } when !policy.AreTwo(review.By, broken.By) => MaybeSame(review.By, broken.By, "who broke the glass"),
        _ => new Decision.Accepted(proposal with { Review = new Approval(review.By, now, Reason(review)) }),
    };

    private static Decision ProposeUndo(Proposal proposal, ProposalEvent.UndoProposed undo, DateTimeOffset now) => proposal switch
    {
        { UndoneBy: not null } => Refused(Refusal.AlreadyDecided, "A plan to undo this is open already."),
        { UndoUntil: null } => Refused(Refusal.OutOfTurn, proposal.State == ProposalState.Undone ? Wording(proposal) : "This cannot be undone."),
        { UndoUntil: { } until } when now >= until => Refused(Refusal.Expired, $"This could be undone until {Time(until)}."),
        _ => new Decision.Accepted(proposal with { UndoneBy = undo.Id }),
    };

    private static Decision EndUndo(Proposal proposal, ProposalEvent.UndoEnded ended, DateTimeOffset now) => proposal.UndoneBy != ended.Id || proposal.State is not (ProposalState.Done or ProposalState.PartlyDone)
        ? OutOfTurn(proposal)
        : ended.Done ? To(proposal, ProposalState.Undone, now) : new Decision.Accepted(proposal with { UndoneBy = null });

    /// <summary>Where it stands, in one sentence with who and when.</summary>
    public static string Wording(Proposal proposal) => proposal.State switch
    {
        ProposalState.AwaitingApproval => $"it waits for approval until {Time(proposal.ExpiresAt)}.",
        ProposalState.Rejected => $"{proposal.Rejection?.By.Name} rejected it at {Time(proposal.ChangedAt)}.",
        ProposalState.Expired => $"it expired at {Time(proposal.ExpiresAt)}; nothing was done.",
        ProposalState.Drifted => proposal.Outcome ?? "the resource changed since; nothing was done.",
        ProposalState.Undone => $"it was undone at {Time(proposal.ChangedAt)}.",
        _ => $"{string.Join(" and ", proposal.Approvals.Select(approval => $"{approval.By.Name} ({Time(approval.At)})"))} approved it; it is {State(proposal.State)}.",
    };

    /// <summary>Changes as a person reads them: <c>IsLogging: true → false; Name: not there → x; Group: stays admins</c>.</summary>
    public static string Wording(IEnumerable<FieldChange> changes) => string.Join("; ", changes.Select(change => change.Before == change.After
        ? $"{change.Field}: stays {change.After}"
        : $"{change.Field}: {change.Before ?? "not there"} → {change.After ?? "not there"}"));

    private static string State(ProposalState state) => state switch
    {
        ProposalState.Approved => "about to be executed",
        ProposalState.Executing => "being executed",
        ProposalState.Verifying => "being verified",
        ProposalState.Done => "done and verified",
        ProposalState.PartlyDone => "partly done, then stopped",
        _ => "stopped without a change",
    };

    private static string? Reason(ProposalEvent.Click click)
    {
        var reason = click switch
        {
            ProposalEvent.Approve approve => approve.Reason,
            ProposalEvent.Reject reject => reject.Reason,
            ProposalEvent.BreakGlass glass => glass.Reason,
            ProposalEvent.ReviewBrokenGlass review => review.Reason,
            _ => null,
        };
        reason = reason?.Trim();
        return string.IsNullOrEmpty(reason) ? null : reason.Length > LongestReason ? reason[..LongestReason] : reason;
    }

    private static Decision.Accepted To(Proposal proposal, ProposalState state, DateTimeOffset now) => new(proposal with { State = state, ChangedAt = now });

    private static Decision.Refused OutOfTurn(Proposal proposal) => Refused(Refusal.OutOfTurn, $"That does not fit: {Wording(proposal)}");

    private static Decision.Refused Refused(Refusal why, string sentence) => new(why, sentence);

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
