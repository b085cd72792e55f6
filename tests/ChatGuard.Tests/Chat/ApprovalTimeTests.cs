using ChatGuard.Tests.Chat.Scenarios;
using Xunit;

namespace ChatGuard.Tests.Chat;

/// <summary>What time does to a plan while its card is open: through the front door, by a clock that the test moves.</summary>
public sealed class ApprovalTimeTests : IAsyncLifetime
{
    private const string Fix = "fix cloudtrail-logging-on --account 111122223333";

    private readonly DrivenClock clock = new();
    private readonly TempDatabase database = new();
    private WholeApp app = null!;
    private ChatPerson ben = null!;
    private ChatPerson quinn = null!;

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
    public async Task APlanThatExpiresWhileItsCardIsOpenIsShownExpiredAndALateClickIsToldWhen()
    {
        await quinn.AskAsync(Fix);
        var card = await quinn.CardAsync("To be approved", "StartLogging");
        clock.Advance(TimeSpan.FromHours(4));

        // Perhaps before anybody wrote down that it expired.
        Assert.Contains("expired at", await ben.ClickAsync(card, "approve"), StringComparison.Ordinal);

        var expired = await quinn.CardAsync("Expired: Start", "Nobody decided in time; nothing was done.");
        Assert.Empty(ChatPerson.Verbs(expired));
        Assert.DoesNotContain(await quinn.CardsAsync(), each => each.Contains("To be approved: Start", StringComparison.Ordinal));
        Assert.StartsWith("Too late: it expired at", await ben.ClickAsync(card, "approve"), StringComparison.Ordinal);
        var audit = await quinn.AskAsync("audit");
        Assert.Contains("time passed, now expired", audit, StringComparison.Ordinal);
        Assert.Contains("approval refused, already decided", audit, StringComparison.Ordinal);
        Assert.DoesNotContain(app.Sandbox.Calls, call => call.Operation == "StartLogging");
        Assert.Contains("To be approved by one person", await quinn.AskAsync(Fix), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "Done and verified: Start", "Still so a day later")]
    [InlineData(false, "Done, but changed since: Start", "IsLogging: true → false")]
    public async Task ADayLaterTheCardSaysWhetherItStillHolds(bool holds, string title, string said)
    {
        await quinn.AskAsync(Fix);
        await ben.ClickAsync(await quinn.CardAsync("To be approved", "StartLogging"), "approve");
        var done = await quinn.CardAsync("Done and verified");
        Assert.DoesNotContain("a day later", done, StringComparison.Ordinal);
        if (!holds)
        {
            app.Sandbox.Organization.Find(App.Legacy)!.CloudTrail.Trails.Single(trail => trail.Name == "legacy-trail").IsLogging = false;
        }

        clock.Advance(TimeSpan.FromHours(24));

        await quinn.CardAsync(title, said);
        Assert.DoesNotContain(await quinn.CardsAsync(), each => each.Contains("cloudtrail:StartLogging", StringComparison.Ordinal) && !each.Contains(said, StringComparison.Ordinal));
        Assert.Contains("second look", await quinn.AskAsync("audit"), StringComparison.Ordinal);
        Assert.Single(app.Sandbox.Calls, call => call.Operation == "StartLogging");
    }
}
