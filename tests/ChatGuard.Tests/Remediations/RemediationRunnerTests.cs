using System.Text.Json.Nodes;
using ChatGuard.Core.Proposals;
using ChatGuard.Remediations;
using ChatGuard.Store;
using ChatGuard.Tests.Store;
using Dapper;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace ChatGuard.Tests.Remediations;

/// <summary>The engine over the sandbox's wire and a real database: what was approved is done once, verified, written down, and taken back.</summary>
public sealed class RemediationRunnerTests : IDisposable
{
    private static readonly Actor Requester = new("slack:T1/U1", "Rita");
    private static readonly Actor Second = new("slack:T1/U3", "Sven");
    private static readonly ApprovalPolicy Policy = new([RemediationScene.Approver.Id, Second.Id], 1, [], []);

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
    public async Task WhatWasProtectedSinceItWasApprovedIsLeftAlone()
    {
        await using var scene = await ApprovedAsync("deactivate-access-key");
        var iam = scene.Sandbox.Organization.Find(App.Legacy)!.Iam;
        iam.Users = iam.Users.SetItem("olga.smirnova", iam.Users["olga.smirnova"] with { Tags = iam.Users["olga.smirnova"].Tags.SetItem("chatguard:protect", "true") });

        await Runner(database.Replica(), scene).RunNextAsync(Stop);

        var proposal = (await database.Replica().ProposalAsync("doit000000", Stop))!;
        Assert.Equal(ProposalState.Failed, proposal.State);
        Assert.Contains("The user olga.smirnova is tagged chatguard:protect=true", proposal.Outcome, StringComparison.Ordinal);
        Assert.Empty(Writes(scene, "doit000000"));
    }

    [Fact]
    public async Task WithoutTheKeyThatItWasEncryptedWithNothingIsDone()
    {
        await using var scene = await StartLoggingAsync();

        var refused = await Assert.ThrowsAsync<UnreadableProposalException>(() => Runner(database.Replica(() => new EphemeralDataProtectionProvider()), scene).RunNextAsync(Stop));

        Assert.Contains("ChatGuard:KeyFolder", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Writes(scene, "doit000000"));
        database.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.True(await Runner(database.Replica(), scene).RunNextAsync(Stop));
        Assert.Equal(ProposalState.Done, (await database.Replica().ProposalAsync("doit000000", Stop))!.State);
    }

    [Fact]
    public async Task ARoleThatAwsDoesNotLetBeAssumedLeavesNothingDoneAndSaysWhatItNeeds()
    {
        await using var scene = await StartLoggingAsync();
        await scene.ReadAsync();
        scene.Sandbox.Faults.Add("sts:AssumeRole=deny");

        await Runner(database.Replica(), scene).RunNextAsync(Stop);

        var proposal = (await database.Replica().ProposalAsync("doit000000", Stop))!;
        Assert.Equal(ProposalState.Failed, proposal.State);
        Assert.Contains("sts:SetSourceIdentity", proposal.Outcome, StringComparison.Ordinal);
        Assert.Empty(Writes(scene, "doit000000"));
    }

    /// <summary>SQLite's own limit on the file's size stands for the disk: it fails as a write to a full disk does.</summary>
    [Fact]
    public async Task AFullDiskStopsAPlanBeforeItsCallAndItGoesOnOnceThereIsRoom()
    {
        await using var scene = await StartLoggingAsync();
        var store = database.Replica();
        using var pool = Dialect.Of(database.Options);
        await FillAsync(store, pool);

        var full = await Assert.ThrowsAsync<StoreException>(() => Runner(store, scene).RunNextAsync(Stop));

        Assert.Contains("database or disk is full", full.Message, StringComparison.Ordinal);
        Assert.Empty(Writes(scene, "doit000000"));
        Assert.Equal(ProposalState.Approved, (await store.ProposalAsync("doit000000", Stop))!.State);
        Assert.Null((await AuditChain.VerifyAsync(store, null, Stop)).Problem);

        await LimitPagesAsync(pool, 1_000_000);
        database.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.True(await Runner(store, scene).RunNextAsync(Stop));

        Assert.Equal(ProposalState.Done, (await store.ProposalAsync("doit000000", Stop))!.State);
        Assert.Equal(["StartLogging"], Writes(scene, "doit000000"));
    }

    [Fact]
    public async Task AProposalThatCannotBeReadDoesNotKeepOthersFromExpiring()
    {
        var store = await database.StartAsync(Stop);
        await using var scene = await RemediationScene.StartAsync(RemediationCase.All.Single(each => each.Name == "trail-start-logging"));
        var plan = await scene.PlanAsync();
        await ProposeAsync(database.Replica(() => new EphemeralDataProtectionProvider()), plan with { Target = plan.Target with { Resource = "another" } }, "lostkey000");
        await ProposeAsync(store, plan, "doit000000");
        database.Clock.Advance(TimeSpan.FromHours(4));

        await Runner(store, scene).ExpireAsync(Stop);

        Assert.Equal(ProposalState.Expired, (await store.ProposalAsync("doit000000", Stop))!.State);
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

    /// <summary>Writes until not even the smallest record fits.</summary>
    private static async Task FillAsync(ChatGuard.Store.Store store, Dialect pool)
    {
        foreach (var length in new[] { 100_000, 1_000, 1 })
        {
            var full = false;
            for (var written = 0; !full; written++)
            {
                Assert.True(written < 1_000, "The database did not become full.");
                await LimitPagesAsync(pool, 1);
                try
                {
                    await store.AuditAsync(new AuditEntry("filler", null, null, new JsonObject { ["text"] = new string('x', length) }), Stop);
                }
                catch (StoreException)
                {
                    full = true;
                }
            }
        }
    }

    /// <summary>The limit belongs to a connection, so it holds for the one that lies in the pool, which the store takes next.</summary>
    private static async Task LimitPagesAsync(Dialect pool, int pages)
    {
        await using var connection = await pool.OpenAsync(Stop);
        await connection.ExecuteAsync(new CommandDefinition($"PRAGMA max_page_count = {pages}", cancellationToken: Stop));
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
        await ProposeAsync(store, UndoPlan.Of(done), id);
        Assert.Equal(id, (await store.ProposalAsync(done.Id, Stop))!.UndoneBy);
        await ApproveAsync(store, id);
    }

    /// <summary>A root session has no name of its own; only the role's session that opened it has.</summary>
    private static List<string> Writes(RemediationScene scene, string proposal) =>
        [.. scene.Sandbox.Calls.Where(call => call.IsWrite && (call.SessionName == $"chatguard-{proposal}" || call.CallerArn.EndsWith(":root", StringComparison.Ordinal))).Select(call => call.Operation)];

    private static RemediationRunner Runner(ChatGuard.Store.Store store, RemediationScene scene) => new(
        store,
        _ => scene.Account,
        Options.Create(new RemediationOptions { Pause = TimeSpan.FromMilliseconds(10), VerifyFor = TimeSpan.FromSeconds(20) }),
        TimeProvider.System,
        NullLogger<RemediationRunner>.Instance);
}
