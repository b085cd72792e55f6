using ChatGuard.Core.Proposals;
using ChatGuard.Store;
using ChatGuard.Tests.Chat.Scenarios;
using Dapper;
using Xunit;

namespace ChatGuard.Tests.Chat;

/// <summary>Clicks on what is not theirs, resources that are gone, roles that are denied, a database that takes nothing: through the front door, each refused with its reason and written down.</summary>
public sealed class ApprovalTroubleTests : IAsyncLifetime
{
    private const string Fix = "fix cloudtrail-logging-on --account 111122223333";

    private readonly DrivenClock clock = new();
    private readonly TempDatabase database = new();
    private WholeApp app = null!;
    private ChatPerson ben = null!;
    private ChatPerson quinn = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private ChatGuard.Store.Store Store => app.Service<ChatGuard.Store.Store>();

    public async ValueTask InitializeAsync()
    {
        app = await WholeApp.StartAsync(
            database, clock, "--ChatGuard:Remediation:Pause=00:00:00.05", "--ChatGuard:Approvals:Rules:0:Approvers:0=web:ben.cole",
            "--ChatGuard:Digests:0:Name=never", "--ChatGuard:Digests:0:Channel=web:security", "--ChatGuard:Digests:0:Cron=0 0 0 1 1 ? 2099");
        (ben, quinn) = (new(app.Address, "web:ben.cole"), new(app.Address, "web:quinn.baker"));
    }

    public async ValueTask DisposeAsync()
    {
        ben.Dispose();
        quinn.Dispose();
        await app.DisposeAsync();
        database.Dispose();
    }

    [Fact]
    public async Task AButtonDecidesItsOwnPlanOnceAndForItsApproversAlone()
    {
        await quinn.AskAsync(Fix);
        var card = await quinn.CardAsync("To be approved: Start", "StartLogging");
        await quinn.AskAsync("fix password-policy-exists --account 111122223333");
        var other = await quinn.CardAsync("To be approved: Set the password policy");
        var ((id, nonce), (otherId, otherNonce)) = (ChatPerson.ButtonOf(card), ChatPerson.ButtonOf(other));

        Assert.StartsWith("This button belongs to an earlier state", await ben.ClickAsync(id, "approve", otherNonce, null), StringComparison.Ordinal);
        Assert.StartsWith("You are not an approver", await quinn.ClickAsync(card, "approve"), StringComparison.Ordinal);
        Assert.StartsWith("You approved", await ben.ClickAsync(id, "approve", nonce, null), StringComparison.Ordinal);
        await quinn.CardAsync("Done and verified: Start");
        Assert.StartsWith("Too late: Ben Cole", await ben.ClickAsync(id, "approve", nonce, null), StringComparison.Ordinal);
        Assert.StartsWith("Too late: Ben Cole", await ben.ClickAsync(id, "reject", otherNonce, null), StringComparison.Ordinal);

        var audit = await quinn.AskAsync("audit");
        Assert.All(
            new[] { "approval refused, stale button", "approval refused, not an approver", "approval refused, already decided", "rejection refused, already decided" },
            said => Assert.Contains(said, audit, StringComparison.Ordinal));
        Assert.Single(app.Sandbox.Calls, call => call.Operation == "StartLogging");
        Assert.Equal(ProposalState.AwaitingApproval, (await Store.ProposalAsync(otherId, Stop))!.State);
    }

    [Fact]
    public async Task APlanForAResourceThatVanishedEndsWithoutACall()
    {
        await quinn.AskAsync(Fix);
        var card = await quinn.CardAsync("To be approved", "StartLogging");
        app.Sandbox.Organization.Find(App.Legacy)!.CloudTrail.Trails.RemoveAll(trail => trail.Name == "legacy-trail");

        await ben.ClickAsync(card, "approve");

        await quinn.CardAsync("Not done: Start", "There is no trail");
        await NothingWasDoneAsync();
    }

    [Fact]
    public async Task APlanWhoseRoleCannotBeAssumedEndsWithoutACallAndSaysWhatTheRoleLacks()
    {
        await quinn.AskAsync(Fix);
        var card = await quinn.CardAsync("To be approved", "StartLogging");
        app.Sandbox.Faults.Add("sts:AssumeRole=deny");

        await ben.ClickAsync(card, "approve");

        await quinn.CardAsync("Not done: Start", "sts:SetSourceIdentity");
        await NothingWasDoneAsync();
    }

    /// <summary>A trigger stands for the full disk: every connection meets it, and at the very record that the test means.</summary>
    [Fact]
    public async Task AnApprovalThatCannotBeWrittenDownIsNoneAndCanBeGivenAgain()
    {
        await quinn.AskAsync(Fix);
        var card = await quinn.CardAsync("To be approved", "StartLogging");
        await ExecuteAsync("CREATE TRIGGER no_room BEFORE INSERT ON audit BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END");

        Assert.StartsWith("That did not work (reference", await ben.ClickAsync(card, "approve"), StringComparison.Ordinal);

        Assert.Empty((await Store.ProposalAsync(ChatPerson.ButtonOf(card).Id, Stop))!.Approvals);
        Assert.Contains(await quinn.CardsAsync(), each => each.Contains("To be approved: Start", StringComparison.Ordinal));
        Assert.DoesNotContain(app.Sandbox.Calls, call => call.IsWrite);
        await ExecuteAsync("DROP TRIGGER no_room");
        Assert.StartsWith("You approved", await ben.ClickAsync(card, "approve"), StringComparison.Ordinal);
        await quinn.CardAsync("Done and verified");
        Assert.Single(app.Sandbox.Calls, call => call.Operation == "StartLogging");
        Assert.Null((await AuditChain.VerifyAsync(Store, null, Stop)).Problem);
    }

    [Fact]
    public async Task ACallWhoseOutcomeCannotBeWrittenDownIsShownUnderWayAndIsNotMadeAgain()
    {
        await quinn.AskAsync($"fix cloudtrail-multi-region --account {App.Attic}");
        var card = await quinn.CardAsync("To be approved", "s3:CreateBucket");
        await ExecuteAsync("""CREATE TRIGGER no_room BEFORE INSERT ON audit WHEN NEW.detail LIKE '%"step":2%' AND NEW.detail LIKE '%"stepState":"Done"%' BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END""");
        await ben.ClickAsync(card, "approve");

        await quinn.CardAsync("Executing, step 3 of", "under way");
        await Until.IsSoAsync("PutBucketVersioning was sent", () => app.Sandbox.Calls.Any(call => call.Operation == "PutBucketVersioning"));
        await ExecuteAsync("DROP TRIGGER no_room");
        clock.Advance(TimeSpan.FromMinutes(3));

        await quinn.CardAsync("Done and verified", "AWS requests");
        var done = (await Store.ProposalAsync(ChatPerson.ButtonOf(card).Id, Stop))!;
        Assert.Equal([.. done.Plan.Steps.Zip(done.Steps).Where(step => step.Second.State == StepState.Done).Select(step => step.First.Call.Operation)], app.Sandbox.Calls.Where(call => call.IsWrite).Select(call => call.Operation));
        Assert.Equal((StepState.Done, null), (done.Steps[2].State, done.Steps[2].RequestId));
        Assert.Null((await AuditChain.VerifyAsync(Store, null, Stop)).Problem);
    }

    private async Task NothingWasDoneAsync()
    {
        Assert.Contains("stopped, now failed", await quinn.AskAsync("audit"), StringComparison.Ordinal);
        Assert.DoesNotContain(app.Sandbox.Calls, call => call.IsWrite);
    }

    private async Task ExecuteAsync(string sql)
    {
        using var dialect = Dialect.Of(new StoreOptions { ConnectionString = database.ConnectionString });
        await using var connection = await dialect.OpenAsync(Stop);
        await connection.ExecuteAsync(new CommandDefinition(sql, cancellationToken: Stop));
    }
}
