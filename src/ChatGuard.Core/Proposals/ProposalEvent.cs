namespace ChatGuard.Core.Proposals;

/// <summary>Something that may change a proposal; <see cref="Workflow.Decide"/> says whether it does.</summary>
public abstract record ProposalEvent
{
    private ProposalEvent()
    {
    }

    /// <summary>A person clicked.</summary>
    public abstract record Click(Actor By, string Nonce) : ProposalEvent;

    public sealed record Approve(Actor By, string Nonce, string? Reason) : Click(By, Nonce);

    public sealed record Reject(Actor By, string Nonce, string? Reason) : Click(By, Nonce);

    /// <summary>Approves alone, against the rules; the reason is demanded.</summary>
    public sealed record BreakGlass(Actor By, string Nonce, string? Reason) : Click(By, Nonce);

    /// <summary>Somebody else looked at a broken glass.</summary>
    public sealed record ReviewBrokenGlass(Actor By, string Nonce, string? Reason) : Click(By, Nonce);

    /// <summary>Time passed.</summary>
    public sealed record TimePassed : ProposalEvent;

    /// <summary>A replica won the claim and found the live state to be this.</summary>
    public sealed record Begin(LiveState Live) : ProposalEvent;

    /// <summary>A step's row changed.</summary>
    public sealed record StepChanged(int Step, StepProgress Progress) : ProposalEvent;

    /// <summary>Live reads agree that the plan took effect.</summary>
    public sealed record Verified : ProposalEvent;

    /// <summary>A day later AWS was read again.</summary>
    /// <param name="Changed">What reads differently than the plan left it; null where all of it still holds.</param>
    public sealed record LookedAgain(string? Changed) : ProposalEvent;

    /// <summary>It cannot go on.</summary>
    public sealed record Stopped(string Why) : ProposalEvent;

    /// <summary>A plan to take it back was made.</summary>
    public sealed record UndoProposed(string Id, Actor By) : ProposalEvent;

    /// <summary>That plan ended: done, or not.</summary>
    public sealed record UndoEnded(string Id, bool Done) : ProposalEvent;
}

/// <summary>What came of an event.</summary>
public abstract record Decision
{
    private Decision()
    {
    }

    /// <summary>The proposal as it is now.</summary>
    public sealed record Accepted(Proposal Next) : Decision;

    /// <summary>Nothing changes.</summary>
    /// <param name="Why">For tests, metrics and the audit.</param>
    /// <param name="Sentence">For the person who clicked: true, kind, and what to do.</param>
    public sealed record Refused(Refusal Why, string Sentence) : Decision;
}

/// <summary>Why an event was refused.</summary>
public enum Refusal
{
    /// <summary>Somebody decided before.</summary>
    AlreadyDecided,
    Expired,

    /// <summary>The button belongs to an earlier state or to no proposal.</summary>
    StaleButton,
    NotAnApprover,
    OwnRequest,

    /// <summary>Whoever asked, approved or broke the glass is known by another chat or login, and may be the same person.</summary>
    MaybeSamePerson,
    OwnCredential,
    ApprovedAlready,
    ReasonMissing,

    /// <summary>The event makes no sense in this state.</summary>
    OutOfTurn,
}
