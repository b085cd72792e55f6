using System.Text.Json.Nodes;
using ChatGuard.Core.Proposals;
using ChatGuard.Remediations;
using ChatGuard.Sandbox.Services;
using ChatGuard.Sandbox.Services.Iam;
using Xunit;
using static ChatGuard.Tests.Remediations.IamScene;

namespace ChatGuard.Tests.Remediations;

/// <summary>What the remediations of access keys show, refuse and leave.</summary>
public sealed class AccessKeyRemediationTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AKeyInUseTakesTwoPeopleAndSaysWhatBreaks()
    {
        await using var scene = await StartAsync("deactivate-access-key", "bob.tanaka", "access-key-age");

        var plan = await scene.PlanAsync();

        Assert.Equal(2, plan.Approvals);
        Assert.Equal("Deactivate access key AKIA7U4H…MPLE of bob.tanaka", plan.Title);
        Assert.Matches("^The key was last used 2 days ago \\(.* UTC\\) by ec2 in eu-west-1\\.", plan.Impact[0]);
        Assert.StartsWith("CloudTrail's event history of the last 24 hours in eu-west-1 and us-east-1 shows", plan.Impact[1], StringComparison.Ordinal);
        Assert.Equal([User("bob.tanaka")], plan.Subjects);
        Assert.Equal(168, plan.UndoHours);
    }

    [Fact]
    public async Task AKeyThatWasNeverUsedTakesOnePerson()
    {
        await using var scene = await StartAsync("deactivate-access-key", "olga.smirnova", "access-key-unused");

        var plan = await scene.PlanAsync();

        Assert.Equal(1, plan.Approvals);
        Assert.Equal("The key was never used, as far as IAM knows.", plan.Impact[0]);
    }

    [Theory]
    [InlineData("access-key-two-active", "AKIA2SAA7YYTCEXAMPLE")]
    [InlineData("access-key-age", "AKIA2SAA7YYTCEXAMPLE")]
    [InlineData("access-key-exposed", "AKIAZOGEYJGSSEXAMPLE AKIA2SAA7YYTCEXAMPLE")]
    public async Task AUsersFailingKeysAreOfferedWorstFirst(string check, string keys)
    {
        await using var scene = await StartAsync("deactivate-access-key", "kofi.mensah", check);

        var targets = await scene.Remediation.TargetsAsync(check, new Target(App.Legacy, null, User("kofi.mensah")), scene.Account, Stop);

        Assert.Equal(keys, string.Join(' ', targets.Select(target => target.Resource.Split('#')[1])));
    }

    [Theory]
    [InlineData("AKIA62USPARCSEXAMPLE")]
    [InlineData("arn:aws:iam::111122223333:user/olga.smirnova#AKIA62USPARCSEXAMPLE")]
    [InlineData("olga.smirnova")]
    public async Task AKeyIsFoundByWhateverNamesIt(string typed)
    {
        await using var scene = await RemediationScene.StartAsync(new("deactivate-access-key", App.Legacy, null, typed, "access-key-unused"));

        Assert.Equal($"{User("olga.smirnova")}#AKIA62USPARCSEXAMPLE", scene.Target.Resource);
    }

    [Fact]
    public async Task AKeyThatIsDeletedAlreadyReadsAsDone()
    {
        await using var scene = await StartAsync("delete-inactive-key", "ivan.petrov", "access-key-inactive-old");
        var plan = await scene.PlanAsync();
        Change(scene.Sandbox, "ivan.petrov", user => user with { Keys = [] });

        Assert.True((await scene.ReadAsync()).Shows(plan.Steps.SelectMany(step => step.Changes)));
        Assert.Equal(2, plan.Approvals);
        Assert.Contains(plan.Notes, note => note.StartsWith("For the record: created ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task CloudTrailsWordOnWhenAKeyWasSwitchedOffCounts()
    {
        await using var scene = await StartAsync("delete-inactive-key", "ivan.petrov", "access-key-inactive-old");
        var (account, key) = (scene.Sandbox.Organization.Find(App.Legacy)!, scene.Target.Resource.Split('#')[1]);
        var time = TimeProvider.System.GetUtcNow().AddDays(-10);
        var record = new JsonObject
        {
            ["eventID"] = "e1", ["eventName"] = "UpdateAccessKey", ["eventSource"] = "iam.amazonaws.com", ["awsRegion"] = "us-east-1",
            ["eventTime"] = time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
            ["requestParameters"] = new JsonObject { ["userName"] = "ivan.petrov", ["accessKeyId"] = key, ["status"] = "Inactive" },
        };
        account.CloudTrail.Events.Add(new TrailEvent("us-east-1", time, "admin", record));

        var refused = await Assert.ThrowsAsync<CannotPlanException>(scene.PlanAsync);

        Assert.Contains("inactive for 10 days by CloudTrail", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AKeyIsNotDeletedWhileCloudTrailIsSilent()
    {
        await using var scene = await StartAsync("delete-inactive-key", "ivan.petrov", "access-key-inactive-old");
        scene.Sandbox.Faults.Add("cloudtrail:LookupEvents=deny");

        var refused = await Assert.ThrowsAsync<CannotPlanException>(scene.PlanAsync);

        Assert.Contains("cloudtrail:LookupEvents: AccessDenied", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APlanWithoutTheEventHistorySaysSo()
    {
        await using var scene = await StartAsync("deactivate-access-key", "bob.tanaka", "access-key-age");
        scene.Sandbox.Faults.Add("cloudtrail:LookupEvents=deny");

        var plan = await scene.PlanAsync();

        Assert.Contains(plan.Impact, sentence => sentence.Contains("could not be read (cloudtrail:LookupEvents: AccessDenied", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AKeyThatAwsQuarantinedSinceIsNotActivatedAgain()
    {
        await using var scene = await StartAsync("deactivate-access-key", "olga.smirnova", "access-key-unused");
        var plan = await scene.PlanAsync();
        await scene.SendAsync(plan);
        Change(scene.Sandbox, "olga.smirnova", user => user with { Attached = user.Attached.Add(AwsManagedPolicies.Arn("AWSCompromisedKeyQuarantineV3")) });

        var changed = plan.After.DifferencesTo(await scene.ReadAsync());

        Assert.Equal([new FieldChange("Quarantined by AWS", null, "AWSCompromisedKeyQuarantineV3")], changed);
    }
}
