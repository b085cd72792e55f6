using ChatGuard.Remediations;
using ChatGuard.Sandbox.Services;
using Xunit;
using static ChatGuard.Tests.Remediations.IamScene;

namespace ChatGuard.Tests.Remediations;

/// <summary>What holds for the remediations of users, groups and root together: what is not there, what must not be done, what is too much.</summary>
public sealed class IamRemediationTests
{
    [Theory]
    [InlineData("deactivate-access-key", "AKIA00000000000EXAMPL", "access-key-age", "There is no access key")]
    [InlineData("deactivate-access-key", "nobody", "access-key-age", "There is no user nobody")]
    [InlineData("deactivate-access-key", "dmitri.volkov", "access-key-age", "No active access key of dmitri.volkov fails access-key-age now")]
    [InlineData("deactivate-access-key", "ivan.petrov", "access-key-unused", "has no active access key")]
    [InlineData("deactivate-access-key", "arn:aws:iam::111122223333:root", "access-key-exposed", "signing in as root")]
    [InlineData("deactivate-access-key", "arn:aws:iam::444455556666:user/chen.wei", "access-key-age", "no IAM user of account 111122223333")]
    [InlineData("delete-inactive-key", "olga.smirnova", "access-key-inactive-old", "has no inactive access key")]
    [InlineData("mfa-enforcement", "nobody", "mfa-enforcement-policy", "There is no user nobody")]
    [InlineData("user-to-group", "nobody", "user-in-group", "There is no user nobody")]
    public async Task WhatIsNotThereIsSaid(string remediation, string typed, string check, string why)
    {
        var refused = await Assert.ThrowsAsync<CannotPlanException>(() => RemediationScene.StartAsync(new(remediation, App.Legacy, null, typed, check)));

        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("delete-inactive-key", "tina.bauer", "access-key-inactive-old", "inactive for 30 days by CloudTrail; it is deleted after more than 90")]
    [InlineData("disable-console-access", "ci-deploy", "user-console-unused", "has no console password")]
    [InlineData("user-to-group", "victor.test", "user-in-group", "no policies of its own, so that no group follows")]
    [InlineData("user-to-group", "farid.haddad#developers", "iam-users-via-groups", "The group developers does not grant exactly what farid.haddad has")]
    public async Task WhatMustNotBeDoneIsRefusedWithAWayOut(string remediation, string name, string check, string why)
    {
        await using var scene = await StartAsync(remediation, name, check);

        var refused = await Assert.ThrowsAsync<CannotPlanException>(scene.PlanAsync);

        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("deactivate-access-key", "olga.smirnova", "access-key-unused")]
    [InlineData("quarantine-user", "olga.smirnova", "access-key-exposed")]
    [InlineData("disable-console-access", "olga.smirnova", "user-console-unused")]
    [InlineData("mfa-enforcement", "olga.smirnova", "mfa-enforcement-policy")]
    [InlineData("user-to-group", "farid.haddad", "iam-users-via-groups")]
    public async Task AVanishedUserIsSaid(string remediation, string name, string check)
    {
        await using var scene = await StartAsync(remediation, name, check);
        var iam = scene.Sandbox.Organization.Find(App.Legacy)!.Iam;
        iam.Users = iam.Users.Remove(name);

        var refused = await Assert.ThrowsAsync<CannotPlanException>(scene.ReadAsync);

        Assert.Contains($"There is no user {name} in account {App.Legacy} (any more)", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APlanTooLargeForOneSessionIsRefusedBeforeAnybodyApprovesIt()
    {
        await using var scene = await RemediationScene.StartAsync(new("guardduty-enable", App.Attic, null, App.Attic, "guardduty-enabled-all-regions")
        {
            Prepare = sandbox =>
            {
                var attic = sandbox.Organization.Find(App.Attic)!;
                foreach (var n in Enumerable.Range(1, 25))
                {
                    attic.Regions.Add($"xx-southwest-{n}");
                    attic.GuardDuty.Detectors[$"xx-southwest-{n}"] = new Detector($"{n:x32}", DateTimeOffset.UnixEpoch) { Enabled = false };
                }
            },
        });

        var refused = await Assert.ThrowsAsync<CannotPlanException>(scene.PlanAsync);

        Assert.Contains("touches too much at once", refused.Message, StringComparison.Ordinal);
    }
}
