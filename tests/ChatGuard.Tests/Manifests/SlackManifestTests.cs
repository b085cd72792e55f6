using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using ChatGuard.Chat.Slack;
using Xunit;

namespace ChatGuard.Tests.Manifests;

public sealed partial class SlackManifestTests
{
    /// <summary>To accept new commands: CHATGUARD_APPROVE=1 dotnet test tests/ChatGuard.Tests --filter SlackManifestTests.</summary>
    [Theory]
    [InlineData("slack.yaml", true)]
    [InlineData("slack-http.yaml", false)]
    public async Task TheManifestsAreThoseOfTheCommandsThereAre(string name, bool isSocket)
    {
        await using var app = await App.StartAsync();
        var (path, written) = (Path.Combine(Folder(), name), SlackManifest.Write(app.EveryCommand.Select(command => command.Name), isSocket));
        if (Environment.GetEnvironmentVariable("CHATGUARD_APPROVE") == "1")
        {
            await File.WriteAllTextAsync(path, written, TestContext.Current.CancellationToken);
        }

        Assert.Equal(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), written, ignoreLineEndingDifferences: true);
    }

    [Theory]
    [InlineData("slack.yaml")]
    [InlineData("slack-http.yaml")]
    public void TheManifestsKeepSlacksLimits(string name)
    {
        var text = File.ReadAllText(Path.Combine(Folder(), name));

        Assert.InRange(Value(text, "name").Length, 1, 35);
        Assert.InRange(Value(text, "description").Length, 1, 140);
        Assert.InRange(Value(text, "usage_hint").Length, 1, 1_000);
        Assert.Equal(name == "slack.yaml" ? 0 : 3, Address().Count(text));
        Assert.DoesNotContain("history", Value(text, "bot").Replace("im:history", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static string Value(string yaml, string key) => Regex.Match(yaml, $"(?m)^ *{key}:(?<value>.*(\\n +- .*)*)$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["value"].Value.Trim().Trim('"');

    private static string Folder([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "..", "manifests"));

    [GeneratedRegex(@"(url|request_url): https://chatguard\.example\.com/slack/", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Address();
}
