using System.Runtime.CompilerServices;
using Xunit;

namespace ChatGuard.Tests;

/// <summary>
/// Compares what a renderer makes with an approved file under Golden/. To accept what it makes now, run the tests with
/// CHATGUARD_APPROVE=1 and read the difference in git before committing it.
/// </summary>
internal static class GoldenFile
{
    public static void Matches(string name, string actual, [CallerFilePath] string caller = "")
    {
        var path = PathOf(name, caller);
        if (Environment.GetEnvironmentVariable("CHATGUARD_APPROVE") == "1")
        {
            File.WriteAllText(path, actual);
        }

        Assert.True(File.Exists(path), $"Golden/{name} is missing; run with CHATGUARD_APPROVE=1 to write it.");
        Assert.Equal(File.ReadAllText(path), actual, ignoreLineEndingDifferences: true);
    }

    /// <summary>Where an approved file is kept among the sources.</summary>
    public static string PathOf(string name, [CallerFilePath] string caller = "") => Path.Combine(Root(caller), "Golden", name);

    private static string Root(string file)
    {
        var folder = Path.GetDirectoryName(file)!;
        while (!File.Exists(Path.Combine(folder, "ChatGuard.Tests.csproj")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
