using Xunit;

namespace ChatGuard.Tests;

/// <summary>Skips a test by name, with the reason, where an outside program is missing; CHATGUARD_TESTS_REQUIRE_ALL=1 makes that a failure.</summary>
internal static class Requires
{
    /// <summary>The path of the first of these programs on PATH.</summary>
    public static string Program(params string[] names)
    {
        var found = names.Select(Find).FirstOrDefault(path => path is not null);
        if (found is null)
        {
            Missing($"{string.Join(" or ", names)} is not installed");
        }

        return found!;
    }

    private static string? Find(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);

    /// <summary>Skips the test that runs now, or fails it where every test is asked for.</summary>
    public static void Missing(string reason)
    {
        if (Environment.GetEnvironmentVariable("CHATGUARD_TESTS_REQUIRE_ALL") == "1")
        {
            Assert.Fail($"{reason}, and CHATGUARD_TESTS_REQUIRE_ALL=1 asks for every test");
        }

        Assert.Skip(reason);
    }
}
