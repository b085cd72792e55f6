using ChatGuard.Commands;
using ChatGuard.Core.Digests;
using Xunit;

namespace ChatGuard.Tests.Commands;

/// <summary>What is read is remembered, whatever it was read for.</summary>
public sealed class ReadingsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AQuestionsReadingIsRememberedOnceForEachSnapshot()
    {
        await using var app = await App.StartAsync();
        await app.AskAsync("users-without-mfa --account northwind-core");
        var scores = await ScoresAsync(app);
        var findings = await app.Store.FindingsAsync([App.Core], app.Clock.Now, Stop);

        Assert.Equal(new DateOnly(2026, 11, 20), Assert.Single(scores).Day);
        Assert.NotEmpty(findings);
        Assert.All(findings, finding => Assert.Equal(findings[0].LastSeen, finding.LastSeen));

        // The same snapshot, an hour later by the test's clock: what was seen then is not seen again.
        await app.AskAsync("posture --account northwind-core");
        app.Clock.Advance(TimeSpan.FromHours(1));
        await app.AskAsync("posture --account northwind-core --fresh");
        await Until.IsSoAsync("the finding is seen again", async () => (await app.Store.FindingsAsync([App.Core], app.Clock.Now, Stop))[0].LastSeen > findings[0].LastSeen);
        Assert.Single(await ScoresAsync(app));
    }

    [Fact]
    public async Task AQuestionAboutOneRegionRemembersTheWholeAccount()
    {
        await using var whole = await App.StartAsync();
        await whole.AskAsync("posture --account northwind-legacy");
        var expected = Assert.Single(await ScoresAsync(whole, App.Legacy));

        await using var app = await App.StartAsync();
        await app.AskAsync("posture --account northwind-legacy --region eu-west-1");

        Assert.Equal(expected.Score, Assert.Single(await ScoresAsync(app, App.Legacy)).Score);
    }

    [Theory]
    [InlineData("digest")]
    [InlineData("trend")]
    public async Task WhatIsAboutWholeAccountsTakesNoRegion(string command)
    {
        await using var app = await App.StartAsync();
        var reply = await app.AskAsync($"{command} --region eu-west-1");

        Assert.Equal(Outcome.NotUnderstood, reply.Outcome);
        Assert.Contains("whole accounts", reply.Answer.Title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutADatabaseQuestionsAreAnsweredAllTheSame()
    {
        await using var app = await App.StartAsync(null, ("ChatGuard:Store:ConnectionString", "Data Source=/dev/null/chatguard.db"));

        Assert.Equal(Outcome.Answered, (await app.AskAsync("posture")).Outcome);
    }

    private static async Task<IReadOnlyList<DailyScore>> ScoresAsync(App app, string account = App.Core)
    {
        await Until.IsSoAsync("there is a score", async () => (await app.Store.ScoresAsync([account], DateOnly.MinValue, Stop)).Count > 0);
        return await app.Store.ScoresAsync([account], DateOnly.MinValue, Stop);
    }
}
