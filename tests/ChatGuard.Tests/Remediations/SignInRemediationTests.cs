using ChatGuard.Core.Proposals;
using ChatGuard.Remediations;
using ChatGuard.Sandbox.Services.Iam;
using Xunit;
using static ChatGuard.Tests.Remediations.IamScene;

namespace ChatGuard.Tests.Remediations;

/// <summary>What is done to root's credentials, console passwords and MFA.</summary>
public sealed class SignInRemediationTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(App.Attic, false, "Centralised root access is off in the organization")]
    [InlineData(App.Legacy, false, "only root itself can do it")]
    [InlineData(App.Lab, true, "has no access key and no signing certificate")]
    public async Task RootCredentialsAreDeletedOnlyInAMemberWithCentralisedRootAccess(string account, bool isClean, string why)
    {
        await using var scene = await RemediationScene.StartAsync(new("root-credentials-delete", account, null, $"arn:aws:iam::{account}:root", "root-no-access-keys"));

        var refused = await Assert.ThrowsAsync<CannotPlanException>(scene.PlanAsync);

        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.Equal(isClean, scene.Sandbox.Calls.Any(call => call.Operation == "AssumeRoot"));
    }

    [Fact]
    public async Task RootCredentialsAreDeletedThroughAwssRootTaskAlone()
    {
        await using var scene = await RemediationScene.StartAsync(RemediationCase.All.Single(each => each.Name == "root-credentials-delete"));

        var plan = await scene.PlanAsync();

        Assert.Equal(["DeleteAccessKey", "DeleteSigningCertificate"], plan.Steps.Select(step => step.Call.Operation).Order(StringComparer.Ordinal));
        Assert.All(plan.Steps, step => Assert.Equal("arn:aws:iam::aws:policy/root-task/IAMDeleteRootUserCredentials", step.Call.Session));
        Assert.Equal((2, Risk.Critical, Reversibility.Irreversible), (plan.Approvals, plan.Risk, plan.Reversibility));
        Assert.Contains(plan.Impact, sentence => sentence.StartsWith("It cannot be undone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ARestoredConsolePasswordIsNewSecretAndToBeChanged()
    {
        await using var scene = await StartAsync("disable-console-access", "eve.lindqvist", "user-console-unused");
        var plan = await scene.PlanAsync();
        Assert.Equal("{random-password}", (string?)plan.Steps[0].Undo!.Call.Input["Password"]);
        Assert.StartsWith("eve.lindqvist last signed in to the console 200 days ago", plan.Impact[0], StringComparison.Ordinal);

        await scene.SendAsync(plan);
        await scene.SendAsync(await scene.UndoAsync(plan), "undo000000");

        Assert.True(scene.Sandbox.Organization.Find(App.Legacy)!.Iam.Users["eve.lindqvist"].Password!.ResetRequired);
    }

    [Fact]
    public async Task MfaIsDemandedOfAGroupByTwoWhoAreNotInIt()
    {
        await using var scene = await StartAsync("mfa-enforcement", "developers", "mfa-enforcement-policy");
        var plan = await scene.PlanAsync();
        Assert.Equal(2, plan.Approvals);
        Assert.Contains(User("paul.dubois"), plan.Subjects);
        Assert.DoesNotContain(User("alice.keller"), plan.Subjects);
        Assert.Contains("paul.dubois", plan.Impact[0], StringComparison.Ordinal);
        Assert.DoesNotContain("quinn.baker", plan.Impact[0], StringComparison.Ordinal);

        await scene.SendAsync(plan);

        Assert.Equal(plan.After, await scene.ReadAsync());
        await scene.SendAsync(await scene.UndoAsync(plan), "undo000000");
        Assert.Equal("false", (await scene.ReadAsync())["Denied without MFA"]);
    }

    [Fact]
    public async Task TheMfaPolicySparesAccessKeysAndSettingUpMfa()
    {
        await using var scene = await StartAsync("mfa-enforcement", "paul.dubois", "mfa-enforcement-policy");
        var plan = await scene.PlanAsync();
        Assert.Equal(1, plan.Approvals);
        await scene.SendAsync(plan);

        string[] actions = ["ec2:DescribeInstances", "iam:EnableMFADevice", "iam:CreateUser"];
        async Task<string> Says(bool? mfa)
        {
            var decisions = await scene.Account.Iam.SimulatePrincipalPolicyAsync(User("paul.dubois"), actions, mfa, Stop);
            return string.Join(' ', actions.Select(action => decisions[action]));
        }

        Assert.Equal("explicitDeny allowed explicitDeny", await Says(false));
        Assert.Equal("allowed allowed allowed", await Says(true));
        Assert.Equal("allowed allowed allowed", await Says(null));
    }

    [Fact]
    public async Task SomebodyElsesPolicyOfThatNameIsNotAttached()
    {
        await using var scene = await StartAsync("mfa-enforcement", "paul.dubois", "mfa-enforcement-policy", sandbox =>
        {
            var iam = sandbox.Organization.Find(App.Legacy)!.Iam;
            var arn = $"arn:aws:iam::{App.Legacy}:policy/ChatGuardRequireMfa";
            iam.Policies = iam.Policies.Add(arn, new ManagedPolicy("ChatGuardRequireMfa", "/", "ANPA1", arn, AwsManagedPolicies.Allow("*"), DateTimeOffset.UnixEpoch));
        });

        var refused = await Assert.ThrowsAsync<CannotPlanException>(scene.PlanAsync);

        Assert.Contains("another content than ChatGuard's", refused.Message, StringComparison.Ordinal);
    }
}
