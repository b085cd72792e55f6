using ChatGuard.Core.Proposals;
using FsCheck;
using FsCheck.Fluent;
using static ChatGuard.Core.Tests.Proposals.ProposalSamples;

namespace ChatGuard.Core.Tests.Proposals;

/// <summary>A random life of a proposal: clicks of anybody with good and bad nonces, time, drift, steps, crashes (a step that begins again), undos.</summary>
internal sealed record Life(int Approvals, Actor? Requester, bool OwnCredential, Happening[] Events)
{
    private static readonly Actor[] People = [Anna, Ben, Cleo, Dora, Stranger, AnnaInTeams, Elsewhere];

    /// <summary>The proposal as it begins.</summary>
    public Proposal Born => New(Approvals, Requester, OwnCredential ? ["arn:aws:iam::111122223333:user/bob"] : []);

    /// <param name="events">How many happenings at most.</param>
    public static Gen<Life> Any(int events) =>
        from approvals in Gen.Choose(1, 2)
        from requester in Gen.Elements<Actor?>(null, Anna, Ben, Stranger, AnnaInTeams, Elsewhere)
        from own in Gen.Elements(true, false)
        from happenings in Happenings().ArrayOf(events)
        select new Life(approvals, requester, own, happenings);

    private static Gen<Happening> Happenings() =>
        from kind in Gen.Choose(0, 13)
        from who in Gen.Elements(People)
        from goodNonce in Gen.Frequency((4, Gen.Constant(true)), (1, Gen.Constant(false)))
        from minutes in Gen.Frequency((5, Gen.Choose(0, 10)), (1, Gen.Choose(0, 300)))
        from step in Gen.Choose(0, 2)
        from fits in Gen.Elements(true, false)
        select new Happening(kind, who, goodNonce, minutes, step, fits);
}

/// <summary>Something that happens in it: half of the time what comes next in a life without disturbances, so that many lives reach their end; otherwise anything.</summary>
internal sealed record Happening(int Kind, Actor Who, bool GoodNonce, int Minutes, int Step, bool Fits)
{
    public ProposalEvent Event(Proposal proposal) => Fits ? Next(proposal) : Any(proposal);

    private ProposalEvent Next(Proposal proposal) => proposal switch
    {
        { State: ProposalState.AwaitingApproval } => new ProposalEvent.Approve(Who, proposal.Nonce, null),
        { State: ProposalState.Approved } => new ProposalEvent.Begin(proposal.Plan.Before),
        { State: ProposalState.Executing } => NextStep(proposal),
        { State: ProposalState.Verifying } => new ProposalEvent.Verified(),
        { UndoneBy: { } undo } => new ProposalEvent.UndoEnded(undo, GoodNonce),
        _ => new ProposalEvent.UndoProposed($"u{Step}", Who),
    };

    private ProposalEvent.StepChanged NextStep(Proposal proposal)
    {
        var at = proposal.Steps.TakeWhile(step => step.State is StepState.Done or StepState.NotNeeded).Count();
        var next = proposal.Steps[at].State == StepState.Pending ? Step == 2 ? StepState.NotNeeded : StepState.Begun : Kind == 0 ? StepState.Failed : StepState.Done;
        return new ProposalEvent.StepChanged(at, new StepProgress(next, "r"));
    }

    private ProposalEvent Any(Proposal proposal)
    {
        var nonce = GoodNonce ? proposal.Nonce : "forged";
        return Kind switch
        {
            0 or 1 or 2 => new ProposalEvent.Approve(Who, nonce, "because"),
            3 => new ProposalEvent.Reject(Who, nonce, null),
            4 => new ProposalEvent.BreakGlass(Who, nonce, Step == 0 ? null : "fire"),
            5 => new ProposalEvent.ReviewBrokenGlass(Who, nonce, null),
            6 => new ProposalEvent.TimePassed(),
            7 => new ProposalEvent.Begin(Step == 0 ? proposal.Plan.Before.With([new FieldChange("quarantined", "no", "yes")]) : proposal.Plan.Before),
            8 => new ProposalEvent.StepChanged(Step, new StepProgress(StepState.Begun)),
            9 or 10 => new ProposalEvent.StepChanged(Step, new StepProgress(StepState.Done, "r")),
            11 => new ProposalEvent.Verified(),
            12 => new ProposalEvent.UndoProposed($"u{Step}", Who),
            _ => new ProposalEvent.UndoEnded($"u{Step}", GoodNonce),
        };
    }
}
