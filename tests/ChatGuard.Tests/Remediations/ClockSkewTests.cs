using ChatGuard.Core.Proposals;
using ChatGuard.Remediations;
using ChatGuard.Store;
using ChatGuard.Tests.Store;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace ChatGuard.Tests.Remediations;

/// <summary>Two replicas on one PostgreSQL whose clocks disagree.</summary>
public sealed class ClockSkewTests(PostgresServer postgres)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(10)]
    [InlineData(-10)]
    public async Task AReplicaWhoseClockIsWrongLeavesPlansToTheOthers(int minutes)
    {
        using var database = await TestDatabase.PostgresAsync(postgres, Stop);
        await using var scene = await RemediationScene.StartAsync(RemediationCase.All.Single(each => each.Name == "trail-start-logging"));
        var wrong = await database.StartAsync(Stop);
        database.Clock.Now = TimeProvider.System.GetUtcNow().AddMinutes(minutes);
        var plan = await scene.PlanAsync();
        var now = TimeProvider.System.GetUtcNow();
        await wrong.AddProposalAsync(new Proposal("doit000000", plan, PlanJson.Hash(PlanJson.Write(plan)), ProposalState.AwaitingApproval, null, now, now.AddHours(4), "n1"), Stop);
        await wrong.DecideAsync("doit000000", new ProposalEvent.Approve(RemediationScene.Approver, "n1", null), new ApprovalPolicy([RemediationScene.Approver.Id], 1, [], []), "n2", Stop);
        var skewed = Runner(wrong, scene);

        Assert.InRange((await wrong.SkewAsync(Stop)).TotalMinutes, minutes - 2, minutes);
        Assert.False(await skewed.RunNextAsync(Stop));
        Assert.DoesNotContain(scene.Sandbox.Calls, call => call.IsWrite);

        Assert.True(await Runner(database.Replica(TimeProvider.System), scene).RunNextAsync(Stop));
        Assert.Equal(ProposalState.Done, (await wrong.ProposalAsync("doit000000", Stop))!.State);
    }

    private static RemediationRunner Runner(ChatGuard.Store.Store store, RemediationScene scene) => new(
        store, _ => scene.Account, Options.Create(new RemediationOptions { Pause = TimeSpan.FromMilliseconds(10) }), TimeProvider.System, NullLogger<RemediationRunner>.Instance);
}
