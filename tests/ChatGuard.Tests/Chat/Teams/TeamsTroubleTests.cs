using ChatGuard.Core.Answers;
using ChatGuard.Doctor;
using ChatGuard.Store;
using ChatGuard.Tests.Chat.Scenarios;
using ChatGuard.Tests.Chat.Web;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ChatGuard.Tests.Chat.Teams;

/// <summary>What goes wrong in Teams alone: a press that is decided later than Teams waits, and places where the app may no longer write though nobody said so.</summary>
public sealed class TeamsTroubleTests(TeamsDriver teams) : IClassFixture<TeamsDriver>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task APressThatIsDecidedLaterThanTeamsWaitsIsAcknowledgedInTimeAndItsOutcomeIsAnEdit()
    {
        var card = await ProposeAsync();
        var known = await KnownAsync(teams.Requester);

        // Nothing can be written until both presses have their answers, however long that takes: neither can have waited for its decision.
        await using (var slow = new SqliteConnection(teams.Database))
        {
            await slow.OpenAsync(Stop);
            await using var writing = await slow.BeginTransactionAsync(Stop);
            await Task.WhenAll(teams.PressAsync(teams.Approver, card, "Approve", "slowly"), teams.PressAsync(teams.Requester, card, "Approve", "my own"));
            foreach (var person in new[] { teams.Approver, teams.Requester })
            {
                Assert.Contains(await teams.SeenAsync(person, Place.Channel), each => each.IsPrivate && each.ThreadOf == card.Id && each.Says("This takes a moment"));
            }

            Assert.True((await teams.AgainAsync(teams.Approver, card)).Has("Approve"));
            teams.Clock.Advance(TimeSpan.FromSeconds(20));
        }

        var done = await teams.WaitAsync(teams.Approver, Place.Channel, "that it is done", each => each.Id == card.Id && each.Has("Undo"));
        Assert.True(done.Says("slowly") && !done.Says("my own"), done.ToString());
        await teams.WaitAsync(teams.Requester, Place.Channel, "the refusal, whichever press came first, below the card", each => !known.Contains(each.Id) && each.ThreadOf == card.Id && each.Says($"{teams.Requester.Name}'s press") && (each.Says("Too late") || each.Says("nothing was changed")));
    }

    [Fact]
    public async Task AChannelThatRefusesIsToldAsBrokenOnceAndTheOthersGoOn()
    {
        var (log, quiet, store) = (Log(), teams.Teams.Channel("quiet"), teams.App.Service<ChatGuard.Store.Store>());
        quiet.IsOpen = true;
        Assert.All(await ExamineAsync("teams", quiet), said => Assert.Equal(Health.Well, said.Health));
        quiet.IsOpen = false;

        foreach (var (day, words) in new[] { (1, "the first of both"), (2, "the second of both") })
        {
            Assert.True(await store.CommitDigestAsync(new DigestSlot("both", new DateOnly(2026, 3, day)), [Message(quiet.Id, words), Message(teams.Room.Id, words)], [], Stop));
            await teams.WaitAsync(teams.Requester, Place.Channel, words, each => each.Says(words));
            await UntilAsync($"{words} is given up", () => Refused(quiet) == day);
            teams.Clock.Advance(TimeSpan.FromHours(2));
        }

        // What is posted two hours later goes out after whatever was to be tried again.
        Assert.True(await store.CommitDigestAsync(new DigestSlot("one", new DateOnly(2026, 3, 1)), [Message(teams.Room.Id, "the last")], [], Stop));
        await teams.WaitAsync(teams.Requester, Place.Channel, "the last", each => each.Says("the last"));
        Assert.Equal(2, Refused(quiet));
        Assert.Single(log.Lines, line => line.Contains($"teams:{quiet.Id} is gone", StringComparison.Ordinal) && line.Contains("the app is not in that team or chat", StringComparison.Ordinal));
        Assert.Single(await ExamineAsync("teams", quiet, teams.Room), said => said.Health == Health.Wrong && said.What.Contains(quiet.Id, StringComparison.Ordinal));
        Assert.Single(await ExamineAsync("delivery"), said => said.What.Contains($"teams:{quiet.Id} did not take its last message", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AnAnswerToSomebodyWhoBlockedTheAppIsGivenUpAtOnceAndDoctorSaysSoUntilOneArrives()
    {
        var (log, chat) = (Log(), teams.Teams.Personal(teams.Teams.Person(teams.Requester.Name)));
        chat.IsOpen = false;
        await teams.DirectAsync(teams.Requester, "accounts");
        await UntilAsync("the answer is given up", () => log.Lines.Any(line => line.StartsWith("Working off delivery", StringComparison.Ordinal) && line.EndsWith("given up", StringComparison.Ordinal)));

        Assert.Equal(1, Refused(chat));
        var lost = await UntilAsync(async () => (await ExamineAsync("delivery")).SingleOrDefault(said => said.What.StartsWith("1 message from teams not answered", StringComparison.Ordinal)));
        Assert.Equal(Health.Wrong, lost.Health);
        Assert.Contains("the app was blocked or removed there", lost.What, StringComparison.Ordinal);

        chat.IsOpen = true;
        await teams.DirectAsync(teams.Requester, "accounts");
        await teams.WaitAsync(teams.Requester, Place.Direct, "the accounts", each => each.Says("4 accounts"));
        await UntilAsync(async () => (await ExamineAsync("delivery")).SingleOrDefault(said => said.Health == Health.Off && said.What.EndsWith("later ones were answered", StringComparison.Ordinal)));
        Assert.Equal(1, Refused(chat));
    }

    private CapturedLog Log()
    {
        var log = new CapturedLog();
        teams.App.Service<ILoggerFactory>().AddProvider(log);
        return log;
    }

    private int Refused(TeamsChat chat) => teams.Teams.Calls.Count(call => call.StartsWith("POST 403 ", StringComparison.Ordinal) && (chat.Kind == "channel" ? call == "POST 403 conversations" : call.Contains(chat.Id, StringComparison.Ordinal)));

    private static OutboxMessage Message(string channel, string words) => new(0, $"trouble/{channel}/{words}", new ChannelRef("teams", channel), null, new Answer(words, Tone.Neutral, []), 0);

    private Task<IReadOnlyList<Diagnosis>> ExamineAsync(string part, params TeamsChat[] channels) =>
        teams.App.Service<IEnumerable<DoctorCheck>>().Single(check => check.Part == part).ExamineAsync([.. channels.Select(channel => new ChannelRef("teams", channel.Id))], Stop);

    private async Task<Seen> ProposeAsync()
    {
        var trail = teams.App.Sandbox.Organization.Find(Tests.App.Legacy)!.CloudTrail.Trails.Single(each => each.Name == "legacy-trail");
        trail.IsLogging = false;
        trail.StopLoggingTime = teams.Clock.GetUtcNow();
        teams.Clock.Advance(TimeSpan.FromMinutes(2));
        var known = await KnownAsync(teams.Approver);
        await teams.CommandAsync(teams.Requester, "fix cloudtrail-logging-on --account northwind-legacy --fresh");
        return await teams.WaitAsync(teams.Approver, Place.Channel, "the plan", each => each.Has("Approve") && each.Says("legacy-trail") && !known.Contains(each.Id));
    }

    private async Task<HashSet<string>> KnownAsync(Person who) => [.. (await teams.SeenAsync(who, Place.Channel)).Select(each => each.Id)];

    private static async Task UntilAsync(string what, Func<bool> isSo) => Assert.NotNull(await UntilAsync(() => Task.FromResult(isSo() ? what : null)));

    private static async Task<T> UntilAsync<T>(Func<Task<T?>> find)
        where T : class
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(ChatDriver.Patience);
        while (true)
        {
            if (await find() is { } found)
            {
                return found;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, limit.Token);
        }
    }
}
