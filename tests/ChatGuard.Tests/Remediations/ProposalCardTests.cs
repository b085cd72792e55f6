using ChatGuard.Chat.Console;
using ChatGuard.Chat.Teams;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Proposals;
using ChatGuard.Tests.Chat.Teams;
using Xunit;
using People = ChatGuard.Core.Tests.Proposals.ProposalSamples;

namespace ChatGuard.Tests.Remediations;

/// <summary>A proposal's message in each of its states.</summary>
public sealed class ProposalCardTests
{
    private static readonly Plan Plan = People.Plan(2) with
    {
        Impact = ["Whatever signs with key A fails: last used 2026-03-01 by s3 in eu-west-1.", "Key B was never used."],
        Notes = ["Ask the owner to make a new key first."],
        UndoHours = 168,
    };

    /// <summary>Of the three approvers the names of two are known.</summary>
    private static readonly ApprovalPolicy Named = People.Policy with { Notify = ["slack:C0123"], Called = new Dictionary<string, string> { ["web:anna"] = "Berg, Anna", ["slack:T1/usergroup:S1"] = "@aws-approvers" } };

    private static readonly Approval ByAnna = new(People.Anna, People.Noon, "both are unused");
    private static readonly Approval ByCleo = new(People.Cleo, People.Noon.AddMinutes(3), null);

    private static readonly StepProgress Done = new(StepState.Done, "0f3c1c9e-req");

    private static readonly Proposal New = new("k3v9x2m4q7", Plan, new string('a', 64), ProposalState.AwaitingApproval, People.Ben, People.Noon, People.Noon.AddHours(4), "n1");

    private static readonly Proposal Approved = New with { State = ProposalState.Approved, Approvals = [ByAnna, ByCleo], ChangedAt = People.Noon.AddMinutes(5) };

    private static readonly Proposal Verified = Approved with { State = ProposalState.Done, Steps = [Done, new StepProgress(StepState.NotNeeded)] };

    private static readonly Dictionary<string, Proposal> States = new()
    {
        ["proposed"] = New,
        ["proposed-by-a-digest"] = New with { Requester = null },
        ["one-of-two"] = New with { Approvals = [ByAnna] },
        ["approved"] = Approved,
        ["executing"] = Approved with { State = ProposalState.Executing, Steps = [Done, new StepProgress(StepState.Begun)] },
        ["trying-again"] = Approved with { State = ProposalState.Executing, Steps = [new StepProgress(StepState.Begun, Error: "Throttling"), new StepProgress(StepState.Pending)] },
        ["verifying"] = Approved with { State = ProposalState.Verifying, Steps = [Done, Done] },
        ["done"] = Verified,
        ["done-already"] = Verified with { Steps = [new StepProgress(StepState.NotNeeded), new StepProgress(StepState.NotNeeded)], Outcome = "It had been done already; no call was made." },
        ["holds-a-day-later"] = Verified with { SecondLook = new SecondLook(People.Noon.AddHours(25), null) },
        ["changed-a-day-later"] = Verified with { SecondLook = new SecondLook(People.Noon.AddHours(25), "key/A: Inactive → Active") },
        ["being-undone"] = Verified with { UndoneBy = "u9u9u9u9u9" },
        ["undone"] = Verified with { State = ProposalState.Undone, UndoneBy = "u9u9u9u9u9" },
        ["undo"] = New with { Plan = UndoPlan.Of(Verified), Requester = People.Anna },
        ["partly-done"] = Approved with { State = ProposalState.PartlyDone, Steps = [Done, new StepProgress(StepState.Failed, Error: "AWS denied iam:UpdateAccessKey: not authorized")], Outcome = "AWS denied iam:UpdateAccessKey: not authorized" },
        ["failed"] = Approved with { State = ProposalState.Failed, Steps = [new StepProgress(StepState.Failed, Error: "AWS denied iam:UpdateAccessKey"), new StepProgress(StepState.Pending)], Outcome = "AWS denied iam:UpdateAccessKey" },
        ["drifted"] = Approved with { State = ProposalState.Drifted, Outcome = "The approval is void, since this changed after the plan was made: key/A: Active → Inactive. Nothing was done; ask for a new plan." },
        ["rejected"] = New with { State = ProposalState.Rejected, Rejection = ByAnna with { Reason = "ask the owner first" }, Outcome = "Rejected by Anna; nothing was done." },
        ["expired"] = New with { State = ProposalState.Expired, Outcome = "Nobody decided in time; nothing was done." },
        ["broken-glass"] = Verified with { Approvals = [ByAnna], BrokenGlass = ByAnna },
        ["reviewed"] = Verified with { Approvals = [ByAnna], BrokenGlass = ByAnna, Review = ByCleo with { Reason = "it was right" } },
    };

    public static TheoryData<string> Names => [.. States.Keys];

    [Theory, MemberData(nameof(Names))]
    public void EachStateReadsAsApproved(string state) =>
        GoldenFile.Matches($"ProposalCard.{state}.approved.txt", PlainText.Render(ProposalCard.Of(States[state], Named, "northwind-legacy", isSandbox: true)));

    [Theory]
    [InlineData("proposed")]
    [InlineData("partly-done")]
    public void InTeamsEachCallHasLinesOfItsOwn(string state)
    {
        var card = AdaptiveCard.Render(ProposalCard.Of(States[state], Named, "northwind-legacy", isSandbox: true));
        GoldenFile.Matches($"AdaptiveCard.plan-{state}.approved.json", AdaptiveCardTests.Read(card));
    }

    [Fact]
    public void EveryStateHasACard() => Assert.Equal(Enum.GetValues<ProposalState>(), States.Values.Select(proposal => proposal.State).Distinct().Order());

    [Fact]
    public void ButtonsCarryTheIdAndTheNonceAndNothingElse()
    {
        var buttons = States.Values.Select(proposal => ProposalCard.Of(proposal, People.Policy, "northwind-legacy", isSandbox: false)).SelectMany(card => card.Blocks.OfType<Block.Buttons>()).SelectMany(block => block.Items).ToList();

        Assert.Equal([Verb.Approve, Verb.Reject, Verb.BreakGlass, Verb.Review, Verb.Undo], buttons.Select(button => button.Verb).Distinct().Order());
        Assert.All(buttons, button => Assert.Equal(("k3v9x2m4q7", "n1"), (button.Proposal, button.Nonce)));
    }

    [Fact]
    public void ApproversWhoAreCalledTheSameAreToldApartByTheirIds()
    {
        var twins = new ApprovalPolicy(["web:one", "web:two", "web:three"], 1, [], []) { Called = new Dictionary<string, string> { ["web:one"] = "Sam", ["web:two"] = "Sam", ["web:three"] = "Anna" } };

        var facts = ProposalCard.Of(New, twins, "northwind-legacy", isSandbox: true).Blocks.OfType<Block.Facts>().Single().Items;

        Assert.Equal("Sam (web:one); Sam (web:two); Anna", facts.Single(fact => fact.Label == "Who may approve").Value);
    }

    [Fact]
    public void OfManyApproversTwelveAreNamedAndTheOthersCounted()
    {
        var many = new ApprovalPolicy([.. Enumerable.Range(1, 50).Select(n => $"web:p{n}")], 1, [], []);

        var facts = ProposalCard.Of(New, many, "northwind-legacy", isSandbox: true).Blocks.OfType<Block.Facts>().Single().Items;

        Assert.EndsWith("web:p11; web:p12; and 38 more", facts.Single(fact => fact.Label == "Who may approve").Value, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutARuleTheCardSaysThatNobodyMay() =>
        Assert.Contains("nobody: no approval rule", PlainText.Render(ProposalCard.Of(New, ApprovalPolicy.Nobody, "111122223333", isSandbox: false)), StringComparison.Ordinal);
}
