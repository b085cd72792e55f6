using System.Text.Json.Nodes;
using Xunit;

namespace ChatGuard.Tests.Chat.Teams;

/// <summary>The app's manifest, as Microsoft's own library judges it.</summary>
public sealed class ManifestCheckTests
{
    private static readonly string Manifest = Path.Combine(AppContext.BaseDirectory, "manifests", "teams", "manifest.json");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TheManifestIsValid() => Assert.Empty(await ProblemsAsync(Manifest));

    [Fact]
    public async Task AWrongManifestIsFoundOut()
    {
        var manifest = JsonNode.Parse(await File.ReadAllTextAsync(Manifest, Stop))!.AsObject();
        manifest["bots"]![0]!["scopes"] = new JsonArray("everywhere");
        manifest["slashCommands"] = true;
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(file, manifest.ToJsonString(), Stop);
        try
        {
            var problems = await ProblemsAsync(file);
            Assert.Contains(problems, problem => problem.Contains("slashCommands", StringComparison.Ordinal));
            Assert.Contains(problems, problem => problem.Contains("/bots/0/scopes/0", StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<IReadOnlyList<string>> ProblemsAsync(string manifest) =>
        [.. Assert.Single(await Node.RunAsync(Node.Folder("teams"), "manifest.mjs", [manifest], Stop))["problems"]!.AsArray().Select(problem => (string?)problem ?? "")];
}
