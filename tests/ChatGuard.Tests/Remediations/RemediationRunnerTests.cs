using ChatGuard.Core.Proposals;
using ChatGuard.Remediations;
using ChatGuard.Store;
using ChatGuard.Tests.Store;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace ChatGuard.Tests.Remediations;

/// <summary>The engine over the sandbox's wire and a real database: what was approved is done once, verified, written down, and taken back.</summary>
public sealed class RemediationRunnerTests : IDisposable
{
    private static readonly Actor Requester = new("web:rita", "Rita");
    private static readonly ApprovalPolicy Policy = new([RemediationScene.Approver.Id, "web:second"], 1, [], []);
    private static readonly Actor Second = new("web:second", "Sven");

    private readonly TestDatabase database = TestDatabase.Sqlite();

    public static TheoryData<string> Names => [.. RemediationCase.All.Select(each => each.Name)];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task AnApprovedPlanIsDoneOnceVerifiedAndTakenBack(string name)
    {
        await using var scene = await RemediationScene.StartAsync(RemediationCase.All.Single(each => each.Name == name));
        var store = await database.StartAsync(Stop);
        var runner = Runner(store, scene);
        var plan = await scene.PlanAsync();
        await ProposeAsync(store, plan, "doit000000");
        Assert.False(await runner.RunNextAsync(Stop));
        await ApproveAsync(store, "doit000000");

        Assert.True(await runner.RunNextAsync(Stop));
        Assert.False(await runner.RunNextAsync(Stop));

        var done = (await store.ProposalAsync("doit000000", Stop))!;
        Assert.Equal((ProposalState.Done, null), (done.State, done.Outcome));
        Assert.Equal(plan.After, await scene.ReadAsync());
        Assert.All(done.Steps, step => Assert.True(step.State is StepState.Done or StepState.NotNeeded));
        Assert.Equal(StepState.Done, done.Steps[0].State);
        Assert.Equal(plan.Steps.Zip(done.Steps).Where(step => step.Second.State == StepState.Done).Select(step => step.First.Call.Operation), Writes(scene, "doit000000"));
        if (done.UndoUntil is null)
        {
            Assert.NotEqual(Reversibility.Reversible, plan.Reversibility);
            return;
        }

        await UndoAsync(store, done, "undo000000");
        Assert.True(await runner.RunNextAsync(Stop));

        Assert.Equal(ProposalState.Undone, (await store.ProposalAsync("doit000000", Stop))!.State);
        Assert.Equal(done.Undoable.Select(step => step.Call.Operation), Writes(scene, "undo000000"));
        Assert.Null((await AuditChain.VerifyAsync(store, null, Stop)).Problem);
    }

    [Fact]
    public async Task OfManyReplicasOneExecutes()
    {
        await using var scene = await StartLoggingAsync();
        var replicas = Enumerable.Range(0, 8).Select(_ => Runner(database.Replica(), scene)).ToList();

        var ran = await Task.WhenAll(replicas.Select(replica => Task.Run(() => replica.RunNextAsync(Stop))));

        Assert.Single(ran, did => did);
        Assert.Equal(["StartLogging"], Writes(scene, "doit000000"));
    }

    [Fact]
    public async Task AResourceThatChangedSinceIsLeftAlone()
    {
        await using var scene = await ApprovedAsync("trail-harden");
        var plan = await scene.PlanAsync();
        Assert.Equal(2, plan.Steps.Count);
        await scene.SendAsync(plan with { Steps = [plan.Steps[0]] }, "somebody00");

        await Runner(database.Replica(), scene).RunNextAsync(Stop);

        var proposal = (await database.Replica().ProposalAsync("doit000000", Stop))!;
        Assert.Equal(ProposalState.Drifted, proposal.State);
        Assert.Contains($"{plan.Steps[0].Changes[0].Field}: false → true", proposal.Outcome, StringComparison.Ordinal);
        Assert.Empty(Writes(scene, "doit000000"));
    }

    [Fact]
    public async Task WhatSomebodyDidAlreadyIsNotDoneAgain()
    {
        await using var scene = await StartLoggingAsync();
        await scene.SendAsync(await scene.PlanAsync(), "somebody00");

        await Runner(database.Replica(), scene).RunNextAsync(Stop);

        var proposal = (await database.Replica().ProposalAsync("doit000000", Stop))!;
        Assert.Equal((ProposalState.Done, StepState.NotNeeded), (proposal.State, proposal.Steps[0].State));
        Assert.Empty(Writes(scene, "doit000000"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AStepThatWasBegunByADeadReplicaIsLookedAtBeforeItIsDone(bool tookEffect)
    {
        await using var scene = await StartLoggingAsync();
        var (store, plan) = (database.Replica(), await scene.PlanAsync());
        Assert.Equal("doit000000", await store.ClaimProposalAsync("dead", TimeSpan.FromMinutes(1), Stop));
        await store.DecideAsync("doit000000", new ProposalEvent.Begin(plan.Before), Policy, "n3", Stop, "dead");
        await store.DecideAsync("doit000000", new ProposalEvent.StepChanged(0, new StepProgress(StepState.Begun)), Policy, "n4", Stop, "dead");
        if (tookEffect)
        {
            await scene.SendAsync(plan, "doit000000");
        }

        var runner = Runner(store, scene);
        Assert.False(await runner.RunNextAsync(Stop));
        database.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.True(await runner.RunNextAsync(Stop));

        Assert.Equal(ProposalState.Done, (await store.ProposalAsync("doit000000", Stop))!.State);
        Assert.Equal(["StartLogging"], Writes(scene, "doit000000"));
        await Assert.ThrowsAsync<ClaimLostException>(() => store.DecideAsync("doit000000", new ProposalEvent.Verified(), Policy, "n5", Stop, "dead"));
    }

    [Theory]
    [InlineData("cloudtrail:StartLogging=throttle:2", 3)]
    [InlineData("cloudtrail:StartLogging=error500x2", 3)]
    [InlineData("cloudtrail:StartLogging=dropx1", 2)]
    public async Task WhatAwsDidNotDoIsTriedAgain(string fault, int calls)
    {
        await using var scene = await StartLoggingAsync();
        scene.Sandbox.Faults.Add(fault);

        await Runner(database.Replica(), scene).RunNextAsync(Stop);

        Assert.Equal(ProposalState.Done, (await database.Replica().ProposalAsync("doit000000", Stop))!.State);
        Assert.InRange(Writes(scene, "doit000000").Count, 1, calls);
    }

    [Fact]
    public async Task ADenialStopsAndNamesTheMissingAction()
    {
        await using var scene = await StartLoggingAsync();
        scene.Sandbox.Faults.Add("cloudtrail:StartLogging=deny");

        await Runner(database.Replica(), scene).RunNextAsync(Stop);

        var proposal = (await database.Replica().ProposalAsync("doit000000", Stop))!;
        Assert.Equal(ProposalState.Failed, proposal.State);
        Assert.Contains("AWS denied cloudtrail:StartLogging", proposal.Outcome, StringComparison.Ordinal);
        Assert.Single(Writes(scene, "doit000000"));
    }

    [Fact]
    public async Task ARoleThatCannotBeAssumedLeavesNothingDone()
    {
        await using var scene = await StartLoggingAsync();
        scene.Account.Options.RemediationRoleArn = null;

        await Runner(database.Replica(), scene).RunNextAsync(Stop);

        var proposal = (await database.Replica().ProposalAsync("doit000000", Stop))!;
        Assert.Equal(ProposalState.Failed, proposal.State);
        Assert.Contains("RemediationRoleArn", proposal.Outcome, StringComparison.Ordinal);
        Assert.Empty(Writes(scene, "doit000000"));
    }

    [Fact]
    public async Task AnUndecidedProposalExpires()
    {
        await using var scene = await RemediationScene.StartAsync(RemediationCase.All.Single(each => each.Name == "trail-start-logging"));
        var store = await database.StartAsync(Stop);
        await ProposeAsync(store, await scene.PlanAsync(), "doit000000");
        var runner = Runner(store, scene);
        await runner.ExpireAsync(Stop);
        Assert.Equal(ProposalState.AwaitingApproval, (await store.ProposalAsync("doit000000", Stop))!.State);

        database.Clock.Advance(TimeSpan.FromHours(4));
        await runner.ExpireAsync(Stop);

        Assert.Equal(ProposalState.Expired, (await store.ProposalAsync("doit000000", Stop))!.State);
        Assert.False(await runner.RunNextAsync(Stop));
    }

    public void Dispose() => database.Dispose();

    /// <summary>The stopped trail of the demo, and an approved proposal to start it.</summary>
    private Task<RemediationScene> StartLoggingAsync() => ApprovedAsync("trail-start-logging");

    private async Task<RemediationScene> ApprovedAsync(string name)
    {
        var scene = await RemediationScene.StartAsync(RemediationCase.All.Single(each => each.Name == name));
        var store = await database.StartAsync(Stop);
        await ProposeAsync(store, await scene.PlanAsync(), "doit000000");
        await ApproveAsync(store, "doit000000");
        return scene;
    }

    private async Task ProposeAsync(ChatGuard.Store.Store store, Plan plan, string id)
    {
        var now = database.Clock.GetUtcNow();
        Assert.True(await store.AddProposalAsync(
            new Proposal(id, plan, PlanJson.Hash(PlanJson.Write(plan)), ProposalState.AwaitingApproval, Requester, now, now.AddHours(4), "n1"), Stop));
    }

    private static async Task ApproveAsync(ChatGuard.Store.Store store, string id)
    {
        foreach (var who in new[] { Second, RemediationScene.Approver })
        {
            if ((await store.ProposalAsync(id, Stop))!.State == ProposalState.AwaitingApproval)
            {
                Assert.IsType<Decision.Accepted>(await store.DecideAsync(id, new ProposalEvent.Approve(who, "n1", null), Policy, "n2", Stop));
            }
        }
    }

    private async Task UndoAsync(ChatGuard.Store.Store store, Proposal done, string id)
    {
        Assert.IsType<Decision.Accepted>(await store.DecideAsync(done.Id, new ProposalEvent.UndoProposed(id, Requester), Policy, "n3", Stop));
        await ProposeAsync(store, done.Plan with { Before = done.Left, Steps = [.. done.Undoable], Undoes = done.Id }, id);
        await ApproveAsync(store, id);
    }

    private static List<string> Writes(RemediationScene scene, string proposal) =>
        [.. scene.Sandbox.Calls.Where(call => call.IsWrite && call.SessionName == $"chatguard-{proposal}").Select(call => call.Operation)];

    private static RemediationRunner Runner(ChatGuard.Store.Store store, RemediationScene scene) => new(
        store,
        _ => scene.Account,
        Options.Create(new RemediationOptions { Pause = TimeSpan.FromMilliseconds(10), VerifyFor = TimeSpan.FromSeconds(20) }),
        TimeProvider.System,
        NullLogger<RemediationRunner>.Instance);
}
