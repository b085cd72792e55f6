using System.Text.Json.Nodes;
using ChatGuard.Sandbox;
using ChatGuard.Tests.Sandbox;
using Xunit;

namespace ChatGuard.Tests.Aws;

/// <summary>AWS renews its credential report every four hours at most; a fresh answer is nevertheless true now, and a cached one says its age.</summary>
public sealed class FreshnessTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AFreshAnswerIsTrueThoughTheReportIsOld()
    {
        await using var app = await App.StartAsync();
        var aws = new AwsCli(app.Sandbox, app.Sandbox.CredentialsFor(App.Core));
        var before = await AccountAsync(app, "rotate-report");
        Assert.Equal("active", StatusOf(before, "AKIADAZ65E7QVEXAMPLE"));

        app.Clock.Advance(TimeSpan.FromHours(1));
        await aws.RunAsync("iam update-access-key --user-name svc-legacy --access-key-id AKIADAZ65E7QVEXAMPLE --status Inactive", Stop);
        await aws.RunAsync("iam create-user --user-name nina.new", Stop);
        await aws.RunAsync("iam create-login-profile --user-name nina.new --password N0t-a-real-password!", Stop);
        await aws.RunAsync("iam delete-login-profile --user-name kurt.stein", Stop);

        Assert.Equal("inactive", StatusOf(await AccountAsync(app, "rotate-report --fresh"), "AKIADAZ65E7QVEXAMPLE"));
        Assert.Equal(["nina.new"], Users(await AccountAsync(app, "users-without-mfa")));
        Assert.Contains("credential report made 1 hour ago", await app.TextAsync($"users-without-mfa --account {App.Core}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ALiveReadThatIsRefusedLeavesTheReportsWordAndSaysSo()
    {
        await using var app = await App.StartAsync();
        await AccountAsync(app, "users-without-mfa");

        app.Clock.Advance(TimeSpan.FromHours(1));
        app.Sandbox.Faults.Add("iam:ListMFADevices=deny");
        var account = await AccountAsync(app, "users-without-mfa --fresh");

        Assert.Equal(["kurt.stein"], Users(account));
        Assert.Contains(account["unreadable"]!.AsArray(), reason => (string?)reason!["action"] == "iam:ListMFADevices" && (string?)reason["error"] == "AccessDenied");
    }

    [Fact]
    public async Task AUserDeletedAfterTheReportIsGone()
    {
        await using var app = await App.StartAsync();
        var aws = new AwsCli(app.Sandbox, app.Sandbox.CredentialsFor(App.Core));
        await aws.RunAsync("iam create-user --user-name gone.soon", Stop);
        await aws.RunAsync("iam create-login-profile --user-name gone.soon --password N0t-a-real-password!", Stop);
        Assert.Contains("gone.soon", Users(await AccountAsync(app, "users-without-mfa")));

        await aws.RunAsync("iam delete-login-profile --user-name gone.soon", Stop);
        await aws.RunAsync("iam delete-user --user-name gone.soon", Stop);
        app.Clock.Advance(TimeSpan.FromMinutes(30));

        Assert.Equal(["kurt.stein"], Users(await AccountAsync(app, "users-without-mfa --fresh")));
    }

    [Fact]
    public async Task ACachedAnswerSaysItsAgeAndAsksAwsNothingUntilItIsTooOld()
    {
        await using var app = await App.StartAsync(null, ("ChatGuard:Aws:MaxAge", "00:05:00"));
        await app.AskAsync($"users-without-mfa --account {App.Lab}");
        app.Sandbox.ClearCalls();

        app.Clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Contains("read 4 minutes ago", await app.TextAsync($"users-without-mfa --account {App.Lab}"), StringComparison.Ordinal);
        Assert.Empty(app.Sandbox.Calls);

        app.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Contains("read just now", await app.TextAsync($"users-without-mfa --account {App.Lab}"), StringComparison.Ordinal);
        Assert.NotEmpty(app.Sandbox.Calls);
    }

    [Fact]
    public async Task TwoQuestionsAtOnceMakeOneReading()
    {
        await using var app = await App.StartAsync();
        await Task.WhenAll(app.AskAsync($"posture --account {App.Lab}"), app.AskAsync($"accounts --account {App.Lab} --fresh"), app.AskAsync($"users-without-mfa --account {App.Lab}"));

        Assert.Equal(1, app.Sandbox.CountCalls(App.Lab, "iam", "GetAccountSummary"));
        Assert.Equal(1, app.Sandbox.CountCalls(App.Lab, "ec2", "DescribeRegions"));
    }

    [Fact]
    public async Task AnAskerWhoLeavesDoesNotStopTheReadingOfTheOthers()
    {
        await using var app = await App.StartAsync(new SandboxOptions { Faults = ["ec2:DescribeRegions=latency:1000"] });
        using var leave = new CancellationTokenSource();
        var first = app.AskAsync($"users-without-mfa --account {App.Core}", leave.Token);
        var second = app.AskAsync($"users-without-mfa --account {App.Core}");
        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal("1 console user without MFA", (await second).Answer.Title);
        Assert.Equal(1, app.Sandbox.CountCalls(App.Core, "iam", "GetAccountSummary"));
    }

    private static async Task<JsonNode> AccountAsync(App app, string text) => (await app.JsonAsync($"{text} --account {App.Core}"))["accounts"]!.AsArray().Single()!;

    private static string? StatusOf(JsonNode account, string keyId) => (string?)account["keys"]!.AsArray().Single(key => (string?)key!["keyId"] == keyId)!["status"];

    private static IEnumerable<string?> Users(JsonNode account) => account["users"]!.AsArray().Select(user => (string?)user!["user"]);
}
