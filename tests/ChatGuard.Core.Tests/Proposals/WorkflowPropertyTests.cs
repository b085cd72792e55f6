using ChatGuard.Core.Proposals;
using FsCheck;
using FsCheck.Fluent;
using Xunit;
using static ChatGuard.Core.Tests.Proposals.ProposalSamples;

namespace ChatGuard.Core.Tests.Proposals;

/// <summary>
/// Random lives of a proposal: clicks of anybody with good and bad nonces, time, drift, steps, crashes (a step that begins again), undos. Run with
/// <c>CHATGUARD_LONG=1</c> for 100,000 lives; otherwise 20,000 of a fixed seed.
/// </summary>
public sealed class WorkflowPropertyTests
{
    private int lives;
    private int executed;
    private int undone;

    [Fact]
    public void NoLifeExecutesWithoutItsApproversOrTwice()
    {
        var isLong = Environment.GetEnvironmentVariable("CHATGUARD_LONG") == "1";
        var config = Config.QuickThrowOnFailure.WithMaxTest(isLong ? 100_000 : 20_000);
        config = isLong ? config : config.WithReplay(20261124, 7);

        Prop.ForAll(Life.Any(30).ToArbitrary(), life => Live(life)).Check(config);

        Assert.True(executed > lives / 4 && undone > lives / 20, $"of {lives} lives only {executed} were executed and {undone} undone");
    }

    private bool Live(Life life)
    {
        lives++;
        var proposal = life.Born;
        var now = Noon;
        var begun = 0;
        var done = new int[2];
        foreach (var each in life.Events)
        {
            now = now.AddMinutes(each.Minutes);
            var before = proposal;
            if (Workflow.Decide(before, each.Event(before), SeveralChats, now) is not Decision.Accepted { Next: var next })
            {
                continue;
            }

            proposal = next;
            if (before.State == ProposalState.AwaitingApproval && next.State == ProposalState.Approved)
            {
                Assert.True(now < next.ExpiresAt);
                AssertApproved(life.OwnCredential, next);
            }

            if (before.State == ProposalState.Approved && next.State == ProposalState.Executing)
            {
                begun++;
                Assert.Equal(before.Plan.Before.Fingerprint, ((ProposalEvent.Begin)each.Event(before)).Live.Fingerprint);
            }

            for (var n = 0; n < next.Steps.Count && before.Steps.Count > 0; n++)
            {
                done[n] += before.Steps[n].State != StepState.Done && next.Steps[n].State == StepState.Done ? 1 : 0;
            }

            Assert.True(!before.IsOver || next.State == before.State || next.State == ProposalState.Undone, $"{before.State} became {next.State}");
        }

        executed += begun;
        undone += proposal.State == ProposalState.Undone ? 1 : 0;
        Assert.InRange(begun, 0, 1);
        Assert.All(done, times => Assert.InRange(times, 0, 1));
        return true;
    }

    private static void AssertApproved(bool ownCredential, Proposal approved)
    {
        Assert.DoesNotContain(approved.Approvals, approval => approval.By.Equals(Stranger) || (ownCredential && approval.By.Equals(Ben)));
        if (approved.BrokenGlass is { } glass)
        {
            Assert.Equal(Dora, glass.By);
            Assert.NotNull(glass.Reason);
            return;
        }

        var counted = approved.Approvals.Where(approval => SeveralChats.Names(approval.By)).Select(approval => Whose(approval.By)).Distinct().ToList();
        Assert.True(counted.Count >= approved.Plan.Approvals);
        Assert.DoesNotContain(Whose(approved.Requester), counted);

        // Who that is nobody knows, so it may be whoever else had a part in it.
        Assert.True(!counted.Contains(Elsewhere.Id) || (counted.Count == 1 && approved.Requester is null));
        Assert.True(approved.Requester != Elsewhere);
    }

    private static string? Whose(Actor? who) => who == AnnaInTeams ? Anna.Id : who?.Id;
}
