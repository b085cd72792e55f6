using ChatGuard.Core.Proposals;
using Xunit;
using static ChatGuard.Core.Tests.Proposals.ProposalSamples;

namespace ChatGuard.Core.Tests.Proposals;

/// <summary>One person whom two chats know has one voice; of whom it is not known whether they are one, neither counts beside the other.</summary>
public sealed class SeveralChatsTests
{
    [Fact]
    public void WhoAskedInOneChatDoesNotApproveInAnother()
    {
        Assert.Equal(Refusal.OwnRequest, Refused(New(requester: Anna), AnnaInTeams).Why);
        Assert.Equal(Refusal.OwnRequest, Refused(New(requester: AnnaInTeams), Anna).Why);
    }

    [Fact]
    public void WhoApprovedInOneChatDoesNotApproveInAnother()
    {
        var refused = Refused(Approved(New(approvals: 2), Anna), AnnaInTeams);

        Assert.Equal(Refusal.ApprovedAlready, refused.Why);
        Assert.Equal("You approved this already; 1 more must.", refused.Sentence);
    }

    [Fact]
    public void WhoMayBeTheOneWhoAskedIsRefusedAndToldWhatToDo()
    {
        var refused = Refused(New(requester: Cleo), Elsewhere);

        Assert.Equal(Refusal.MaybeSamePerson, refused.Why);
        Assert.Equal(
            "ChatGuard cannot tell whether you (slack:T9/U9) and Cleo (web:cleo), who asked for this, are the same person. Decide where they did, or have ChatGuard:Approvals:People list you both; nothing was changed.",
            refused.Sentence);
    }

    [Fact]
    public void WhoMayBeTheOneWhoApprovedIsRefused() => Assert.Equal(Refusal.MaybeSamePerson, Refused(Approved(New(approvals: 2), Elsewhere), Anna).Why);

    [Fact]
    public void OneWhoIsKnownInOneChatOnlyMayStillBeAnybodyOfTheOther()
    {
        var policy = SeveralChats with { People = [new KnownPerson([Anna.Id], [])] };

        Assert.False(policy.AreTwo(Anna, Elsewhere));
    }

    [Fact]
    public void TwoPeopleWhoAreBothListedApproveFromTwoChats()
    {
        var twice = Approved(Approved(New(approvals: 2), Ben), AnnaInTeams);

        Assert.Equal(ProposalState.Approved, twice.State);
    }

    [Fact]
    public void WhatADigestProposesMayBeApprovedFromAnyChat() => Assert.Equal(ProposalState.Approved, Approved(New(), Elsewhere).State);

    [Fact]
    public void TwoApprovalsOfWhomConfigurationSinceSaysThatTheyAreOneCountOnce()
    {
        var known = SeveralChats with { People = [new KnownPerson([Anna.Id], []), new KnownPerson([AnnaInTeams.Id], [])] };
        var twice = Approved(Approved(New(approvals: 3), Anna, known), AnnaInTeams, known);

        var third = Approved(twice, Cleo);

        Assert.Equal(ProposalState.AwaitingApproval, third.State);
        Assert.Equal([Anna, Cleo], SeveralChats.Counted(third).Select(approval => approval.By));
    }

    [Fact]
    public void WhoBrokeTheGlassInOneChatDoesNotReviewItInAnother()
    {
        var policy = SeveralChats with { BreakGlass = [Anna.Id] };
        var broken = Assert.IsType<Decision.Accepted>(Workflow.Decide(New(), new ProposalEvent.BreakGlass(Anna, Nonce, "fire"), policy, Noon)).Next;

        Assert.Equal(Refusal.OwnRequest, Assert.IsType<Decision.Refused>(Workflow.Decide(broken, new ProposalEvent.ReviewBrokenGlass(AnnaInTeams, Nonce, null), policy, Noon)).Why);
        Assert.Equal(Refusal.MaybeSamePerson, Assert.IsType<Decision.Refused>(Workflow.Decide(broken, new ProposalEvent.ReviewBrokenGlass(Elsewhere, Nonce, null), policy, Noon)).Why);
    }

    [Fact]
    public void NobodyDecidesAboutTheirOwnCredentialsFromAnotherChat()
    {
        var policy = SeveralChats with { People = [new KnownPerson([Anna.Id, AnnaInTeams.Id], ["arn:aws:iam::111122223333:user/bob"])] };

        var decision = Workflow.Decide(New(1, null, "arn:aws:iam::111122223333:user/bob"), new ProposalEvent.Approve(AnnaInTeams, Nonce, null), policy, Noon);

        Assert.Equal(Refusal.OwnCredential, Assert.IsType<Decision.Refused>(decision).Why);
    }

    private static Decision.Refused Refused(Proposal proposal, Actor who) =>
        Assert.IsType<Decision.Refused>(Workflow.Decide(proposal, new ProposalEvent.Approve(who, Nonce, null), SeveralChats, Noon));

    private static Proposal Approved(Proposal proposal, Actor who, ApprovalPolicy? policy = null) =>
        Assert.IsType<Decision.Accepted>(Workflow.Decide(proposal, new ProposalEvent.Approve(who, Nonce, null), policy ?? SeveralChats, Noon)).Next;
}
