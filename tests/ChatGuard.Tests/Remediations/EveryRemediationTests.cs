using System.Text.Json;
using Amazon.Runtime;
using ChatGuard.Aws.Writing;
using ChatGuard.Core.Checks;
using ChatGuard.Core.Proposals;
using ChatGuard.Remediations;
using Xunit;

namespace ChatGuard.Tests.Remediations;

/// <summary>What holds for every remediation, shown on the sandbox over its wire: the plan's data alone is enough to do it, find it done, and take it back.</summary>
public sealed class EveryRemediationTests
{
    public static TheoryData<string> Names => [.. RemediationCase.All.Select(each => each.Name)];

    [Fact]
    public void EveryRemediationHasItsCase() =>
        Assert.Equal(Remediation.All.Select(each => each.Name).Order(StringComparer.Ordinal), RemediationCase.All.Select(each => each.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void NumbersAndNamesAreUniqueAndEveryCheckExists()
    {
        Assert.Distinct(Remediation.All.Select(each => each.Number));
        Assert.Distinct(Remediation.All.Select(each => each.Name));
        Assert.Empty(Remediation.All.SelectMany(each => each.Checks).Except(Check.All.Select(check => check.Id)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task APlanIsCompleteAndItsDataSurvivesTheStore(string name)
    {
        await using var scene = await RemediationScene.StartAsync(Case(name));
        var plan = await scene.PlanAsync();

        Assert.NotEmpty(plan.Steps);
        Assert.NotEmpty(plan.Impact);
        Assert.All(plan.Steps.SelectMany(WithUndo), step =>
        {
            Assert.True(RemediationSession.CanSend(step.Call), $"{step.Call.Service}:{step.Call.Operation} cannot be sent");
            Assert.NotEmpty(step.Changes);
            Assert.NotEmpty(step.Needs);
            Assert.Subset(scene.Remediation.Actions.ToHashSet(), step.Needs.Select(need => need.Action).ToHashSet());
        });
        Assert.InRange(SessionPolicy.Of(plan.Steps).Length, 1, SessionPolicy.MostCharacters);
        Assert.Equal(PlanJson.Write(plan), PlanJson.Write(PlanJson.Read(PlanJson.Write(plan))));
        Assert.Equal(PlanJson.Write(plan), PlanJson.Write(await scene.PlanAsync()));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task ItIsDoneFoundDoneAndTakenBack(string name)
    {
        await using var scene = await RemediationScene.StartAsync(Case(name));
        var plan = await scene.PlanAsync();

        var requests = await scene.SendAsync(plan);

        Assert.All(requests, request => Assert.False(string.IsNullOrEmpty(request)));
        Assert.Equal([], plan.After.DifferencesTo(await scene.ReadAsync()));
        await Assert.ThrowsAsync<CannotPlanException>(scene.PlanAsync);

        var undo = await scene.UndoAsync(plan);
        if (plan.Reversibility == Reversibility.Irreversible)
        {
            Assert.Empty(undo.Steps);
            return;
        }

        await scene.SendAsync(undo, "u2u2u2u2u2");
        var left = plan.Reversibility == Reversibility.Reversible ? plan.Before : undo.After;
        Assert.Equal([], left.DifferencesTo(await scene.ReadAsync()));
        Assert.NotEqual(plan.After, left);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task TheSandboxSawExactlyTheDeclaredActionsInTheApproversName(string name)
    {
        await using var scene = await RemediationScene.StartAsync(Case(name));
        var plan = await scene.PlanAsync();
        await scene.SendAsync(plan);

        var calls = scene.Sandbox.Calls.Where(call => call.SessionName == "chatguard-p2p2p2p2p2").ToList();

        Assert.Equal(Declared(plan), calls.SelectMany(call => call.IamActions).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.All(calls, call => Assert.Equal("slack=T1,U2", call.SourceIdentity));
        Assert.DoesNotContain(scene.Sandbox.Calls, call => call.IsWrite && call.CallerArn.Contains("ChatGuardRead", StringComparison.Ordinal));
        Assert.Equal(plan.Steps.Count, scene.Sandbox.Calls.Count(call => call.IsWrite));
        Assert.Empty(scene.Sandbox.Calls.Where(call => call.CallerArn.Contains("ChatGuardRead", StringComparison.Ordinal)).SelectMany(call => call.IamActions).Except(Granted("read-policy.json")));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task ASessionThatLacksOneActionIsRefusedThatCall(string name)
    {
        await using var scene = await RemediationScene.StartAsync(Case(name));
        var plan = await scene.PlanAsync();
        foreach (var missing in Declared(plan))
        {
            var narrowed = plan with { Steps = [.. plan.Steps.Select(step => step with { Needs = [.. step.Needs.Where(need => need.Action != missing), new Permission("iam:GetUser", ["*"])] })] };
            var session = await scene.Account.OpenRemediationAsync("narrowed00", RemediationScene.Approver, narrowed, TestContext.Current.CancellationToken);
            var step = plan.Steps.First(each => each.Needs.Any(need => need.Action == missing));

            var error = await Assert.ThrowsAnyAsync<Exception>(() => session.SendAsync(step.Call, TestContext.Current.CancellationToken));

            var failure = WriteFailure.Of(error, step.Call);
            Assert.Equal(WriteOutcome.Denied, failure?.Outcome);
            Assert.Equal(missing, failure?.MissingAction);
        }

        Assert.Equal(plan.Before, await scene.ReadAsync());
    }

    [Fact]
    public void TheManifestGrantsExactlyWhatTheRemediationsDeclare() => Assert.Equal(
        Remediation.All.SelectMany(each => each.Actions).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        Granted("remediation-policy.json").Order(StringComparer.Ordinal));

    private static IEnumerable<string> Granted(string manifest) => JsonElement.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "manifests", "aws", manifest))).GetProperty("Statement").EnumerateArray()
        .Where(statement => statement.GetProperty("Effect").GetString() == "Allow")
        .Select(statement => statement.GetProperty("Action"))
        .SelectMany(action => action.ValueKind == JsonValueKind.Array ? action.EnumerateArray().Select(each => each.GetString()!) : [action.GetString()!]);

    private static RemediationCase Case(string name) => RemediationCase.All.Single(each => each.Name == name);

    private static IEnumerable<PlannedStep> WithUndo(PlannedStep step) => step.Undo is { } undo ? [step, undo] : [step];

    private static IEnumerable<string> Declared(Plan plan) => plan.Steps.SelectMany(step => step.Needs).Select(need => need.Action).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
}
