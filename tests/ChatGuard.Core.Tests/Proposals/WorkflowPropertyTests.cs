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
    private static readonly Actor[] People = [Anna, Ben, Cleo, Dora, Stranger];

    [Fact]
    public void NoLifeExecutesWithoutItsApproversOrTwice()
    {
        var isLong = Environment.GetEnvironmentVariable("CHATGUARD_LONG") == "1";
        var config = Config.QuickThrowOnFailure.WithMaxTest(isLong ? 100_000 : 20_000);
        config = isLong ? config : config.WithReplay(20261124, 7);

        Prop.ForAll(Lives().ToArbitrary(), life => Live(life)).Check(config);
    }

    private static Gen<(int Approvals, Actor? Requester, bool OwnCredential, Happening[] Events)> Lives() =>
        from approvals in Gen.Choose(1, 2)
        from requester in Gen.Elements<Actor?>(null, Anna, Ben, Stranger)
        from own in Gen.Elements(true, false)
        from events in Happenings().ArrayOf(30)
        select (approvals, requester, own, events);

    private static Gen<Happening> Happenings() =>
        from kind in Gen.Choose(0, 13)
        from who in Gen.Elements(People)
        from goodNonce in Gen.Frequency((4, Gen.Constant(true)), (1, Gen.Constant(false)))
        from minutes in Gen.Frequency((5, Gen.Choose(0, 10)), (1, Gen.Choose(0, 300)))
        from step in Gen.Choose(0, 2)
        select new Happening(kind, who, goodNonce, minutes, step);

    private static bool Live((int Approvals, Actor? Requester, bool OwnCredential, Happening[] Events) life)
    {
        var proposal = New(life.Approvals, life.Requester, life.OwnCredential ? ["arn:aws:iam::111122223333:user/bob"] : []);
        var now = Noon;
        var begun = 0;
        var done = new int[2];
        foreach (var each in life.Events)
        {
            now = now.AddMinutes(each.Minutes);
            var before = proposal;
            if (Workflow.Decide(before, each.Event(before), Policy, now) is not Decision.Accepted { Next: var next })
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

        var counted = approved.Approvals.Where(approval => Policy.Names(approval.By)).Select(approval => approval.By.Id).Distinct().ToList();
        Assert.True(counted.Count >= approved.Plan.Approvals);
        Assert.DoesNotContain(approved.Requester?.Id, counted);
    }

    private sealed record Happening(int Kind, Actor Who, bool GoodNonce, int Minutes, int Step)
    {
        public ProposalEvent Event(Proposal proposal)
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
}
