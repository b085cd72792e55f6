using ChatGuard.Aws.Writing;
using ChatGuard.Core.Proposals;
using ChatGuard.Remediations;
using ChatGuard.Sandbox;
using ChatGuard.Sandbox.Services;
using ChatGuard.Sandbox.Services.Iam;
using Xunit;

namespace ChatGuard.Tests.Remediations;

/// <summary>What no plan may touch: ChatGuard itself, break-glass users, AWS's own roles, and what is tagged so. Each refusal says why and what to do.</summary>
public sealed class ProtectionTests
{
    private const string Olga = $"arn:aws:iam::{App.Legacy}:user/olga.smirnova";
    private static readonly RemediationCase Key = new("deactivate-access-key", App.Legacy, null, Olga, "access-key-unused");
    private static readonly RemediationCase Trail = RemediationCase.All.Single(each => each.Name == "trail-start-logging");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("role/ChatGuardHost", "what ChatGuard itself runs as")]
    [InlineData("role/ChatGuardRead", "what ChatGuard itself runs as")]
    [InlineData("role/some/path/chatguardremediate", "what ChatGuard itself runs as")]
    [InlineData("role/aws-service-role/guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty", "service-linked role")]
    [InlineData("role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef", "Identity Center")]
    [InlineData("user/breakglass-7", "'breakglass-*' in ChatGuard:Aws:Protected")]
    [InlineData("user/emergency/ciso", "'arn:aws:iam::*:user/emergency/*' in ChatGuard:Aws:Protected")]
    public async Task APrincipalIsProtectedByWhatItIs(string principal, string why)
    {
        await using var scene = await RemediationScene.StartAsync(Key with { Protected = ["breakglass-*", "arn:aws:iam::*:user/emergency/*"] });
        var arn = $"arn:aws:iam::{App.Legacy}:{principal}";
        var plan = await scene.PlanAsync();
        Plan[] touching =
        [
            plan with { Subjects = [arn] },
            plan with { Target = new Target(App.Legacy, null, $"{arn}#AKIAEXAMPLE") },
            plan with { Steps = [plan.Steps[0] with { Needs = [new Permission("iam:UpdateAccessKey", [arn])] }] },
        ];

        foreach (var each in touching)
        {
            var refused = await Assert.ThrowsAsync<CannotPlanException>(() => Protection.CheckAsync(each, scene.Account, Stop));
            Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        }

        await Protection.CheckAsync(plan, scene.Account, Stop);
    }

    [Fact]
    public async Task ABreakGlassUserKeepsItsPassword()
    {
        await using var scene = await RemediationScene.StartAsync(new("disable-console-access", App.Core, null, "breakglass-1", "user-console-unused"));

        var refused = await Assert.ThrowsAsync<CannotPlanException>(scene.PlanAsync);

        Assert.Contains("The user breakglass-1 is protected", refused.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Tagged => new()
    {
        { "deactivate-access-key", "The user olga.smirnova" },
        { "trail-start-logging", "The trail legacy-trail" },
        { "trail-create", "arn:aws:s3:::chatguard-trail-222233334444-us-east-1" },
        { "guardduty-archive", "The detector 12abc34d567e8fa901bc2d34e56789f0" },
    };

    [Theory]
    [MemberData(nameof(Tagged))]
    public async Task AResourceIsProtectedByItsTag(string remediation, string named)
    {
        await using var scene = await RemediationScene.StartAsync(RemediationCase.All.Single(each => each.Name == remediation));
        await scene.PlanAsync();
        Tag(scene.Sandbox, remediation);

        var refused = await Assert.ThrowsAsync<CannotPlanException>(scene.PlanAsync);

        Assert.StartsWith($"{named} is tagged chatguard:protect=true", refused.Message, StringComparison.Ordinal);
        Assert.Contains("remove the tag", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("deactivate-access-key", "iam:UpdateAccessKey")]
    [InlineData("trail-start-logging", "cloudtrail:StartLogging")]
    [InlineData("guardduty-archive", "guardduty:ArchiveFindings")]
    public async Task TheRemediationRoleItselfIsDeniedWhatIsTagged(string remediation, string action)
    {
        await using var scene = await RemediationScene.StartAsync(RemediationCase.All.Single(each => each.Name == remediation));
        var plan = await scene.PlanAsync();
        Tag(scene.Sandbox, remediation);

        var error = await Assert.ThrowsAnyAsync<Exception>(() => scene.SendAsync(plan));

        Assert.Equal((WriteOutcome.Denied, action), (WriteFailure.Of(error, plan.Steps[0].Call)!.Outcome, WriteFailure.Of(error, plan.Steps[0].Call)!.MissingAction));
    }

    [Fact]
    public async Task TheRemediationRoleItselfIsDeniedBreakGlassUsers()
    {
        await using var scene = await RemediationScene.StartAsync(new("disable-console-access", App.Core, null, "breakglass-1", "user-console-unused") { Protected = [] });
        User(scene.Sandbox, "breakglass-1", user => user with { Tags = user.Tags.Clear() }, App.Core);

        var error = await Assert.ThrowsAnyAsync<Exception>(async () => await scene.SendAsync(await scene.PlanAsync()));

        Assert.Contains("iam:DeleteLoginProfile", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARoleIsProtectedByItsTag()
    {
        await using var scene = await RemediationScene.StartAsync(Key);
        var iam = scene.Sandbox.Organization.Find(App.Legacy)!.Iam;
        iam.Roles = iam.Roles.SetItem("ChatGuardAuditor", iam.Roles["ChatGuardRead"] with { Name = "ChatGuardAuditor", Tags = iam.Roles["ChatGuardRead"].Tags.SetItem("chatguard:protect", "TRUE") });
        var plan = await scene.PlanAsync() with { Subjects = [$"arn:aws:iam::{App.Legacy}:role/ChatGuardAuditor"] };

        var refused = await Assert.ThrowsAsync<CannotPlanException>(() => Protection.CheckAsync(plan, scene.Account, Stop));

        Assert.StartsWith("The role ChatGuardAuditor is tagged", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("deactivate-access-key", "iam:ListUserTags")]
    [InlineData("trail-start-logging", "cloudtrail:ListTags")]
    [InlineData("root-credentials-delete", "sts:GetCallerIdentity")]
    public async Task WhatCannotBeReadIsProtected(string remediation, string action)
    {
        await using var scene = await RemediationScene.StartAsync(RemediationCase.All.Single(each => each.Name == remediation));
        scene.Sandbox.Faults.Add($"{action}=deny");

        var refused = await Assert.ThrowsAsync<CannotPlanException>(scene.PlanAsync);

        Assert.Contains(action, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(scene.Sandbox.Calls, call => call.IsWrite);
    }

    [Fact]
    public async Task AGroupWithAProtectedMemberIsLeftAlone()
    {
        await using var scene = await RemediationScene.StartAsync(new("mfa-enforcement", App.Legacy, null, "admins", "mfa-enforcement-policy")
        {
            Prepare = sandbox => User(sandbox, "alice.keller", user => user with { Tags = user.Tags.SetItem("chatguard:protect", "true") }),
        });

        var refused = await Assert.ThrowsAsync<CannotPlanException>(scene.PlanAsync);

        Assert.StartsWith("The user alice.keller is tagged", refused.Message, StringComparison.Ordinal);
    }

    private static void Tag(SandboxServer sandbox, string remediation)
    {
        var (legacy, attic) = (sandbox.Organization.Find(App.Legacy)!, sandbox.Organization.Find(App.Attic)!);
        switch (remediation)
        {
            case "deactivate-access-key":
                User(sandbox, "olga.smirnova", user => user with { Tags = user.Tags.SetItem("chatguard:protect", "true") });
                break;
            case "trail-start-logging":
                legacy.CloudTrail.Trails.Single(trail => trail.Arn == Trail.Resource).Tags["chatguard:protect"] = "true";
                break;
            case "trail-create":
                var name = $"chatguard-trail-{App.Attic}-us-east-1";
                attic.S3.Buckets[name] = new Bucket(name, App.Attic, "us-east-1", DateTimeOffset.UnixEpoch) { Tags = new Dictionary<string, string> { ["chatguard:protect"] = "true" } };
                break;
            default:
                legacy.GuardDuty.Detectors["us-east-1"].Tags["chatguard:protect"] = "true";
                break;
        }
    }

    private static void User(SandboxServer sandbox, string name, Func<IamUser, IamUser> change, string account = App.Legacy)
    {
        var iam = sandbox.Organization.Find(account)!.Iam;
        iam.Users = iam.Users.SetItem(name, change(iam.Users[name]));
    }
}
