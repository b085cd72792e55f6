using ChatGuard.Core.Proposals;
using ChatGuard.Remediations;
using ChatGuard.Sandbox.Services.Iam;
using Xunit;
using static ChatGuard.Tests.Remediations.IamScene;

namespace ChatGuard.Tests.Remediations;

/// <summary>The order of a quarantine, and where its policy goes when there is no room.</summary>
public sealed class QuarantineUserTests
{
    private static readonly string FullInline = $$"""{"Version":"2012-10-17","Statement":[{"Sid":"{{new string('x', 1950)}}","Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}""";

    [Fact]
    public async Task AQuarantineDeniesBeforeItDeactivates()
    {
        await using var scene = await StartAsync("quarantine-user", "kofi.mensah", "access-key-exposed");

        var plan = await scene.PlanAsync();

        Assert.Equal(["PutUserPolicy", "UpdateAccessKey", "UpdateAccessKey"], plan.Steps.Select(step => step.Call.Operation));
        Assert.Equal(2, plan.Approvals);
        Assert.Contains(plan.Steps[0].Changes, change => change == new FieldChange("Everything is denied", "false", "true"));
        await scene.SendAsync(plan with { Steps = [plan.Steps[0]] });
        Assert.Equal(["UpdateAccessKey", "UpdateAccessKey"], (await scene.PlanAsync()).Steps.Select(step => step.Call.Operation));
    }

    [Fact]
    public async Task AUserWithoutRoomForAnInlinePolicyIsDeniedByAManagedOne()
    {
        await using var scene = await StartAsync("quarantine-user", "rosa.jimenez", "access-key-exposed", sandbox =>
            Change(sandbox, "rosa.jimenez", user => user with { Inline = user.Inline.SetItem("long", FullInline) }));
        var plan = await scene.PlanAsync();
        Assert.Equal(["CreatePolicy", "AttachUserPolicy", "UpdateAccessKey"], plan.Steps.Select(step => step.Call.Operation));

        await scene.SendAsync(plan);

        Assert.Equal(plan.After, await scene.ReadAsync());
        var undo = await scene.UndoAsync(plan);
        Assert.Equal(["UpdateAccessKey", "DetachUserPolicy"], undo.Steps.Select(step => step.Call.Operation));
        await scene.SendAsync(undo, "undo000000");
        Assert.Equal(undo.After, await scene.ReadAsync());
        Assert.Equal(["AttachUserPolicy", "UpdateAccessKey"], (await scene.PlanAsync()).Steps.Select(step => step.Call.Operation));
    }

    [Fact]
    public async Task AUserWithoutRoomForAnyPolicySaysWhatToDoInstead()
    {
        await using var scene = await StartAsync("quarantine-user", "rosa.jimenez", "access-key-exposed", sandbox => Change(sandbox, "rosa.jimenez", user => user with
        {
            Inline = user.Inline.SetItem("long", FullInline),
            Attached = [.. AwsManagedPolicies.All.Keys.Order(StringComparer.Ordinal).Take(10)],
        }));

        var refused = await Assert.ThrowsAsync<CannotPlanException>(scene.PlanAsync);

        Assert.Contains("deactivate-access-key", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APolicyOfTheQuarantinesNameIsPutBack()
    {
        const string Former = """{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"ec2:*","Resource":"*"}]}""";
        await using var scene = await StartAsync("quarantine-user", "sam.okafor", "access-key-exposed", sandbox =>
            Change(sandbox, "sam.okafor", user => user with { Inline = user.Inline.SetItem("ChatGuardQuarantine", Former) }));
        var plan = await scene.PlanAsync();

        await scene.SendAsync(plan);
        await scene.SendAsync(await scene.UndoAsync(plan), "undo000000");

        Assert.Equal(plan.Before, await scene.ReadAsync());
    }
}
