using ChatGuard.Chat.Console;
using ChatGuard.Core.Proposals;
using ChatGuard.Remediations;
using Xunit;

namespace ChatGuard.Tests.Remediations;

/// <summary>What an approver is shown of each remediation, made from the sandbox at one fixed time: a change of it is seen in review.</summary>
public sealed class PlanGoldenTests
{
    private static readonly ApprovalPolicy Policy = new([RemediationScene.Approver.Id], 1, [], []) { Called = new Dictionary<string, string> { [RemediationScene.Approver.Id] = RemediationScene.Approver.Name } };

    public static TheoryData<string> Names => [.. RemediationCase.All.Select(each => each.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task EachPlanReadsAsApproved(string name)
    {
        var clock = new ManualClock("2026-11-20T08:00:00Z");
        await using var scene = await RemediationScene.StartAsync(RemediationCase.All.Single(each => each.Name == name), clock);
        var plan = await scene.PlanAsync();
        var proposal = new Proposal("k3v9x2m4q7", plan, PlanJson.Hash(PlanJson.Write(plan)), ProposalState.AwaitingApproval, new Actor("slack:T1/U1", "Rita"), clock.Now, clock.Now.AddHours(4), "n1");

        GoldenFile.Matches($"Plan.{name}.approved.txt", PlainText.Render(ProposalCard.Of(proposal, Policy, plan.Target.Account, isSandbox: true)));
    }

    [Fact]
    public void EveryRemediationHasItsFileAndNoFileIsLeftOver() => Assert.Equal(
        Remediation.All.Select(each => $"Plan.{each.Name}.approved.txt").Order(StringComparer.Ordinal),
        Directory.EnumerateFiles(Path.GetDirectoryName(GoldenFile.PathOf("Plan"))!, "Plan.*").Select(Path.GetFileName).Order(StringComparer.Ordinal));
}
