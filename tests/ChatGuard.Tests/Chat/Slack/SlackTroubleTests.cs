using System.Text.Json.Nodes;
using ChatGuard.Core.Proposals;
using ChatGuard.Policies;
using ChatGuard.Remediations;
using ChatGuard.Tests.Chat.Scenarios;
using ChatGuard.Tests.Chat.Slack.Fake;
using Xunit;

namespace ChatGuard.Tests.Chat.Slack;

/// <summary>What only Slack does to ChatGuard: lost answers, 429, triggers that are over, an older workspace, people who are no longer what they were, the Home tab.</summary>
[Collection(nameof(SlackHttpScenarios))]
public sealed class SlackTroubleTests(SlackHttpDriver slack) : IAsyncLifetime
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Whatever a test before left waiting, as one that failed does, is rejected: no test finds another one's plans.</summary>
    public async ValueTask InitializeAsync()
    {
        var (store, approvals) = (slack.App.Service<ChatGuard.Store.Store>(), slack.App.Service<Approvals>());
        foreach (var left in await WaitingAsync())
        {
            await store.DecideAsync(left.Id, new ProposalEvent.Reject(new Actor(WebApprover.Id, "The next test"), left.Nonce, "left over"), approvals.Of(left.Plan), Ids.NewNonce(), Stop);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task AMessageWhoseAnswerWasLostIsFoundAndNotPostedAgain()
    {
        var (known, calls) = (await KnownAsync(slack.Requester, Place.Direct), slack.Slack.Calls.Count);
        slack.Slack.Faults.LoseAnswers("chat.postMessage", 1);

        await slack.DirectAsync(slack.Requester, "accounts");

        await UntilAsync("ChatGuard looks for the lost message", () => slack.Slack.Calls.Skip(calls).Any(call => call is { Method: "conversations.history", Error: null }));

        // What is said next is answered after it.
        await slack.DirectAsync(slack.Requester, "how root-mfa-enabled");
        await slack.WaitAsync(slack.Requester, Place.Direct, "the next answer", each => !known.Contains(each.Id) && each.Says("How to fix"));
        Assert.Single(await slack.SeenAsync(slack.Requester, Place.Direct), each => !known.Contains(each.Id) && each.Says("4 accounts"));
        Assert.Single(slack.Slack.Calls.Skip(calls), call => call.Method == "chat.postMessage" && call.Call!.Text("text")!.Contains("4 accounts", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AnAcknowledgementDoesNotWaitForTheAnswerAndA429IsWaitedOut()
    {
        var (known, calls) = (await KnownAsync(slack.Requester, Place.Direct), slack.Slack.Calls.Count);
        slack.Slack.Limits.Storm("chat.postMessage", 2, 1);

        await slack.DirectAsync(slack.Requester, "accounts");

        Assert.DoesNotContain(await slack.SeenAsync(slack.Requester, Place.Direct), each => !known.Contains(each.Id));
        await slack.WaitAsync(slack.Requester, Place.Direct, "the answer", each => !known.Contains(each.Id) && each.Says("4 accounts"));
        Assert.Equal(["ratelimited", "ratelimited", null], slack.Slack.Calls.Skip(calls).Where(call => call.Method == "chat.postMessage").Select(call => call.Error));
    }

    [Fact]
    public async Task WhenSlackDidNotOpenTheDialogThePersonIsToldToPressAgain()
    {
        var card = await ProposeAsync();
        var known = await KnownAsync(slack.Approver);
        slack.Slack.Triggers.Life = TimeSpan.FromTicks(-1);
        try
        {
            await slack.PressAsync(slack.Approver, card, "Reject", "too late");
            await slack.WaitAsync(slack.Approver, Place.Channel, "to press again", each => each.IsPrivate && !known.Contains(each.Id) && each.Says("Press the button again"));
        }
        finally
        {
            slack.Slack.Triggers.Life = TimeSpan.FromMinutes(1);
        }

        await RejectAsync(card);
    }

    [Fact]
    public async Task AnApproverWhoLeftTheGroupOrTheCompanyIsNoApproverAnyMore()
    {
        var (left, gone) = (slack.Approvers[40], slack.Approvers[41]);
        var card = await ProposeAsync();
        var known = (Left: await KnownAsync(left), Gone: await KnownAsync(gone));
        lock (slack.Slack.Workspace.Gate)
        {
            slack.Slack.Workspace.Groups.Values.Single().Members.Remove(SlackDriver.User(left));
            slack.Slack.Workspace.Users[SlackDriver.User(gone)].IsDeleted = true;
        }

        slack.Clock.Advance(TimeSpan.FromMinutes(2));
        await slack.PressAsync(left, card, "Approve", "I was one");
        await slack.PressAsync(gone, card, "Approve", "I was here");
        await slack.WaitAsync(left, Place.Channel, "a refusal", each => each.IsPrivate && !known.Left.Contains(each.Id) && each.Says("not an approver"));
        await slack.WaitAsync(gone, Place.Channel, "a refusal", each => each.IsPrivate && !known.Gone.Contains(each.Id) && each.Says("deactivated"));
        lock (slack.Slack.Workspace.Gate)
        {
            slack.Slack.Workspace.Groups.Values.Single().Members.Add(SlackDriver.User(left));
            slack.Slack.Workspace.Users[SlackDriver.User(gone)].IsDeleted = false;
        }

        Assert.True((await slack.AgainAsync(slack.Approver, card)).Has("Approve"));
        await RejectAsync(card);
    }

    [Fact]
    public async Task TheHomeTabShowsWhatOneMayDecideAndDecidesIt()
    {
        var card = await ProposeAsync();
        var client = slack.Client(slack.Approver);
        await client.OpenHomeAsync();
        await UntilAsync("the Home tab lists the plan", () => Home(slack.Approver)?.Contains("legacy-trail", StringComparison.Ordinal) == true);
        await slack.Client(slack.Requester).OpenHomeAsync();
        await UntilAsync("the requester has a Home tab", () => Home(slack.Requester) is not null);
        Assert.DoesNotContain("legacy-trail", Home(slack.Requester), StringComparison.Ordinal);

        var view = slack.Slack.Workspace.Homes[SlackDriver.User(slack.Approver)];
        var (block, reject, _) = BlockText.Elements(view.Payload["blocks"]).Single(each => BlockText.Label(each.Element, each.Parent).StartsWith("Reject", StringComparison.Ordinal));
        var known = Dialogs(slack.Approver);
        await client.PressAsync(view, block, reject);
        var dialog = await DialogAsync(slack.Approver, known);
        var input = BlockText.Elements(dialog.Payload["blocks"]).Single(each => BlockRules.Value(each.Element["type"]) == "plain_text_input");
        client.Enter(dialog, input.Block, BlockRules.Value(input.Element["action_id"])!, "from the Home tab");
        Assert.True((await client.SubmitAsync(dialog))!.Ok);

        var rejected = await slack.WaitAsync(slack.Requester, Place.Channel, "that it was rejected", each => each.Id == card.Id && each.Says("rejected"));
        Assert.True(rejected.Says("from the Home tab"), rejected.ToString());
    }

    [Fact]
    public async Task AnAnswerIsSharedWithTheChannelWhenTheAskerSaysSo()
    {
        var known = await KnownAsync(slack.Approver);

        await slack.CommandAsync(slack.Requester, "accounts --share");

        var shared = await slack.WaitAsync(slack.Approver, Place.Channel, "the shared answer", each => !known.Contains(each.Id) && each.Says("4 accounts"));
        Assert.False(shared.IsPrivate);
    }

    [Fact]
    public async Task AWorkspaceThatKnowsNoChartsGetsTheTrendWithoutOne()
    {
        var (known, calls) = (await KnownAsync(slack.Requester, Place.Direct), slack.Slack.Calls.Count);
        slack.Slack.Workspace.HasRecentBlocks = false;
        try
        {
            await slack.DirectAsync(slack.Requester, "trend");
            await slack.WaitAsync(slack.Requester, Place.Direct, "the trend", each => !known.Contains(each.Id));
        }
        finally
        {
            slack.Slack.Workspace.HasRecentBlocks = true;
        }

        Assert.All(slack.Slack.Calls.Skip(calls), call => Assert.True(call.Error is null or "invalid_blocks" or "ratelimited", $"{call.Method}: {call.Error}"));
    }

    private async Task<Seen> ProposeAsync()
    {
        Assert.Empty(await WaitingAsync());
        var trail = slack.App.Sandbox.Organization.Find(Tests.App.Legacy)!.CloudTrail.Trails.Single(each => each.Name == "legacy-trail");
        trail.IsLogging = false;
        trail.StopLoggingTime = slack.Clock.GetUtcNow();
        slack.Clock.Advance(TimeSpan.FromMinutes(2));
        var known = await KnownAsync(slack.Approver);
        await slack.CommandAsync(slack.Requester, "fix cloudtrail-logging-on --account northwind-legacy --fresh");
        return await slack.WaitAsync(slack.Approver, Place.Channel, "the plan", each => each.Has("Approve") && each.Says("legacy-trail") && !known.Contains(each.Id));
    }

    private async Task RejectAsync(Seen card)
    {
        await slack.PressAsync(slack.Approver, card, "Reject", "only a test");
        await slack.WaitAsync(slack.Requester, Place.Channel, "that it was rejected", each => each.Id == card.Id && each.Says("rejected"));
        Assert.Empty(await WaitingAsync());
    }

    private async Task<IReadOnlyList<Proposal>> WaitingAsync() =>
        [.. (await slack.App.Service<ChatGuard.Store.Store>().OpenProposalsAsync(Stop)).Where(each => each.State == ProposalState.AwaitingApproval)];

    private async Task<HashSet<string>> KnownAsync(Person who, Place place = Place.Channel) => [.. (await slack.SeenAsync(who, place)).Select(each => each.Id)];

    private string? Home(Person who)
    {
        lock (slack.Slack.Workspace.Gate)
        {
            return slack.Slack.Workspace.Homes.TryGetValue(SlackDriver.User(who), out var view) ? string.Join('\n', BlockText.Of(view.Payload["blocks"])) : null;
        }
    }

    private HashSet<string> Dialogs(Person who)
    {
        lock (slack.Slack.Workspace.Gate)
        {
            return [.. slack.Slack.Workspace.Views.Values.Where(each => each.User == SlackDriver.User(who)).Select(each => each.Id)];
        }
    }

    /// <summary>The dialog that was opened since and asks something; one that the person left open before is none of it.</summary>
    private async Task<SlackView> DialogAsync(Person who, IReadOnlySet<string> known)
    {
        SlackView? found = null;
        await UntilAsync("a dialog asks for the reason", () =>
        {
            lock (slack.Slack.Workspace.Gate)
            {
                found = slack.Slack.Workspace.Views.Values.SingleOrDefault(each => each.User == SlackDriver.User(who) && !known.Contains(each.Id) && each is { Type: "modal", IsOpen: true, Updates: > 0 });
                return found?.Payload["submit"] is JsonObject;
            }
        });
        return found!;
    }

    private static async Task UntilAsync(string what, Func<bool> holds)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(ChatDriver.Patience);
        while (!holds())
        {
            Assert.False(limit.IsCancellationRequested, $"it did not come to pass that {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
        }
    }
}
