using ChatGuard.Core.Proposals;
using Xunit;
using static ChatGuard.Core.Tests.Proposals.ProposalSamples;

namespace ChatGuard.Core.Tests.Proposals;

public sealed class WorkflowTests
{
    [Fact]
    public void OneApproverApprovesWhatNeedsOne()
    {
        var next = Accepted(New(), new ProposalEvent.Approve(Anna, Nonce, " old key "));

        Assert.Equal(ProposalState.Approved, next.State);
        Assert.Equal([new Approval(Anna, Noon, "old key")], next.Approvals);
    }

    [Fact]
    public void TwoDifferentApproversAreNeededWhereTheCatalogueAsksForTwo()
    {
        var once = Accepted(New(approvals: 2), new ProposalEvent.Approve(Anna, Nonce, null));

        Assert.Equal(ProposalState.AwaitingApproval, once.State);
        Assert.Equal(Refusal.ApprovedAlready, Refused(once, new ProposalEvent.Approve(Anna, Nonce, null)));
        Assert.Equal(ProposalState.Approved, Accepted(once, new ProposalEvent.Approve(Cleo, Nonce, null)).State);
    }

    [Fact]
    public void ConfigurationMayAskForMoreThanTheCatalogue()
    {
        var policy = Policy with { Required = 2 };

        var once = Assert.IsType<Decision.Accepted>(Workflow.Decide(New(), new ProposalEvent.Approve(Anna, Nonce, null), policy, Noon)).Next;

        Assert.Equal(ProposalState.AwaitingApproval, once.State);
    }

    [Fact]
    public void AnApprovalOfSomebodyWhoWasStruckOffTheListSinceDoesNotCount()
    {
        var once = Accepted(New(approvals: 2), new ProposalEvent.Approve(Anna, Nonce, null));

        var twice = Assert.IsType<Decision.Accepted>(
            Workflow.Decide(once, new ProposalEvent.Approve(Ben, Nonce, null), Policy with { Approvers = ["web:ben"] }, Noon)).Next;

        Assert.Equal(ProposalState.AwaitingApproval, twice.State);
    }

    [Fact]
    public void WithoutARuleNobodyMay()
    {
        var refused = Assert.IsType<Decision.Refused>(Workflow.Decide(New(), new ProposalEvent.Approve(Anna, Nonce, null), ApprovalPolicy.Nobody, Noon));

        Assert.Equal(Refusal.NotAnApprover, refused.Why);
        Assert.Contains("no approval rule", refused.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void AStrangerMayNeitherApproveNorReject()
    {
        Assert.Equal(Refusal.NotAnApprover, Refused(New(), new ProposalEvent.Approve(Stranger, Nonce, null)));
        Assert.Equal(Refusal.NotAnApprover, Refused(New(), new ProposalEvent.Reject(Stranger, Nonce, null)));
    }

    [Fact]
    public void TheRequesterCannotApprove() => Assert.Equal(Refusal.OwnRequest, Refused(New(requester: Anna), new ProposalEvent.Approve(Anna, Nonce, null)));

    [Fact]
    public void ThePersonWhoseCredentialItIsCannotApprove() =>
        Assert.Equal(Refusal.OwnCredential, Refused(New(1, null, "arn:aws:iam::111122223333:user/bob"), new ProposalEvent.Approve(Ben, Nonce, null)));

    [Fact]
    public void AnExpiredProposalCannotBeApproved()
    {
        var refused = Assert.IsType<Decision.Refused>(Workflow.Decide(New(), new ProposalEvent.Approve(Anna, Nonce, null), Policy, Noon.AddHours(4)));

        Assert.Equal(Refusal.Expired, refused.Why);
    }

    [Fact]
    public void AStaleNonceIsRefused() => Assert.Equal(Refusal.StaleButton, Refused(New(), new ProposalEvent.Approve(Anna, "other", null)));

    [Fact]
    public void ALateClickIsToldWhoDecidedAndWhen()
    {
        var approved = Accepted(New(), new ProposalEvent.Approve(Anna, Nonce, null));

        var late = Assert.IsType<Decision.Refused>(Workflow.Decide(approved, new ProposalEvent.Reject(Ben, Nonce, null), Policy, Noon.AddMinutes(1)));

        Assert.Equal(Refusal.AlreadyDecided, late.Why);
        Assert.Equal("Too late: Anna (2026-03-02 12:00 UTC) approved it; it is about to be executed.", late.Sentence);
    }

    [Fact]
    public void BreakingTheGlassNeedsAReasonAndLeavesAReviewForSomebodyElse()
    {
        Assert.Equal(Refusal.ReasonMissing, Refused(New(approvals: 2), new ProposalEvent.BreakGlass(Dora, Nonce, "  ")));
        Assert.Equal(Refusal.NotAnApprover, Refused(New(approvals: 2), new ProposalEvent.BreakGlass(Anna, Nonce, "fire")));

        var broken = Accepted(New(approvals: 2), new ProposalEvent.BreakGlass(Dora, Nonce, "the key is on a paste site"));

        Assert.Equal(ProposalState.Approved, broken.State);
        Assert.Equal(Refusal.NotAnApprover, Refused(broken, new ProposalEvent.ReviewBrokenGlass(Dora, Nonce, null)));
        var reviewed = Accepted(broken, new ProposalEvent.ReviewBrokenGlass(Anna, Nonce, "justified"));
        Assert.Equal(Anna, reviewed.Review?.By);
        Assert.Equal(Refusal.AlreadyDecided, Refused(reviewed, new ProposalEvent.ReviewBrokenGlass(Cleo, Nonce, null)));
    }

    [Fact]
    public void AResourceThatChangedSinceVoidsTheApprovalAndSaysWhatChanged()
    {
        var live = New().Plan.Before.With([new FieldChange("quarantined", "no", "yes")]);

        var next = Accepted(Approved(), new ProposalEvent.Begin(live));

        Assert.Equal(ProposalState.Drifted, next.State);
        Assert.Contains("quarantined: no → yes", next.Outcome, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsDoneAlreadyIsDoneWithoutACall()
    {
        var next = Accepted(Approved(), new ProposalEvent.Begin(New().Plan.After));

        Assert.Equal(ProposalState.Done, next.State);
        Assert.All(next.Steps, step => Assert.Equal(StepState.NotNeeded, step.State));
        Assert.Null(next.UndoUntil);
    }

    [Fact]
    public void StepsGoInOrderThenLiveReadsVerify()
    {
        var executing = Accepted(Approved(), new ProposalEvent.Begin(New().Plan.Before));
        Assert.Equal(Refusal.OutOfTurn, Refused(executing, new ProposalEvent.StepChanged(1, new StepProgress(StepState.Begun))));

        var first = Accepted(executing, new ProposalEvent.StepChanged(0, new StepProgress(StepState.Done, "r1")));
        var second = Accepted(first, new ProposalEvent.StepChanged(1, new StepProgress(StepState.Done, "r2")));
        var done = Accepted(second, new ProposalEvent.Verified());

        Assert.Equal([ProposalState.Executing, ProposalState.Executing, ProposalState.Verifying, ProposalState.Done], [executing.State, first.State, second.State, done.State]);
        Assert.Equal(Noon.AddHours(24), done.UndoUntil);
        Assert.Equal(["Activate B", "Activate A"], done.Undoable.Select(step => step.Title));
    }

    [Fact]
    public void AFailedStepStopsAndOnlyWhatTookEffectCanBeUndone()
    {
        var executing = Accepted(Approved(), new ProposalEvent.Begin(New().Plan.Before));
        Assert.Equal(ProposalState.Failed, Accepted(executing, new ProposalEvent.StepChanged(0, new StepProgress(StepState.Failed, null, "AccessDenied"))).State);

        var first = Accepted(executing, new ProposalEvent.StepChanged(0, new StepProgress(StepState.Done)));
        var partly = Accepted(first, new ProposalEvent.StepChanged(1, new StepProgress(StepState.Failed, null, "AccessDenied")));

        Assert.Equal(ProposalState.PartlyDone, partly.State);
        Assert.Equal(["Activate A"], partly.Undoable.Select(step => step.Title));
        Assert.Equal(("Inactive", "Active"), (partly.Left["key/A"], partly.Left["key/B"]));
    }

    [Fact]
    public void AnUndoIsOpenOnceUntilItsTimeAndEndsTheProposal()
    {
        var done = Done();
        var open = Accepted(done, new ProposalEvent.UndoProposed("u1", Anna));
        Assert.Equal(Refusal.AlreadyDecided, Refused(open, new ProposalEvent.UndoProposed("u2", Ben)));
        Assert.Null(Accepted(open, new ProposalEvent.UndoEnded("u1", Done: false)).UndoneBy);
        Assert.Equal(ProposalState.Undone, Accepted(open, new ProposalEvent.UndoEnded("u1", Done: true)).State);

        var late = Assert.IsType<Decision.Refused>(Workflow.Decide(done, new ProposalEvent.UndoProposed("u1", Anna), Policy, Noon.AddHours(24)));
        Assert.Equal(Refusal.Expired, late.Why);
    }

    [Fact]
    public void AnIrreversiblePlanCannotBeUndone()
    {
        var done = Done();

        Assert.Equal(Refusal.OutOfTurn, Refused(done with { Plan = done.Plan with { UndoHours = 0 } }, new ProposalEvent.UndoProposed("u1", Anna)));
    }

    [Fact]
    public void APlanReadsBackFromItsTextAndAnyChangeOfTheTextIsAnotherPlan()
    {
        var text = PlanJson.Write(Plan(2, "arn:aws:iam::111122223333:user/bob"));

        Assert.Equal(text, PlanJson.Write(PlanJson.Read(text)));
        Assert.NotEqual(PlanJson.Hash(text), PlanJson.Hash(text.Replace("Inactive", "Deleted", StringComparison.Ordinal)));
    }

    [Fact]
    public void FieldsThatRunTogetherHaveAnotherFingerprint() => Assert.NotEqual(
        new LiveState(new Dictionary<string, string> { ["ab"] = "c" }).Fingerprint, new LiveState(new Dictionary<string, string> { ["a"] = "bc" }).Fingerprint);

    private static Proposal Approved() => Accepted(New(), new ProposalEvent.Approve(Anna, Nonce, null));

    private static Proposal Done()
    {
        ProposalEvent[] events = [new ProposalEvent.Begin(New().Plan.Before), new ProposalEvent.StepChanged(0, new StepProgress(StepState.Done)), new ProposalEvent.StepChanged(1, new StepProgress(StepState.Done)), new ProposalEvent.Verified()];
        return events.Aggregate(Approved(), Accepted);
    }

    private static Proposal Accepted(Proposal proposal, ProposalEvent happened) => Assert.IsType<Decision.Accepted>(Workflow.Decide(proposal, happened, Policy, Noon)).Next;

    private static Refusal Refused(Proposal proposal, ProposalEvent happened) => Assert.IsType<Decision.Refused>(Workflow.Decide(proposal, happened, Policy, Noon)).Why;
}
