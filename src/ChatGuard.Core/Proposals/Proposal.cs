namespace ChatGuard.Core.Proposals;

/// <summary>Where a proposal stands.</summary>
public enum ProposalState
{
    AwaitingApproval,

    /// <summary>Enough people approved; whoever claims it executes.</summary>
    Approved,

    /// <summary>One replica holds the lease and works through the steps.</summary>
    Executing,

    /// <summary>Every call was made; live reads have yet to agree.</summary>
    Verifying,

    /// <summary>Verified; can be undone while the plan says so.</summary>
    Done,

    /// <summary>Some steps took effect, then one failed: the rest was not tried.</summary>
    PartlyDone,

    /// <summary>No step took effect.</summary>
    Failed,

    /// <summary>The resource changed after the plan was made, so the approval is void. Nothing was done.</summary>
    Drifted,

    Rejected,

    Expired,

    /// <summary>Another proposal took it back.</summary>
    Undone,
}

/// <summary>A remediation that was proposed, from the plan to its end.</summary>
/// <param name="Id">10 lower-case letters and digits, unguessable; part of the AWS session's name.</param>
/// <param name="Plan">What people approve.</param>
/// <param name="PlanHash"><see cref="PlanJson.Hash"/> of the plan's stored text.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Requester">Who asked; null where ChatGuard proposed it in a digest.</param>
/// <param name="CreatedAt">When it was proposed.</param>
/// <param name="ExpiresAt">Until when it can be decided.</param>
/// <param name="Nonce">What a button of this state must bring along; new with every state.</param>
public sealed record Proposal(
    string Id, Plan Plan, string PlanHash, ProposalState State, Actor? Requester, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, string Nonce)
{
    /// <summary>Who approved so far, each once, in order.</summary>
    public IReadOnlyList<Approval> Approvals { get; init; } = [];

    /// <summary>What is known of each step of the plan, in order.</summary>
    public IReadOnlyList<StepProgress> Steps { get; init; } = [];

    /// <summary>The approval that overrode the rules; null where none did.</summary>
    public Approval? BrokenGlass { get; init; }

    /// <summary>Who looked at the broken glass afterwards; null while that is owed.</summary>
    public Approval? Review { get; init; }

    /// <summary>Who rejected it.</summary>
    public Approval? Rejection { get; init; }

    /// <summary>Why it ended as it did: what changed, what AWS refused, which IAM action is missing. Null where there is nothing to say.</summary>
    public string? Outcome { get; init; }

    /// <summary>When it was approved, began, was verified or ended: the last change of state.</summary>
    public DateTimeOffset ChangedAt { get; init; } = CreatedAt;

    /// <summary>The proposal that takes this one back, while it is open or done.</summary>
    public string? UndoneBy { get; init; }

    /// <summary>What a look at AWS a day after it was verified showed; null before that.</summary>
    public SecondLook? SecondLook { get; init; }

    /// <summary>Until when it can be undone; null where it cannot.</summary>
    public DateTimeOffset? UndoUntil => State is ProposalState.Done or ProposalState.PartlyDone && Plan is { UndoHours: > 0, Undoes: null } && Undoable.Any()
        ? ChangedAt.AddHours(Plan.UndoHours)
        : null;

    /// <summary>The steps that took effect and can be taken back, in the order in which that is to be done: last first.</summary>
    public IEnumerable<PlannedStep> Undoable => Plan.Steps.Zip(Steps).Where(each => each.Second.State == StepState.Done && each.First.Undo is not null).Select(each => each.First.Undo!).Reverse();

    /// <summary>What the live state was left as: what every step that took effect changed, or found changed when its turn came.</summary>
    public LiveState Left => Plan.Before.With(Plan.Steps.Zip(Steps).Where(each => each.Second.State is StepState.Done or StepState.NotNeeded).SelectMany(each => each.First.Changes));

    /// <summary>Nothing will happen to it by itself any more.</summary>
    public bool IsOver => State is not (ProposalState.AwaitingApproval or ProposalState.Approved or ProposalState.Executing or ProposalState.Verifying);
}

/// <summary>A look at AWS long after a plan was verified.</summary>
/// <param name="At">When.</param>
/// <param name="Changed">What reads differently than the plan left it; null where all of it still holds.</param>
public sealed record SecondLook(DateTimeOffset At, string? Changed);

/// <summary>A person's decision.</summary>
public sealed record Approval(Actor By, DateTimeOffset At, string? Reason);

/// <summary>What is known of a step.</summary>
public enum StepState
{
    Pending,

    /// <summary>The call is about to be made or was made: whether it took effect is found out by reading.</summary>
    Begun,

    Done,

    /// <summary>It read as done before the call, so none was made.</summary>
    NotNeeded,

    Failed,
}

/// <summary>A step's row: written before the call and after.</summary>
/// <param name="State">How far it came.</param>
/// <param name="RequestId">AWS's id of the call; null where none was answered.</param>
/// <param name="Error">What AWS said, where it refused.</param>
public sealed record StepProgress(StepState State, string? RequestId = null, string? Error = null);
