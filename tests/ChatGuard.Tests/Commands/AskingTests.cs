using System.Text.RegularExpressions;
using ChatGuard.Chat;
using ChatGuard.Chat.Console;
using ChatGuard.Commands;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Proposals;
using Microsoft.Extensions.Options;
using Xunit;

namespace ChatGuard.Tests.Commands;

public sealed partial class AskingTests
{
    private static readonly Actor Anna = new("slack:T1/UANNA", "Anna") { Groups = ["slack:T1/usergroup:SSEC"] };
    private static readonly Actor Ben = new("slack:T1/UBEN", "Ben");

    private static readonly (string Key, string Value)[] Rule =
    [
        ("ChatGuard:Asking:Rules:0:Commands:0", "rotate-report"), ("ChatGuard:Asking:Rules:0:Askers:0", "slack:T1/usergroup:SSEC"), ("ChatGuard:Asking:Rules:0:Askers:1", "slack:CSECURITY"),
        ("ChatGuard:Asking:Rules:1:Commands:0", "accounts"), ("ChatGuard:Asking:Rules:1:Askers:0", "teams:TENANT/OBJECT"),
    ];

    [Fact]
    public async Task OnAChatPlatformKeyIdsNeedARuleAndTheRestDoesNot()
    {
        await using var app = await App.StartAsync();

        Assert.Equal(Outcome.Refused, (await AskAsync(app, "rotate-report", Anna)).Outcome);
        Assert.Equal(Outcome.Answered, (await AskAsync(app, "accounts", Anna)).Outcome);
        Assert.Equal(Outcome.Refused, (await AskAsync(app, "accounts", null)).Outcome);
        Assert.Equal(Outcome.Answered, (await app.AskAsync("rotate-report")).Outcome);
        Assert.Equal(Outcome.Answered, (await app.Conversation.AnswerAsync(new Question("rotate-report", "web", "security"), TestContext.Current.CancellationToken)).Outcome);
    }

    [Fact]
    public async Task ARuleAnswersPeopleByGroupAndChannelAndNobodyElse()
    {
        await using var app = await App.StartAsync(null, Rule);

        Assert.Equal(Outcome.Answered, (await AskAsync(app, "rotate-report", Anna)).Outcome);
        Assert.Equal(Outcome.Refused, (await AskAsync(app, "rotate-report", Ben)).Outcome);
        Assert.Equal(Outcome.Answered, (await AskAsync(app, "rotate-report", Ben, "CSECURITY")).Outcome);
        Assert.Equal(Outcome.Refused, (await AskAsync(app, "accounts", Anna)).Outcome);

        var refusal = PlainText.Render((await AskAsync(app, "rotate-report", Ben)).Answer);
        Assert.Contains("slack:T1/UBEN", refusal, StringComparison.Ordinal);
        Assert.Contains("ChatGuard:Asking:Rules", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HelpShowsWhatTheAskerMayAsk()
    {
        await using var app = await App.StartAsync(null, Rule);

        var (anna, ben) = (PlainText.Render((await AskAsync(app, "help", Anna)).Answer), PlainText.Render((await AskAsync(app, "help", Ben)).Answer));

        Assert.Contains("rotate-report", anna, StringComparison.Ordinal);
        Assert.DoesNotContain("rotate-report", ben, StringComparison.Ordinal);
        Assert.Contains("--share", ben, StringComparison.Ordinal);
        Assert.DoesNotContain("--share", PlainText.Render((await app.AskAsync("help")).Answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryCommandWhoseAnswerShowsAKeyIdSaysSo()
    {
        await using var app = await App.StartAsync();
        foreach (var command in app.EveryCommand)
        {
            var argument = command.Arguments.Count > 0 ? " access-key-age" : "";
            var text = PlainText.Render((await app.AskAsync($"{command.Name}{argument}")).Answer, 1_000);
            Assert.True(command.ShowsKeyIds || !KeyId().IsMatch(text), $"{command.Name} shows {KeyId().Match(text)}");
        }
    }

    [Fact]
    public async Task WrongRulesStopTheStartAllNamedAtOnce()
    {
        (string, string)[] settings = [("ChatGuard:Asking:Rules:0:Commands:0", "rotate"), ("ChatGuard:Asking:Rules:1:Commands:0", "posture"), ("ChatGuard:Asking:Rules:1:Askers:0", "anna@example.com")];

        var problems = (await Assert.ThrowsAsync<OptionsValidationException>(() => App.StartAsync(null, settings))).Failures.ToList();

        Assert.Contains(problems, problem => problem.StartsWith("ChatGuard:Asking:Rules:0:Commands names 'rotate'", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.StartsWith("ChatGuard:Asking:Rules:0:Askers is empty", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.StartsWith("ChatGuard:Asking:Rules:1:Askers: 'anna@example.com'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WhoSharesAnAnswerIsHeardWhenItIsOne()
    {
        await using var app = await App.StartAsync();

        Assert.True((await AskAsync(app, "accounts --share", Anna)).Share);
        Assert.False((await AskAsync(app, "accounts", Anna)).Share);
        Assert.False((await AskAsync(app, "rotate-report --share", Ben)).Share);
    }

    private static Task<Reply> AskAsync(App app, string text, Actor? actor, string channel = "CGENERAL") =>
        app.Conversation.AnswerAsync(new Question(text, "slack", channel) { Actor = actor }, TestContext.Current.CancellationToken);

    [GeneratedRegex("(AKIA|ASIA)[A-Z0-9…]{4,}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex KeyId();
}
