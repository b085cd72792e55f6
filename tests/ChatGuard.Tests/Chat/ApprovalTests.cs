using ChatGuard.Chat;
using ChatGuard.Commands;
using ChatGuard.Core.Proposals;
using ChatGuard.Remediations;
using ChatGuard.Store;
using Xunit;

namespace ChatGuard.Tests.Chat;

/// <summary>From the question to the undo, through the front door of the whole application over its sandbox.</summary>
public sealed class ApprovalTests : IAsyncLifetime
{
    private const string Fix = "fix cloudtrail-logging-on --account 111122223333";

    private readonly TempDatabase database = new();
    private WholeApp app = null!;
    private ChatPerson anna = null!;
    private ChatPerson ben = null!;
    private ChatPerson quinn = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        app = await WholeApp.StartAsync(
            database, "--ChatGuard:Remediation:Pause=00:00:00.05",
            $"--ChatGuard:Approvals:Rules:0:Accounts:0={App.Attic}", "--ChatGuard:Approvals:Rules:0:Required=2", "--ChatGuard:Approvals:Rules:0:Approvers:0=web:anna.berg", "--ChatGuard:Approvals:Rules:0:Approvers:1=web:ben.cole",
            "--ChatGuard:Approvals:Rules:1:Approvers:0=web:anna.berg", "--ChatGuard:Approvals:Rules:1:Approvers:1=web:ben.cole", "--ChatGuard:Approvals:Rules:1:BreakGlass:0=web:anna.berg", "--ChatGuard:Approvals:Rules:1:Notify:0=web:general");
        (anna, ben, quinn) = (new(app.Address, "web:anna.berg"), new(app.Address, "web:ben.cole"), new(app.Address, "web:quinn.baker"));
    }

    public async ValueTask DisposeAsync()
    {
        anna.Dispose();
        ben.Dispose();
        quinn.Dispose();
        await app.DisposeAsync();
        database.Dispose();
    }

    [Fact]
    public async Task APlanIsShownApprovedByASecondPersonExecutedVerifiedAndUndoneByAPlanOfItsOwn()
    {
        Assert.Contains("To be approved by one person", await anna.AskAsync(Fix), StringComparison.Ordinal);
        var card = await anna.CardAsync("To be approved", "cloudtrail:StartLogging", "IsLogging: false → true", ">Ben Cole<");
        Assert.Equal(["approve", "reject", "break-glass"], ChatPerson.Verbs(card));
        Assert.StartsWith("You asked for this yourself", await anna.ClickAsync(card, "approve"), StringComparison.Ordinal);
        Assert.StartsWith("You are not an approver", await quinn.ClickAsync(card, "approve"), StringComparison.Ordinal);
        Assert.DoesNotContain(app.Sandbox.Calls, call => call.Operation == "StartLogging");

        Assert.StartsWith("You approved; it is being executed", await ben.ClickAsync(card, "approve", "the trail must log"), StringComparison.Ordinal);
        var done = await anna.CardAsync("Done and verified", "Ben Cole", "the trail must log");
        Assert.StartsWith("Too late: Ben Cole", await ben.ClickAsync(card, "approve"), StringComparison.Ordinal);
        Assert.Equal(["undo"], ChatPerson.Verbs(done));
        Assert.Single(app.Sandbox.Calls, call => call.Operation == "StartLogging");
        Assert.DoesNotContain(await anna.CardsAsync(), each => each.Contains("To be approved: Start", StringComparison.Ordinal));

        Assert.StartsWith("To be approved by one person", await ben.ClickAsync(done, "undo"), StringComparison.Ordinal);
        var undo = await anna.CardAsync("To be approved", "Undo:", "cloudtrail:StopLogging");
        Assert.StartsWith("You asked for this yourself", await ben.ClickAsync(undo, "approve"), StringComparison.Ordinal);
        Assert.StartsWith("You approved", await anna.ClickAsync(undo, "approve"), StringComparison.Ordinal);
        await anna.CardAsync("Undone", "by plan");
        await anna.CardAsync("Done and verified", "Undo:");
        Assert.Single(app.Sandbox.Calls, call => call.Operation == "StopLogging");
        Assert.Null((await AuditChain.VerifyAsync(app.Service<ChatGuard.Store.Store>(), null, Stop)).Problem);
    }

    [Fact]
    public async Task TwoPeopleApproveWhereARuleAsksForTwoAndEachStepIsShown()
    {
        Assert.Contains("To be approved by 2 people", await quinn.AskAsync($"fix cloudtrail-multi-region --account {App.Attic}"), StringComparison.Ordinal);
        var card = await quinn.CardAsync("To be approved", "s3:CreateBucket", "cloudtrail:StartLogging");

        Assert.Equal("You approved; one more person has to", await anna.ClickAsync(card, "approve"));
        Assert.StartsWith("You approved this already", await anna.ClickAsync(card, "approve"), StringComparison.Ordinal);
        await quinn.CardAsync("1 of 2 approved", "Anna Berg");
        Assert.StartsWith("You approved; it is being executed", await ben.ClickAsync(card, "approve"), StringComparison.Ordinal);

        await quinn.CardAsync("Done and verified", "Anna Berg", "Ben Cole");
        Assert.Single(app.Sandbox.Calls, call => call.Operation == "CreateTrail");
    }

    [Fact]
    public async Task WhatIsRefusedIsToldKindlyAndWrittenDown()
    {
        await anna.AskAsync(Fix);
        var card = await anna.CardAsync("To be approved", "StartLogging");
        var (id, nonce) = ChatPerson.ButtonOf(card);
        Assert.Contains("A plan for this is open already", await ben.AskAsync(Fix), StringComparison.Ordinal);

        Assert.StartsWith("There is no such plan", await ben.ClickAsync("aaaaaaaaaa", "approve", nonce, null), StringComparison.Ordinal);
        Assert.StartsWith("There is no such plan", await ben.ClickAsync("'; DROP TABLE proposals", "open", nonce, null), StringComparison.Ordinal);
        Assert.StartsWith("This button belongs to an earlier state", await ben.ClickAsync(id, "approve", new string('0', 32), null), StringComparison.Ordinal);
        Assert.StartsWith("That does not fit", await ben.ClickAsync(id, "review", nonce, null), StringComparison.Ordinal);
        Assert.StartsWith("This cannot be undone", await ben.ClickAsync(id, "undo", nonce, null), StringComparison.Ordinal);
        Assert.StartsWith("You are not among those who may break the glass", await ben.ClickAsync(id, "break-glass", nonce, "now"), StringComparison.Ordinal);
        Assert.StartsWith("You rejected it", await ben.ClickAsync(card, "reject", "not today"), StringComparison.Ordinal);
        Assert.StartsWith("Too late: Ben Cole rejected it", await anna.ClickAsync(card, "reject"), StringComparison.Ordinal);

        await anna.CardAsync("Rejected", "not today");
        var audit = await anna.AskAsync("audit");
        Assert.All(
            new[] { "approval refused, no such plan", "opening refused, no such plan", "approval refused, stale button", "review refused, out of turn", "undo refused: This cannot be undone", "breaking of the glass refused, not an approver", "rejection, now rejected: not today", "rejection refused, already decided" },
            said => Assert.Contains(said, audit, StringComparison.Ordinal));
        Assert.DoesNotContain(app.Sandbox.Calls, call => call.Operation == "StartLogging");
        Assert.Null((await AuditChain.VerifyAsync(app.Service<ChatGuard.Store.Store>(), null, Stop)).Problem);
    }

    [Fact]
    public async Task ABrokenGlassIsToldWhereApproversLookAndItsReviewIsOwedUntilSomebodyElseDidIt()
    {
        using var approvers = new ChatPerson(app.Address, "web:ben.cole", "general");
        await quinn.AskAsync(Fix);
        var card = await quinn.CardAsync("To be approved", "StartLogging");
        Assert.StartsWith("Breaking the glass needs a reason", await anna.ClickAsync(card, "break-glass"), StringComparison.Ordinal);
        Assert.StartsWith("You broke the glass", await anna.ClickAsync(card, "break-glass", "the account is under attack"), StringComparison.Ordinal);

        var done = await approvers.CardAsync("Done and verified", "broke the glass", "the account is under attack");
        Assert.Equal(2, (await approvers.CardsAsync()).Count);
        Assert.Contains("1 review owed", await quinn.AskAsync("proposals"), StringComparison.Ordinal);
        Assert.Contains("An approver has to review it", await quinn.AskAsync("audit"), StringComparison.Ordinal);
        Assert.StartsWith("You broke the glass yourself", await anna.ClickAsync(done, "review"), StringComparison.Ordinal);
        Assert.StartsWith("You reviewed it", await approvers.ClickAsync(done, "review", "it was right"), StringComparison.Ordinal);

        Assert.Equal(["undo"], ChatPerson.Verbs(await quinn.CardAsync("Done and verified", "reviewed it", "it was right")));
        Assert.DoesNotContain("review owed", await quinn.AskAsync("proposals"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnUndoIsRefusedWithTheDifferenceWhereSomebodyChangedTheResourceSince()
    {
        await quinn.AskAsync(Fix);
        await anna.ClickAsync(await quinn.CardAsync("To be approved", "StartLogging"), "approve");
        var done = await quinn.CardAsync("Done and verified");
        var proposal = (await app.Service<ChatGuard.Store.Store>().ProposalAsync(ChatPerson.ButtonOf(done).Id, Stop))!;
        var back = UndoPlan.Of(proposal);
        var session = await app.Service<OpenAccount>()(App.Legacy).OpenRemediationAsync("somebody00", new Actor("web:somebody", "Somebody"), back, Stop);
        await session.SendAsync(back.Steps[0].Call, Stop);

        var refused = await ben.ClickAsync(done, "undo");

        Assert.Contains("Somebody changed it since", refused, StringComparison.Ordinal);
        Assert.Contains("IsLogging: true → false", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatNoApiCanDoComesAsStepsAndIsReadAgainOnceItIsDone()
    {
        var guide = await anna.AskAsync($"fix root-mfa-enabled --account {App.Legacy}");
        Assert.Contains("ChatGuard cannot do this by itself", guide, StringComparison.Ordinal);
        Assert.Contains($"data-command=\"check root-mfa-enabled --account {App.Legacy} --fresh\"", guide, StringComparison.Ordinal);

        var choices = await anna.AskAsync("fix guardduty-enabled-all-regions");
        Assert.Contains("choose one", choices, StringComparison.Ordinal);
        Assert.Contains("Nothing to fix", await anna.AskAsync($"fix cloudtrail-logging-on --account {App.Core}"), StringComparison.Ordinal);
        Assert.Contains("There is no trail nonsense", await anna.AskAsync($"fix cloudtrail-logging-on nonsense --account {App.Legacy}"), StringComparison.Ordinal);

        var typed = await app.Service<Conversation>().AnswerAsync(new Question(Fix, "console"), Stop);
        Assert.StartsWith("What would be done: Start the trail", typed.Answer.Title, StringComparison.Ordinal);
        Assert.Empty(await app.Service<ChatGuard.Store.Store>().OpenProposalsAsync(Stop));
    }
}
