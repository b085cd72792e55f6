using ChatGuard.Chat.Slack;
using Xunit;

namespace ChatGuard.Tests.Chat.Slack;

public sealed class SlackOptionsTests
{
    [Theory]
    [InlineData("socket", "", "", "", false, null)]
    [InlineData("socket", "xoxb-123456", "xapp-123456", "", true, "slack (Socket Mode)")]
    [InlineData("socket", "xoxb-123456", "", "", false, "slack is off: ChatGuard:Slack:AppToken is missing")]
    [InlineData("http", "xoxb-123456", "xapp-123456", "", false, "slack is off: ChatGuard:Slack:SigningSecrets is empty")]
    [InlineData("http", "xoxb-123456", "", "0123456789abcdef", true, "slack (HTTP)")]
    public void WithoutItsSecretsSlackIsOffAndSaysWhy(string mode, string bot, string app, string secret, bool isOn, string? said)
    {
        var options = Options(mode, bot, app, secret);

        Assert.Equal((isOn, said), (options.IsOn, options.Describe()));
        Assert.True(new SlackOptions.Validator().Validate(null, options).Succeeded);
    }

    [Fact]
    public void WrongSettingsAreNamedTogetherAndNoSecretIsShown()
    {
        var options = Options("sockets", "xoxp-secret1", "xoxb-secret2", "short");
        options.ApiUrl = new Uri("http://slack.example/api");

        var problems = new SlackOptions.Validator().Validate(null, options).Failures!.ToList();

        Assert.Equal(["Mode", "BotToken", "AppToken", "SigningSecrets", "ApiUrl"], problems.Select(problem => problem.Split(' ')[0].Split(':')[^1]));
        Assert.DoesNotContain(problems, problem => problem.Contains("secret1", StringComparison.Ordinal) || problem.Contains("secret2", StringComparison.Ordinal) || problem.Contains("short", StringComparison.Ordinal));
        Assert.Contains("token rotation off", Assert.Single(new SlackOptions.Validator().Validate(null, Options("socket", "xoxe.xoxb-1-abc", "xapp-123456", "")).Failures!), StringComparison.Ordinal);
    }

    private static SlackOptions Options(string mode, string bot, string app, string secret) =>
        new() { Mode = mode, BotToken = bot, AppToken = app, SigningSecrets = secret.Length == 0 ? [] : [secret] };
}
