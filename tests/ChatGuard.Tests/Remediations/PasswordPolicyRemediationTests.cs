using ChatGuard.Remediations;
using ChatGuard.Sandbox.Services.Iam;
using Xunit;
using static ChatGuard.Tests.Remediations.IamScene;

namespace ChatGuard.Tests.Remediations;

/// <summary>The account's password policy: never weaker, and whom it concerns.</summary>
public sealed class PasswordPolicyRemediationTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AStrongerPasswordPolicyIsNotWeakened()
    {
        await using var scene = await StartAsync("password-policy-set", App.Legacy, "password-policy-symbol", sandbox =>
            sandbox.Organization.Find(App.Legacy)!.Iam.PasswordPolicy = new PasswordPolicy { MinimumLength = 20, MaxAge = 30, ReusePrevention = 5, HardExpiry = true, Numbers = true });
        var plan = await scene.PlanAsync();

        Assert.Equal(
            """{"AllowUsersToChangePassword":true,"HardExpiry":false,"MaxPasswordAge":30,"MinimumPasswordLength":20,"PasswordReusePrevention":24,"RequireLowercaseCharacters":true,"RequireNumbers":true,"RequireSymbols":true,"RequireUppercaseCharacters":true}""",
            plan.Steps[0].Call.Input.ToJsonString());
        Assert.Contains("Passwords expire as before.", plan.Impact);

        await scene.SendAsync(plan);
        await scene.SendAsync(await scene.UndoAsync(plan), "undo000000");
        Assert.Equal(plan.Before, await scene.ReadAsync());
    }

    [Fact]
    public async Task APasswordPolicySaysWhosePasswordsExpire()
    {
        await using var scene = await StartAsync("password-policy-set", App.Legacy, "password-policy-max-age");
        Assert.Contains("could not be read (iam:GetCredentialReport: ReportNotPresent)", (await scene.PlanAsync()).Impact[0], StringComparison.Ordinal);
        while (await scene.Account.Iam.GenerateCredentialReportAsync(Stop) != "COMPLETE")
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Stop);
        }

        var plan = await scene.PlanAsync();

        Assert.Matches("^[0-9]+ of 2[0-9] console users have a password that is older than 90 days .*bob\\.tanaka", plan.Impact[0]);
    }

    [Fact]
    public async Task ASoundPasswordPolicyIsLeftAlone()
    {
        await using var scene = await RemediationScene.StartAsync(new("password-policy-set", App.Core, null, App.Core, "password-policy-exists"));

        Assert.Contains("at least this strong", (await Assert.ThrowsAsync<CannotPlanException>(scene.PlanAsync)).Message, StringComparison.Ordinal);
    }
}
