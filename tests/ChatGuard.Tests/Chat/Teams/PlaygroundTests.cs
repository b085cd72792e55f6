using ChatGuard.Tests.Chat.Scenarios;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ChatGuard.Tests.Chat.Teams;

/// <summary>
/// Microsoft's own test client drives ChatGuard through Chromium. The tokens are real ones, of a test's issuer: a proxy between the two signs what the
/// playground sends, and checks what ChatGuard sends. Who is at the keyboard changes in the proxy, for the playground has one user.
/// </summary>
public sealed class PlaygroundTests : IAsyncLifetime
{
    private readonly TempDatabase database = new();
    private PlaygroundProxy proxy = null!;
    private WholeApp app = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        proxy = await PlaygroundProxy.StartAsync();
        app = await WholeApp.StartAsync(
            database,
            [
                .. proxy.Settings,
                "--ChatGuard:Digests:0:Name=morning", $"--ChatGuard:Digests:0:Channel=teams:{Playground.ChannelId}", "--ChatGuard:Digests:0:Cron=0/2 * * * * ?",
                "--ChatGuard:Approvals:Rules:0:Required=1",
                $"--ChatGuard:Approvals:Rules:0:Approvers:0={Id(Playground.Rosa)}", $"--ChatGuard:Approvals:Rules:0:Approvers:1={Id(Playground.Ben)}",
                $"--ChatGuard:Asking:Rules:0:Askers:0={Id(Playground.Rosa)}", $"--ChatGuard:Asking:Rules:0:Askers:1={Id(Playground.Ben)}",
            ]);
        proxy.Bot = app.Address;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await proxy.DisposeAsync();
        database.Dispose();
    }

    [Fact]
    public async Task SomebodyAsksReadsTheDigestIsRefusedAndASecondPersonApproves()
    {
        await using var teams = await Playground.StartAsync(proxy, Stop);
        SetDefaultExpectTimeout(120_000);

        var digest = teams.Cards.Filter(new() { HasText = "igest of 20" });
        await Expect(digest.First).ToBeVisibleAsync();
        await teams.PictureAsync("teams-1-digest");

        await teams.MentionAsync("posture --account northwind-legacy");
        await Expect(teams.Cards.Filter(new() { HasText = "of 100 (grade F)" }).First).ToBeVisibleAsync();
        await teams.PictureAsync("teams-2-answer");

        StopTrail();
        await teams.MentionAsync("fix cloudtrail-logging-on --account northwind-legacy --fresh");
        var plan = teams.Cards.Filter(new() { HasText = "StartLogging" }).First;
        await Expect(plan.GetByRole(AriaRole.Button, new() { Name = "Approve" })).ToBeVisibleAsync();
        await plan.ScrollIntoViewIfNeededAsync();
        await teams.PictureAsync("teams-3-plan");

        await plan.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await Expect(teams.Page.GetByText("You asked for this yourself, so somebody else has to approve it.").First).ToBeVisibleAsync();
        Assert.Empty(Writes());
        await teams.PictureAsync("teams-4-refusal");

        proxy.AtKeyboard = Playground.Ben;
        await plan.GetByRole(AriaRole.Textbox).FillAsync("the trail has to log");
        await plan.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await Expect(plan.GetByText("erified").First).ToBeVisibleAsync();
        await Expect(plan).ToContainTextAsync("the trail has to log");
        await Expect(plan.GetByRole(AriaRole.Button, new() { Name = "Approve" })).ToHaveCountAsync(0);
        await teams.PictureAsync("teams-5-verified");

        Assert.Equal(["StartLogging"], Writes());
        Assert.DoesNotContain(proxy.Passed, each => each.EndsWith("401", StringComparison.Ordinal) || each.EndsWith("403", StringComparison.Ordinal) || each.EndsWith("500", StringComparison.Ordinal));
        Assert.Contains("invoke 200", proxy.Passed);
        Assert.Contains("PUT 200", proxy.Passed);
    }

    private static string Id((string Id, string Name, string AadObjectId) person) => $"teams:{FakeTeams.Tenant}/{person.AadObjectId}";

    private void StopTrail()
    {
        var trail = app.Sandbox.Organization.Find(App.Legacy)!.CloudTrail.Trails.Single(each => each.Name == "legacy-trail");
        trail.IsLogging = false;
        trail.StopLoggingTime = TimeProvider.System.GetUtcNow();
    }

    private List<string> Writes() => [.. app.Sandbox.Calls.Where(call => call.IsWrite && call.Service == "cloudtrail").Select(call => call.Operation)];
}
