using ChatGuard.Core.Checks;
using Xunit;

namespace ChatGuard.Tests.Chat.Scenarios;

/// <summary>
/// What people do with ChatGuard on any chat platform, the same on all: each platform runs this list once for each of its transports, and may add its own.
/// Every scenario asks for the plan that starts a stopped CloudTrail trail of the sandbox, and counts what the sandbox was really told to do.
/// </summary>
public abstract partial class ChatScenarios(ChatDriver chat)
{
    private const string Trail = "legacy-trail";
    private const string Fix = "fix cloudtrail-logging-on --account northwind-legacy --fresh";

    private readonly int callsBefore = chat.App.Sandbox.Calls.Count;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ACommandIsAnswered()
    {
        var known = await KnownAsync(chat.Requester);
        await chat.CommandAsync(chat.Requester, "how root-mfa-enabled");

        var answer = await chat.WaitAsync(chat.Requester, Place.Channel, "how to fix root-mfa-enabled", each => !known.Contains(each.Id) && each.Says(HowTo("root-mfa-enabled")));

        Assert.Equal(chat.AnswersPrivately, answer.IsPrivate);
        Assert.Equal(chat.AnswersPrivately, (await chat.SeenAsync(chat.Approver, Place.Channel)).All(each => each.Id != answer.Id));
    }

    [Fact]
    public async Task AMentionInTheChannelIsAnswered()
    {
        var known = await KnownAsync(chat.Requester);
        await chat.MentionAsync(chat.Requester, "check cloudtrail-logging-on");

        var answer = await chat.WaitAsync(chat.Requester, Place.Channel, "the check's answer", each => !known.Contains(each.Id) && each.Says(Check.Find("cloudtrail-logging-on")!.Title) && each.Says(Trail));

        Assert.Contains("sandbox", answer.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task APlainWordInADirectMessageIsAnsweredThere()
    {
        var known = (await chat.SeenAsync(chat.Requester, Place.Direct)).Select(each => each.Id).ToHashSet();
        await chat.DirectAsync(chat.Requester, "accounts");

        var answer = await chat.WaitAsync(chat.Requester, Place.Direct, "the accounts", each => !known.Contains(each.Id) && each.Says("4 accounts"));

        Assert.Contains("northwind-legacy", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(await chat.SeenAsync(chat.Approver, Place.Direct), each => each.Id == answer.Id);
    }

    [Fact]
    public async Task ADigestComesByItselfOnceWithItsDetailsInTheThread()
    {
        var digest = await chat.WaitAsync(chat.Requester, Place.Channel, "the digest", each => each is { ThreadOf: null, IsPrivate: false } && each.Says("Digest of "));
        var details = await chat.WaitAsync(chat.Requester, Place.Channel, "its details", each => each.ThreadOf == digest.Id && !each.IsPrivate);

        Assert.Contains("northwind-legacy", details.Text, StringComparison.Ordinal);
        Assert.Equal(digest.Id, (await chat.WaitAsync(chat.Approver, Place.Channel, "the digest", each => each.Id == digest.Id)).Id);
    }

    [Fact]
    public async Task APlanIsApprovedBySomebodyElseDoneVerifiedAndTakenBack()
    {
        var card = await ProposeAsync();
        Assert.True(card.Says("StartLogging"), card.ToString());
        Assert.Empty(Writes());

        await chat.PressAsync(chat.Approver, card, "Approve", "the trail has to log");

        var done = await DoneAsync(card);
        Assert.True(done.Says("verified") && done.Says(chat.Approver.Name) && done.Says("the trail has to log"), done.ToString());
        Assert.False(done.Has("Approve") || done.Has("Reject"), done.ToString());
        Assert.Equal(["StartLogging"], Writes());
        Assert.Equal(done.Text, (await chat.AgainAsync(chat.Requester, card)).Text);

        var known = await KnownAsync(chat.Requester);
        await chat.PressAsync(chat.Approver, done, "Undo");
        var back = await chat.WaitAsync(chat.Requester, Place.Channel, "the plan that takes it back", each => each.Has("Approve") && !known.Contains(each.Id));
        await chat.PressAsync(chat.Approvers[1], back, "Approve", "it was a test");

        await chat.WaitAsync(chat.Requester, Place.Channel, "that it was taken back", each => each.Id == card.Id && each.Says("Undone: Start the trail"));
        Assert.Equal(["StartLogging", "StopLogging"], Writes());
    }

    [Fact]
    public async Task WhoAskedForItCannotApproveIt()
    {
        var card = await ProposeAsync();

        var known = await KnownAsync(chat.Requester);
        await chat.PressAsync(chat.Requester, card, "Approve", "I am in a hurry");

        await chat.WaitAsync(chat.Requester, Place.Channel, "a refusal", each => each.IsPrivate && !known.Contains(each.Id) && each.Says("nothing was changed"));
        Assert.True((await chat.AgainAsync(chat.Approver, card)).Has("Approve"));
        Assert.Empty(Writes());
        await RejectAsync(card);
    }

    [Fact]
    public async Task AStrangersClickIsRefusedKindlyAndToThemAlone()
    {
        var card = await ProposeAsync();

        var known = await KnownAsync(chat.Stranger);
        await chat.PressAsync(chat.Stranger, card, "Approve", "let me help");

        var refusal = await chat.WaitAsync(chat.Stranger, Place.Channel, "a refusal", each => each.IsPrivate && !known.Contains(each.Id) && each.Says("Nothing was done"));
        Assert.DoesNotContain(await chat.SeenAsync(chat.Requester, Place.Channel), each => each.Id == refusal.Id);
        Assert.True((await chat.AgainAsync(chat.Approver, card)).Has("Approve"));
        Assert.Empty(Writes());
        await RejectAsync(card);
    }

    [Fact]
    public async Task OfFiftyPeopleWhoClickAtOnceOneApprovesAndItIsDoneOnce()
    {
        var card = await ProposeAsync();

        await Task.WhenAll(chat.Approvers.Select(person => Task.Run(() => chat.PressAsync(person, card, "Approve", $"says {person.Name}"))));

        var done = await DoneAsync(card);
        Assert.Single(chat.Approvers, person => done.Says($"says {person.Name}"));
        Assert.Equal(["StartLogging"], Writes());
        var late = chat.Approvers.First(person => !done.Says($"says {person.Name}"));
        await chat.WaitAsync(late, Place.Channel, "that somebody was faster", each => each.IsPrivate && each.Says("Too late"));
    }

    /// <summary>The plan's card, new in the channel and seen by everybody.</summary>
    private async Task<Seen> ProposeAsync()
    {
        var trail = chat.App.Sandbox.Organization.Find(Tests.App.Legacy)!.CloudTrail.Trails.Single(each => each.Name == Trail);
        trail.IsLogging = false;

        // People do not do all of this within one minute, which the platforms' limits are about.
        chat.Clock.Advance(TimeSpan.FromMinutes(2));
        trail.StopLoggingTime = chat.Clock.GetUtcNow();
        var known = await KnownAsync(chat.Approver);
        await chat.CommandAsync(chat.Requester, Fix);
        return await chat.WaitAsync(chat.Approver, Place.Channel, "the plan", each => each.Has("Approve") && each.Says(Trail) && !known.Contains(each.Id));
    }

    private async Task<HashSet<string>> KnownAsync(Person who) => [.. (await chat.SeenAsync(who, Place.Channel)).Select(each => each.Id)];

    private static string HowTo(string check) => $"How to fix: {Check.Find(check)!.Title}";

    private Task<Seen> DoneAsync(Seen card) => chat.WaitAsync(chat.Approver, Place.Channel, "that it is done", each => each.Id == card.Id && each.Has("Undo"));

    private async Task RejectAsync(Seen card)
    {
        await chat.PressAsync(chat.Approver, card, "Reject", "only a test");
        await chat.WaitAsync(chat.Requester, Place.Channel, "that it was rejected", each => each.Id == card.Id && each.Says("rejected"));
        Assert.Empty(Writes());
    }

    /// <summary>What ChatGuard told AWS to change since the scenario began.</summary>
    private List<string> Writes() => [.. chat.App.Sandbox.Calls.Skip(callsBefore).Where(call => call.IsWrite && call.Service == "cloudtrail").Select(call => call.Operation)];
}
