using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace ChatGuard.Tests;

/// <summary>The walls inside the application, which its one project does not raise: who may use whom, folder by folder.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        [""] = ["CommandLine"],
        ["CommandLine"] = ["Aws", "Chat", "Chat.Console", "Chat.Slack", "Chat.Teams", "Chat.Web", "Commands", "Policies", "Remediations", "Sandbox", "Schedules", "Store"],
        ["Chat"] = ["Commands", "Store"],
        ["Chat.Slack"] = ["Commands", "Chat", "Store"],
        ["Chat.Web"] = ["Commands", "Chat", "Store"],
        ["Chat.Teams"] = ["Commands", "Chat", "Store"],
        ["Chat.Console"] = ["Commands", "Chat"],
        ["Commands"] = ["Aws", "Policies", "Remediations", "Store"],
        ["Remediations"] = ["Aws", "Policies", "Store"],
        ["Schedules"] = ["Aws", "Commands", "Policies", "Remediations", "Store"],
        ["Store"] = [],
        ["Policies"] = ["Aws"],
        ["Doctor"] = [],
        ["Aws"] = ["Sandbox"],
    };

    [Fact]
    public void FoldersUseOnlyTheFoldersTheyMay()
    {
        var violations = SourceFiles("ChatGuard")
            .SelectMany(file => Used(file).Select(used => (File: file, From: Subject(file), To: used)))
            .Where(use => use.From != use.To && use.To != "Doctor" && !Allowed[use.From].Contains(use.To)) // whoever can fail registers with Doctor, which knows nobody
            .Select(use => $"{Path.GetFileName(use.File)} in {use.From} uses {use.To}");

        Assert.Empty(violations);
    }

    [Theory]
    [InlineData("ChatGuard.Core")]
    [InlineData("ChatGuard.Sandbox")]
    public void CoreAndSandboxReferenceNothingOfOurs(string project)
    {
        var projectFile = File.ReadAllText(Path.Combine(Source, project, $"{project}.csproj"));

        Assert.DoesNotContain("ProjectReference", projectFile, StringComparison.Ordinal);
        Assert.DoesNotContain("PackageReference", projectFile, StringComparison.Ordinal);
    }

    [Fact]
    public void NoSourceFileIsLongerThanFourHundredLines()
    {
        var files = new[] { "ChatGuard", "ChatGuard.Core", "ChatGuard.Sandbox" }.SelectMany(SourceFiles).ToList();

        Assert.NotEmpty(files);
        Assert.DoesNotContain(files, file => File.ReadLines(file).Count() > 400);
    }

    private static string Source { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", "src"));

    private static string Here([CallerFilePath] string path = "") => path;

    private static IEnumerable<string> SourceFiles(string project) => Directory
        .EnumerateFiles(Path.Combine(Source, project), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && !file.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    private static string Subject(string file)
    {
        var folder = Path.GetDirectoryName(Path.GetRelativePath(Path.Combine(Source, "ChatGuard"), file))!.Replace(Path.DirectorySeparatorChar, '.');
        return folder.StartsWith("Chat.", StringComparison.Ordinal) ? folder : folder.Split('.')[0];
    }

    private static IEnumerable<string> Used(string file) => Using().Matches(File.ReadAllText(file))
        .Select(use => use.Groups["name"].Value)
        .Where(name => !name.StartsWith("Core", StringComparison.Ordinal))
        .Select(name => name.StartsWith("Chat.", StringComparison.Ordinal) ? name : name.Split('.')[0]);

    [GeneratedRegex(@"^using ChatGuard\.(?<name>[A-Za-z.]+);", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Using();
}
