using System.Diagnostics;
using System.Text.Json.Nodes;
using ChatGuard.Tests.Chat.Slack.Fake;
using Xunit;

namespace ChatGuard.Tests.Chat.Slack;

/// <summary>Every approved payload is one that Slack takes: by the types of Slack's own package, and by its limits.</summary>
public sealed class SlackGoldenTests
{
    private static readonly string Folder = Path.GetDirectoryName(GoldenFile.PathOf("BlockKit"))!;

    public static TheoryData<string> Names => [.. Directory.EnumerateFiles(Folder, "BlockKit.*.json").Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Names))]
    public void ItIsWithinSlacksLimits(string name)
    {
        var payload = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, name)))!.AsObject();
        var workspace = new SlackWorkspace(TimeProvider.System);
        if (Kind(name) == "Message")
        {
            Assert.NotEmpty(WebApi.Checked(payload["blocks"]!.DeepClone(), (string?)payload["text"], workspace));
            return;
        }

        var view = Kind(name) == "Dialog" ? payload : new JsonObject { ["type"] = "modal", ["title"] = new JsonObject { ["type"] = "plain_text", ["text"] = "Plan" }, ["blocks"] = payload["blocks"]!.DeepClone() };
        Assert.NotEmpty(WebApi.CheckedView(view, "modal", workspace)["blocks"]!.AsArray());
        if (Kind(name) == "Body")
        {
            Assert.Empty(BlockRules.Problems(payload["blocks"], BlockSurface.Home));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void NothingInItIsLiveMrkdwn(string name) => Assert.Empty(BlockText.Live(JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, name)))));

    [Fact]
    public async Task EveryOneTypeChecks()
    {
        Assert.Empty(await CompileAsync(Directory.EnumerateFiles(Folder, "BlockKit.*.json").Select(path => (Kind(path), File.ReadAllText(path)))));
    }

    [Fact]
    public async Task WhatIsNoPayloadDoesNotTypeCheck()
    {
        (string Kind, string Payload)[] wrong =
        [
            ("Message", """{ "text": "x", "blocks": [ { "type": "section", "text": { "type": "markdown", "text": "x" } } ] }"""),
            ("Message", """{ "text": "x", "blocks": [ { "type": "divider", "colour": "red" } ] }"""),
            ("Message", """{ "blocks": [] }"""),
            ("Body", """{ "blocks": [ { "type": "header", "text": { "type": "mrkdwn", "text": "x" } } ] }"""),
            ("Dialog", """{ "type": "modal", "blocks": [] }"""),
        ];

        var output = await CompileAsync(wrong);

        Assert.All(Enumerable.Range(0, wrong.Length), n => Assert.Contains($"all.ts({(2 * n) + 1},", output, StringComparison.Ordinal));
    }

    private static string Kind(string name) => name.Contains(".dialog.", StringComparison.Ordinal) ? "Dialog" : name.Contains(".view.", StringComparison.Ordinal) ? "Body" : "Message";

    /// <summary>What the TypeScript compiler says of payloads as constants of their type.</summary>
    private static async Task<string> CompileAsync(IEnumerable<(string Kind, string Payload)> payloads)
    {
        var (node, folder) = (Requires.Program("node"), Node.Folder("slack"));
        var files = Path.Combine(folder, "node_modules", $".chatguard-{Guid.NewGuid():N}");
        Directory.CreateDirectory(files);
        try
        {
            var lines = payloads.Select((each, n) => $"const p{n}: import('../../payloads.js').{each.Kind} = {each.Payload};\nvoid p{n};").Append("export {};");
            await File.WriteAllLinesAsync(Path.Combine(files, "all.ts"), lines, TestContext.Current.CancellationToken);
            using var compiler = Process.Start(new ProcessStartInfo(node,
            [
                Path.Combine(folder, "node_modules", "typescript", "bin", "tsc"), "--noEmit", "--strict", "--pretty", "false", "--target", "es2022", "--module", "nodenext", "--moduleResolution", "nodenext", Path.Combine(files, "all.ts"),
            ])
            { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            var output = await compiler.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await compiler.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(output.Length == 0, compiler.ExitCode == 0);
            return output;
        }
        finally
        {
            Directory.Delete(files, recursive: true);
        }
    }
}
