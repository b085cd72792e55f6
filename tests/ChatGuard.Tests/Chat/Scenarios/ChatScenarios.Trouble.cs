using System.Net;
using ChatGuard.Core.Proposals;
using Xunit;

namespace ChatGuard.Tests.Chat.Scenarios;

/// <summary>What goes wrong between a chat platform and ChatGuard.</summary>
public abstract partial class ChatScenarios
{
    private static readonly TimeSpan TenMinutes = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task ARetriedMessageIsAnsweredOnce()
    {
        var known = await KnownAsync(chat.Requester);
        await chat.MentionAsync(chat.Requester, "how user-mfa-enabled");
        await chat.RetryMentionAsync();
        await chat.WaitAsync(chat.Requester, Place.Channel, "the answer", IsIt);
        await chat.RetryMentionAsync();

        // What was said after the retries is answered after them.
        await chat.MentionAsync(chat.Requester, "how iam-support-role");
        await chat.WaitAsync(chat.Requester, Place.Channel, "the next answer", each => !known.Contains(each.Id) && each.Says(HowTo("iam-support-role")));
        Assert.Single(await chat.SeenAsync(chat.Requester, Place.Channel), IsIt);

        bool IsIt(Seen each) => !known.Contains(each.Id) && each.Says(HowTo("user-mfa-enabled"));
    }

    [Fact]
    public async Task AReplayedClickDoesNothingAgain()
    {
        var card = await ProposeAsync();
        await chat.PressAsync(chat.Approver, card, "Approve", "once");
        var done = await DoneAsync(card);
        var seen = await KnownAsync(chat.Requester);

        await chat.ReplayClickAsync(late: false);
        Assert.True(await chat.ReplayClickAsync(late: true));

        await chat.CommandAsync(chat.Requester, "help");
        await chat.WaitAsync(chat.Requester, Place.Channel, "the help", each => each.Says("users-without-mfa") && each.Says("rotate-report") && !seen.Contains(each.Id));
        Assert.Equal(done.Text, (await chat.AgainAsync(chat.Approver, card)).Text);
        Assert.DoesNotContain(await chat.SeenAsync(chat.Requester, Place.Channel), each => !each.IsPrivate && each.Has("Approve") && !seen.Contains(each.Id));
        Assert.Equal(["StartLogging"], Writes());
    }

    [Fact]
    public async Task AForgedRequestIsRefusedAtTheDoor()
    {
        var card = await ProposeAsync();

        var forged = await chat.ForgeAsync(chat.Approver, card, "Approve");

        Assert.NotEmpty(forged);
        Assert.All(forged, each => Assert.True(each.Refused, each.How));
        Assert.True((await chat.AgainAsync(chat.Approver, card)).Has("Approve"));
        Assert.Empty(Writes());
        await RejectAsync(card);
    }

    [Fact]
    public async Task AClickWhoseConnectionBrokeCanBeMadeAgainAndCountsOnce()
    {
        var card = await ProposeAsync();

        await chat.PressAndDropAsync(chat.Approver, card, "Approve", "the first time");
        if ((await chat.AgainAsync(chat.Approver, card)).Has("Approve"))
        {
            await chat.PressAsync(chat.Approver, card, "Approve", "the second time");
        }

        var done = await DoneAsync(card);
        Assert.True(done.Says("the first time") ^ done.Says("the second time"), done.ToString());
        Assert.Equal(["StartLogging"], Writes());
    }

    [Fact]
    public async Task AfterTenMinutesDownThePlatformShowsWhatHappenedMeanwhile()
    {
        var card = await ProposeAsync();
        await chat.GoDownAsync();
        try
        {
            await ApproveElsewhereAsync();
            chat.Clock.Advance(TenMinutes);
        }
        finally
        {
            await chat.ComeBackAsync();
        }

        await CaughtUpAsync(card);
    }

    [Fact]
    public async Task WithItsTokenRevokedChatGuardGoesOnAndCatchesUpWhenItHoldsAgain()
    {
        var card = await ProposeAsync();
        await chat.RevokeAsync();
        try
        {
            await ApproveElsewhereAsync();
            using var client = new HttpClient();
            using var live = await client.GetAsync(new Uri(chat.App.Address, "/health/live"), Stop);
            Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        }
        finally
        {
            await chat.RestoreAsync();
        }

        // Whatever waits before it tries again has waited by then.
        chat.Clock.Advance(TenMinutes);
        await CaughtUpAsync(card);
    }

    [Fact]
    public async Task WhoMayBeTheOneWhoAskedUnderAnotherNameCannotApproveInAnotherChat()
    {
        var card = await ProposeAsync();

        var (_, reply) = await WebApprover.ClickAsync(chat.App, WebApprover.Unknown);

        Assert.Contains($"cannot tell whether you ({WebApprover.Unknown}) and ", reply, StringComparison.Ordinal);
        Assert.Contains(chat.Requester.Id, reply, StringComparison.Ordinal);
        await RejectAsync(card);
    }

    private async Task ApproveElsewhereAsync()
    {
        var proposal = await WebApprover.ApproveAsync(chat.App);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(ChatDriver.Patience);
        while ((await chat.App.Service<ChatGuard.Store.Store>().ProposalAsync(proposal.Id, limit.Token))!.State != ProposalState.Done)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, limit.Token);
        }

        Assert.Equal(["StartLogging"], Writes());
    }

    private async Task CaughtUpAsync(Seen card)
    {
        await DoneAsync(card);
        var known = await KnownAsync(chat.Requester);
        await chat.MentionAsync(chat.Requester, "accounts");
        await chat.WaitAsync(chat.Requester, Place.Channel, "an answer after it", each => !known.Contains(each.Id) && each.Says("4 accounts"));
        Assert.Equal(["StartLogging"], Writes());
    }
}
