using System.Text.Json.Nodes;
using ChatGuard.Core.Proposals;
using ChatGuard.Core.Tests.Proposals;
using ChatGuard.Store;
using FsCheck;
using FsCheck.Fluent;
using Xunit;
using People = ChatGuard.Core.Tests.Proposals.ProposalSamples;

namespace ChatGuard.Tests.Store;

/// <summary>
/// Random lives of proposals in a real database, in which writing the audit fails now and then: what the pure function decides is what is kept, every
/// transition and every refusal has its record, and what could not be written down did not happen. 3,000 lives with CHATGUARD_LONG=1, otherwise 25 of a fixed seed.
/// </summary>
public sealed class LivesInTheStoreTests : IDisposable
{
    private readonly TestDatabase database = TestDatabase.Sqlite();
    private int lives;
    private int failures;
    private int transitions;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryTransitionIsAuditedAndWhatCannotBeAuditedDoesNotHappen()
    {
        var isLong = Environment.GetEnvironmentVariable("CHATGUARD_LONG") == "1";
        var config = Config.QuickThrowOnFailure.WithMaxTest(isLong ? 3_000 : 25).WithReplay(20261125, 9);
        var store = await database.StartAsync(Stop);
        await database.ExecuteAsync("CREATE TABLE failing (n integer); CREATE TRIGGER no_audit BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM failing) BEGIN SELECT RAISE(ABORT, 'no room'); END", Stop);

        Prop.ForAll(Life.Any(30).ToArbitrary(), life => LiveAsync(store, life)).Check(config);

        Assert.Null((await AuditChain.VerifyAsync(store, null, Stop)).Problem);
        // Otherwise so little happened that the rest shows nothing.
        Assert.True(failures > lives && transitions > lives, $"only {failures} failures and {transitions} transitions in {lives} lives");
    }

    public void Dispose() => database.Dispose();

    private async Task LiveAsync(ChatGuard.Store.Store store, Life life)
    {
        database.Clock.Now = People.Noon;
        lives++;
        var id = $"life{lives:000000}";
        var plan = life.Born.Plan with { Target = life.Born.Plan.Target with { Resource = id } };
        var proposal = life.Born with { Id = id, Plan = plan, PlanHash = PlanJson.Hash(PlanJson.Write(plan)) };
        Assert.True(await store.AddProposalAsync(proposal, Stop));
        foreach (var (each, n) in life.Events.Select((each, n) => (each, n)))
        {
            database.Clock.Advance(TimeSpan.FromMinutes(each.Minutes));
            var before = (await store.AuditHeadAsync(Stop))!.Seq;
            var happened = each.Event(proposal);
            if (n % 7 == 3)
            {
                await FailAsync(store, id, happened, before);
            }

            var expected = Workflow.Decide(proposal, happened, People.SeveralChats, database.Clock.Now);
            var decision = await store.DecideAsync(id, happened, People.SeveralChats, $"n{n + 2}", Stop);

            Assert.Equal(expected.GetType(), decision!.GetType());
            var record = Assert.Single(await store.AuditRecordsAsync(before, 10, Stop));
            Assert.Equal((id, decision is Decision.Accepted ? "accepted" : "refused", (happened as ProposalEvent.Click)?.By.Id), (record.Proposal, record.Kind, record.Actor));
            Assert.Equal(happened.GetType().Name, (string?)JsonNode.Parse(record.Detail)!["event"]);
            if (decision is Decision.Accepted { Next: var next })
            {
                transitions += next.State == proposal.State ? 0 : 1;
                Assert.Equal(next.State.ToString(), (string?)JsonNode.Parse(record.Detail)!["state"]);
                proposal = next;
            }

            var kept = (await store.ProposalAsync(id, Stop))!;
            Assert.Equal((proposal.State, proposal.Nonce, proposal.ChangedAt, proposal.UndoneBy), (kept.State, kept.Nonce, kept.ChangedAt, kept.UndoneBy));
            Assert.Equal(proposal.Steps, kept.Steps);
            Assert.Equal(proposal.Approvals.Select(approval => approval.By), kept.Approvals.Select(approval => approval.By));
        }
    }

    private async Task FailAsync(ChatGuard.Store.Store store, string id, ProposalEvent happened, long head)
    {
        failures++;
        var before = (await store.ProposalAsync(id, Stop))!;
        await database.ExecuteAsync("INSERT INTO failing VALUES (1)", Stop);
        await Assert.ThrowsAsync<StoreException>(() => store.DecideAsync(id, happened, People.SeveralChats, "never", Stop));
        await database.ExecuteAsync("DELETE FROM failing", Stop);
        var after = (await store.ProposalAsync(id, Stop))!;
        Assert.Equal(ProposalBody.Write(before), ProposalBody.Write(after));
        Assert.Equal(head, (await store.AuditHeadAsync(Stop))!.Seq);
    }
}
