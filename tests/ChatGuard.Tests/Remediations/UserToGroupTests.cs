using System.Globalization;
using System.Text.Json.Nodes;
using ChatGuard.Core.Proposals;
using ChatGuard.Sandbox;
using ChatGuard.Sandbox.Services;
using ChatGuard.Sandbox.Services.Iam;
using Xunit;
using static ChatGuard.Tests.Remediations.IamScene;

namespace ChatGuard.Tests.Remediations;

/// <summary>Permissions that go from a user to a group, with nothing missing in between.</summary>
public sealed class UserToGroupTests
{
    private const string Allowed = "Allowed by IAM's simulator";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AUserWhomNoGroupSuitsGetsOneOfItsOwn()
    {
        await using var scene = await StartAsync("user-to-group", "terraform", "iam-users-via-groups");
        Assert.EndsWith("#terraform-access", scene.Target.Resource, StringComparison.Ordinal);
        var plan = await scene.PlanAsync();
        Assert.Equal(["CreateGroup", "PutGroupPolicy", "AddUserToGroup", "DeleteUserPolicy"], plan.Steps.Select(step => step.Call.Operation));

        await scene.SendAsync(plan);
        Assert.Equal(plan.After, await scene.ReadAsync());

        var undo = await scene.UndoAsync(plan);
        Assert.Equal(["PutUserPolicy", "RemoveUserFromGroup", "DeleteGroupPolicy", "DeleteGroup"], undo.Steps.Select(step => step.Call.Operation));
        await scene.SendAsync(undo, "undo000000");
        Assert.Equal(plan.Before, await scene.ReadAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task AMoveThatStoppedIsCompletedAndTookNothingAway(int done)
    {
        await using var scene = await StartAsync("user-to-group", "terraform", "iam-users-via-groups");
        var plan = await scene.PlanAsync();

        await scene.SendAsync(plan with { Steps = [.. plan.Steps.Take(done)] });

        Assert.Equal(plan.Before[Allowed], (await scene.ReadAsync())[Allowed]);
        var rest = await scene.PlanAsync();
        Assert.Equal(plan.Steps.Skip(done).Select(step => step.Title), rest.Steps.Select(step => step.Title));
        await scene.SendAsync(rest, "rest000000");
        Assert.Equal(plan.After, await scene.ReadAsync());
    }

    [Fact]
    public async Task AGroupThatChangedSinceVoidsTheApproval()
    {
        await using var scene = await StartAsync("user-to-group", "farid.haddad", "iam-users-via-groups");
        Assert.EndsWith("#admins", scene.Target.Resource, StringComparison.Ordinal);
        var plan = await scene.PlanAsync();
        var iam = scene.Sandbox.Organization.Find(App.Legacy)!.Iam;
        iam.Groups = iam.Groups.SetItem("admins", iam.Groups["admins"] with { Attached = iam.Groups["admins"].Attached.Add(AwsManagedPolicies.Arn("AWSSupportAccess")) });

        Assert.Equal([new FieldChange("Group has arn:aws:iam::aws:policy/AWSSupportAccess", null, "attached")], plan.Before.DifferencesTo(await scene.ReadAsync()));
    }

    [Fact]
    public async Task WhatTheUserDidLatelyMustStayAllowedBesidesTheSamples()
    {
        await using var scene = await StartAsync("user-to-group", "farid.haddad", "iam-users-via-groups", sandbox =>
        {
            Did(sandbox, "s3", "ListBuckets", daysAgo: 2);
            Did(sandbox, "lambda", "ListFunctions20150331", daysAgo: 29);
            Did(sandbox, "sts", "GetCallerIdentity", daysAgo: 1);
            Did(sandbox, "rds", "DeleteDBInstance", daysAgo: 31);
        });
        var plan = await scene.PlanAsync();
        Assert.Equal("lambda:ListFunctions s3:ListAllMyBuckets", plan.Before["Used in the last 30 days"]);
        Assert.Contains(plan.Impact, sentence => sentence == "IAM's simulator has to allow the same 17 of 17 actions afterwards: 15 samples, and what CloudTrail's event history shows of the user's last 30 days: lambda:ListFunctions, s3:ListAllMyBuckets.");

        Did(scene.Sandbox, "ec2", "StopInstances", daysAgo: 0);
        Assert.Equal(plan.Before, await scene.Remediation.ReadAgainAsync(plan, scene.Account, Stop));

        var iam = scene.Sandbox.Organization.Find(App.Legacy)!.Iam;
        iam.Groups = iam.Groups.SetItem("no-buckets", iam.Groups["admins"] with
        {
            Name = "no-buckets", Attached = [], Inline = iam.Groups["admins"].Inline.Clear().SetItem("deny", """{"Statement":[{"Effect":"Deny","Action":"s3:ListAllMyBuckets","Resource":"*"}]}"""),
        });
        Change(scene.Sandbox, "farid.haddad", user => user with { Groups = user.Groups.Add("no-buckets") });
        var lost = Assert.Single(plan.Before.DifferencesTo(await scene.Remediation.ReadAgainAsync(plan, scene.Account, Stop)));
        Assert.Equal((Allowed, plan.Before[Allowed]!.Replace(" s3:ListAllMyBuckets", "", StringComparison.Ordinal)), (lost.Field, lost.After));
    }

    [Fact]
    public async Task WithoutTheEventHistoryTheSamplesAreComparedAndThePlanSaysSo()
    {
        await using var scene = await StartAsync("user-to-group", "farid.haddad", "iam-users-via-groups");
        scene.Sandbox.Faults.Add("cloudtrail:LookupEvents=deny");

        var plan = await scene.PlanAsync();

        Assert.Null(plan.Before["Used in the last 30 days"]);
        Assert.Contains(plan.Impact, sentence => sentence.EndsWith("15 of 15 actions afterwards: 15 samples; what the user did in the last 30 days could not be read or simulated.", StringComparison.Ordinal));
        Assert.Equal(plan.Before, await scene.Remediation.ReadAgainAsync(plan, scene.Account, Stop));
    }

    private static void Did(SandboxServer sandbox, string service, string call, int daysAgo)
    {
        var time = TimeProvider.System.GetUtcNow().AddDays(-daysAgo);
        var record = new JsonObject
        {
            ["eventID"] = $"{service}-{call}", ["eventName"] = call, ["eventSource"] = $"{service}.amazonaws.com", ["awsRegion"] = "us-east-1",
            ["eventTime"] = time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        };
        sandbox.Organization.Find(App.Legacy)!.CloudTrail.Events.Add(new TrailEvent("us-east-1", time, "farid.haddad", record));
    }
}
