using System.Text.Json.Nodes;
using ChatGuard.Core.Proposals;
using ChatGuard.Store;
using Xunit;
using People = ChatGuard.Core.Tests.Proposals.ProposalSamples;

namespace ChatGuard.Tests.Store;

public abstract partial class StoreTests
{
    private static DateTimeOffset Soon => Samples.Monday.AddHours(4);

    [Fact]
    public async Task AProposalIsThereForAnotherReplicaAsItWas()
    {
        var proposal = Open() with { Requester = People.Ben };
        Assert.True(await Store.AddProposalAsync(proposal, Token));
        await DecideAsync(Store, proposal, People.Anna);

        var read = await Database.Replica().ProposalAsync(proposal.Id, Token);

        Assert.Equal(ProposalState.Approved, read!.State);
        Assert.Equal(PlanJson.Write(proposal.Plan), PlanJson.Write(read.Plan));
        Assert.Equal((People.Ben, proposal.ExpiresAt, "n2"), (read.Requester, read.ExpiresAt, read.Nonce));
        Assert.Equal(("web:anna", "Anna", "because"), (read.Approvals[0].By.Id, read.Approvals[0].By.Name, read.Approvals[0].Reason));
        Assert.Null(await Store.ProposalAsync("unknown", Token));
    }

    [Fact]
    public async Task OneProposalAResourceIsOpenAtATime()
    {
        Assert.True(await Store.AddProposalAsync(Open(), Token));
        Assert.False(await Store.AddProposalAsync(Open() with { Id = "another000" }, Token));
        Assert.Equal(["abcdefghij"], (await Store.OpenProposalsAsync(Token)).Select(each => each.Id));
        Assert.Equal(["proposed"], (await Store.AuditRecordsAsync(0, 10, Token)).Select(record => record.Kind));

        await Store.DecideAsync("abcdefghij", new ProposalEvent.Reject(People.Anna, People.Nonce, null), People.Policy, "n2", Token);

        Assert.True(await Store.AddProposalAsync(Open() with { Id = "another000" }, Token));
    }

    [Fact]
    public async Task OfFiftySimultaneousClicksOneWinsAndTheOthersAreToldWho()
    {
        var proposal = Open();
        await Store.AddProposalAsync(proposal, Token);
        var replicas = Enumerable.Range(0, 5).Select(_ => Database.Replica()).ToList();

        var decisions = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => DecideAsync(replicas[n % 5], proposal, n % 2 == 0 ? People.Anna : People.Cleo)));

        Assert.Single(decisions.OfType<Decision.Accepted>());
        var late = decisions.OfType<Decision.Refused>().ToList();
        Assert.Equal(49, late.Count);
        Assert.All(late, refused => Assert.Equal(Refusal.AlreadyDecided, refused.Why));
        Assert.All(late, refused => Assert.Matches("^Too late: (Anna|Cleo) \\(.* UTC\\) approved it", refused.Sentence));
        var audit = await Store.AuditRecordsAsync(0, 100, Token);
        Assert.Equal((1, 1, 49), (audit.Count(record => record.Kind == "proposed"), audit.Count(record => record.Kind == "accepted"), audit.Count(record => record.Kind == "refused")));
        Assert.Null((await AuditChain.VerifyAsync(Store, null, Token)).Problem);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnUndoThatEndsFreesOrEndsItsOriginalWithIt(bool done)
    {
        var original = await DoneAsync();
        var undo = Open() with { Id = "undoundo00", Plan = UndoPlan.Of(original), PlanHash = PlanJson.Hash(PlanJson.Write(UndoPlan.Of(original))), Requester = People.Anna };
        Assert.True(await Store.AddProposalAsync(undo, Token));
        Assert.Equal(undo.Id, (await Store.ProposalAsync(original.Id, Token))!.UndoneBy);
        Assert.False(await Store.AddProposalAsync(undo with { Id = "undoagain0" }, Token));

        if (done)
        {
            await DecideAsync(Store, undo, People.Cleo);
            await Store.DecideAsync(undo.Id, new ProposalEvent.Begin(undo.Plan.After), People.Policy, "u2", Token);
        }
        else
        {
            await Store.DecideAsync(undo.Id, new ProposalEvent.Reject(People.Anna, People.Nonce, null), People.Policy, "u2", Token);
        }

        var after = (await Store.ProposalAsync(original.Id, Token))!;
        Assert.Equal(done ? (ProposalState.Undone, undo.Id) : (ProposalState.Done, null), (after.State, after.UndoneBy));
        Assert.Equal(!done, await Store.AddProposalAsync(undo with { Id = "undoagain0" }, Token));
        Assert.Null((await AuditChain.VerifyAsync(Store, null, Token)).Problem);
    }

    [Fact]
    public async Task AVerifiedProposalIsClaimedOnceForASecondLookADayLater()
    {
        var done = await DoneAsync();
        Assert.Null(await Store.ClaimSecondLookAsync("a", TimeSpan.FromMinutes(1), Token));
        Database.Clock.Advance(TimeSpan.FromHours(24));

        Assert.Equal(done.Id, await Store.ClaimSecondLookAsync("a", TimeSpan.FromMinutes(1), Token));
        Assert.Null(await Database.Replica().ClaimSecondLookAsync("b", TimeSpan.FromMinutes(1), Token));
        await Store.DecideAsync(done.Id, new ProposalEvent.LookedAgain("key/A: Inactive → Active"), ApprovalPolicy.Nobody, "n9", Token, "a");
        Database.Clock.Advance(TimeSpan.FromHours(24));

        Assert.Null(await Store.ClaimSecondLookAsync("b", TimeSpan.FromMinutes(1), Token));
        Assert.Equal("key/A: Inactive → Active", (await Store.ProposalAsync(done.Id, Token))!.SecondLook!.Changed);
    }

    [Fact]
    public async Task AMessageIsDueUntilItShowsTheLatestState()
    {
        await Store.AddProposalAsync(Open(), Token, [new("web", "security"), new("slack", "C1")]);
        Assert.False(await Store.ShowAsync("abcdefghij", new("slack", "C1"), Token));
        var due = await Store.LeaseMessagesAsync("a", TimeSpan.FromMinutes(1), 10, Token);
        Assert.Equal(["proposal/abcdefghij/web:security", "proposal/abcdefghij/slack:C1"], due.Select(each => each.Key));
        Assert.Empty(await Database.Replica().LeaseMessagesAsync("b", TimeSpan.FromMinutes(1), 10, Token));
        await Store.ShownAsync(due[0].Id, new("web", "security", "17"), 1, Token);
        await Store.NotShownAsync(due[1].Id, "channel_not_found", null, Token);
        Assert.Empty(await Store.LeaseMessagesAsync("a", TimeSpan.FromMinutes(1), 10, Token));

        await Store.DecideAsync("abcdefghij", new ProposalEvent.BreakGlass(People.Dora, People.Nonce, "nobody answers"), People.Policy with { Notify = ["teams:19:x"] }, "n2", Token);

        var changed = await Store.LeaseMessagesAsync("a", TimeSpan.FromMinutes(1), 10, Token);
        Assert.Equal([("web", "17"), ("teams", null)], changed.Select(each => (each.Channel.Surface, each.Message?.Id)));
        Assert.Equal(["abcdefghij"], (await Store.OwedReviewsAsync(Token)).Select(each => each.Id));
    }

    [Fact]
    public async Task AnOfferRemembersWhatWasMadeOfIt()
    {
        var offer = new Offer("offeroffer", "n1", "access-key-age", new Target("111122223333", null, "bob"), Samples.Monday);
        await Store.AddOffersAsync([offer], Token);
        Assert.Equal(offer, await Store.OfferAsync("offeroffer", Token));
        Assert.Null(await Store.OfferAsync("another000", Token));

        await Store.AddProposalAsync(Open() with { Requester = null }, Token, [], new OpenedOffer("offeroffer", People.Anna));

        Assert.Equal("abcdefghij", (await Store.OfferAsync("offeroffer", Token))!.Proposal);
        Assert.Contains("\"openedBy\":\"web:anna\"", (await Store.AuditRecordsAsync(0, 10, Token))[0].Detail, StringComparison.Ordinal);
    }

    /// <summary>The sample, approved, executed and verified.</summary>
    private async Task<Proposal> DoneAsync()
    {
        await Store.AddProposalAsync(Open(), Token);
        await DecideAsync(Store, Open(), People.Anna);
        ProposalEvent[] events =
        [
            new ProposalEvent.Begin(Open().Plan.Before), new ProposalEvent.StepChanged(0, new StepProgress(StepState.Done)), new ProposalEvent.StepChanged(1, new StepProgress(StepState.Done)), new ProposalEvent.Verified(),
        ];
        foreach (var happened in events)
        {
            Assert.IsType<Decision.Accepted>(await Store.DecideAsync("abcdefghij", happened, ApprovalPolicy.Nobody, "n3", Token));
        }

        return (await Store.ProposalAsync("abcdefghij", Token))!;
    }

    [Fact]
    public async Task APlanThatWasChangedInTheDatabaseIsNeverRead()
    {
        await Store.AddProposalAsync(Open(), Token);
        var changed = PlanJson.Write(Open().Plan).Replace("Inactive", "Active", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal);
        await Database.ExecuteAsync($"UPDATE proposals SET plan = '{changed}'", Token);

        var refused = await Assert.ThrowsAsync<UnreadableProposalException>(() => DecideAsync(Store, Open(), People.Anna));

        Assert.Contains("not the one that was hashed", refused.Message, StringComparison.Ordinal);
        await Database.ExecuteAsync("UPDATE proposals SET plan = 'dp1:CfDJ8AAAA'", Token);
        await Assert.ThrowsAsync<UnreadableProposalException>(() => DecideAsync(Store, Open(), People.Anna));
    }

    [Theory]
    [InlineData("UPDATE audit SET detail = '{\"n\":0}' WHERE seq = 3", null, "record 3 was changed")]
    [InlineData("UPDATE audit SET actor = 'web:ben' WHERE seq = 3", null, "record 3 was changed")]
    [InlineData("DELETE FROM audit WHERE seq = 3", null, "record 3 is missing")]
    [InlineData("DELETE FROM audit WHERE seq = 1", null, "record 1 is missing")]
    [InlineData("UPDATE audit SET seq = -1 WHERE seq = 2; UPDATE audit SET seq = 2 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = -1", null, "record 2 does not follow")]
    [InlineData("DELETE FROM audit WHERE seq >= 4", 5, "records 4 to 5 are missing")]
    [InlineData("DELETE FROM audit", 5, "records 1 to 5 are missing")]
    public async Task TamperingWithTheAuditIsFound(string tampering, int? noted, string problem)
    {
        for (var n = 1; n <= 5; n++)
        {
            await Store.AuditAsync(new AuditEntry("test", null, "web:anna", new JsonObject { ["n"] = n }), Token);
        }

        var head = await Store.AuditHeadAsync(Token);
        Assert.Equal(new AuditVerdict(5, head!.Hash, null), await AuditChain.VerifyAsync(Store, (head.Seq, head.Hash), Token));
        await Database.ExecuteAsync(tampering, Token);

        var verdict = await AuditChain.VerifyAsync(Store, noted is null ? null : (head.Seq, head.Hash), Token);

        Assert.StartsWith(problem, verdict.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAuditWrittenAnewShowsAgainstTheNotedHead()
    {
        await Store.AuditAsync(new AuditEntry("test", null, null, new JsonObject { ["who"] = "anna" }), Token);
        var noted = await Store.AuditHeadAsync(Token);
        await Database.ExecuteAsync("DELETE FROM audit", Token);
        await Store.AuditAsync(new AuditEntry("test", null, null, new JsonObject { ["who"] = "nobody" }), Token);

        Assert.Null((await AuditChain.VerifyAsync(Store, null, Token)).Problem);
        Assert.Contains("written anew", (await AuditChain.VerifyAsync(Store, (noted!.Seq, noted.Hash), Token)).Problem, StringComparison.Ordinal);
    }

    private static Proposal Open() => People.New() with { CreatedAt = Samples.Monday, ChangedAt = Samples.Monday, ExpiresAt = Soon };

    private static Task<Decision?> DecideAsync(ChatGuard.Store.Store store, Proposal proposal, Actor who) =>
        store.DecideAsync(proposal.Id, new ProposalEvent.Approve(who, proposal.Nonce, "because"), People.Policy, "n2", Token);
}
