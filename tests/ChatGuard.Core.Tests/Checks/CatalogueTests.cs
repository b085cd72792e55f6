using System.Text.RegularExpressions;
using ChatGuard.Core.Checks;
using Xunit;

namespace ChatGuard.Core.Tests.Checks;

/// <summary>
/// Rules that every check keeps. The catalogue's golden file is reviewed like code; regenerate it with
/// <c>CHATGUARD_APPROVE=1 dotnet test tests/ChatGuard.Core.Tests</c>.
/// </summary>
public sealed partial class CatalogueTests
{
    private static readonly PosturePolicy EverythingOn = new()
    {
        RootAccessKeyException = true,
        ThrowawayRootPassword = true,
        EmailDomains = ["northwind-core.example"],
    };

    public static TheoryData<string> Ids => new(Check.All.Select(check => check.Id));

    [Fact]
    public void IdsAreUnique() => Assert.Equal(Check.All.Count, Check.All.Select(check => check.Id).Distinct(StringComparer.OrdinalIgnoreCase).Count());

    [Theory]
    [MemberData(nameof(Ids))]
    public void AnIdIsKebabCase(string id) => Assert.Matches(KebabCase(), id);

    [Theory]
    [MemberData(nameof(Ids))]
    public void ATitleIsAStatementWithoutFullStop(string id)
    {
        var title = Check.Find(id)!.Title;

        Assert.NotEmpty(title.Trim());
        Assert.False(title.EndsWith('.'), title);
        Assert.True(char.IsUpper(title[0]), title);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void GuidanceSaysWhyAndWhatToDo(string id)
    {
        var guidance = Check.Find(id)!.Guidance;

        Assert.EndsWith(".", guidance.Why, StringComparison.Ordinal);
        Assert.InRange(guidance.Steps.Count, 2, 6);
        Assert.All(guidance.Steps, step => Assert.EndsWith(".", step, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void NothingReadableNeverPasses(string id)
    {
        Assert.Contains(Judge.Status(id, Snapshots.Unreadable, EverythingOn), new[] { CheckStatus.Unknown, CheckStatus.NotApplicable });
        Assert.Contains(Judge.Status(id, Snapshots.Unreadable), new[] { CheckStatus.Unknown, CheckStatus.NotApplicable });
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void AHealthyAccountDoesNotFail(string id)
    {
        var result = Judge.Run(id, Snapshots.Healthy, EverythingOn with { ThrowawayRootPassword = false });

        Assert.True(result.Status is CheckStatus.Pass or CheckStatus.NotApplicable, $"{id}: {result.Status} {string.Join("; ", result.Findings.Select(finding => finding.Detail))}");
    }

    [Fact]
    public void TheCatalogueIsTheApprovedOne()
    {
        var actual = string.Concat(Check.All.Select(check =>
            $"{check.Id} {check.Severity.ToString().ToLowerInvariant()} {check.Fix.ToString().ToLowerInvariant()} {check.Title}\n"));
        var golden = Path.Combine(SourceFolder(), "Golden", "catalogue.approved.txt");
        if (Environment.GetEnvironmentVariable("CHATGUARD_APPROVE") == "1")
        {
            File.WriteAllText(golden, actual);
        }

        Assert.Equal(File.ReadAllText(golden), actual, ignoreLineEndingDifferences: true);
    }

    /// <summary>The folder of this test project's sources, above the built assembly.</summary>
    private static string SourceFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (folder.EnumerateFiles("ChatGuard.Core.Tests.csproj").Any())
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("The tests do not run below their sources.");
    }

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex KebabCase();
}
