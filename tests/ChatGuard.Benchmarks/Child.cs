using System.Diagnostics;

namespace ChatGuard.Benchmarks;

/// <summary>Starts the processes that take part: the sandbox, the measured reading, <c>chatguard ask</c>.</summary>
internal static class Child
{
    private const string ChatGuard = "chatguard.dll";

    /// <summary>A sandbox in a process of its own, ready to be asked.</summary>
    /// <returns>The process, to be killed by the caller, and the AWS_ variables that lead to it.</returns>
    public static async Task<(Process Process, IReadOnlyDictionary<string, string> Environment)> StartSandboxAsync(int users)
    {
        var process = Start(ChatGuard, ["sandbox", "--users", $"{users}", "--latency-ms", $"{Measured.LatencyMilliseconds}", "--port", "0"], new Dictionary<string, string>());
        var environment = new Dictionary<string, string>();
        while (!environment.ContainsKey("AWS_REGION"))
        {
            var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The sandbox did not start.");
            var pair = line.Split('=', 2);
            environment[pair[0]] = pair[1];
        }

        return (process, environment);
    }

    /// <summary>ChatGuard as it is served, on a free port, ready to be asked.</summary>
    /// <returns>The process, to be killed by the caller, and where it listens.</returns>
    public static async Task<(Process Process, Uri Address)> ServeAsync(IReadOnlyDictionary<string, string> environment)
    {
        const string Label = "Web chat";
        var process = Start(ChatGuard, ["--urls", "http://127.0.0.1:0"], environment);
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.TrimStart().StartsWith(Label, StringComparison.Ordinal))
            {
                // A full pipe would stop it.
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                return (process, new Uri(line.Trim()[Label.Length..].Trim()));
            }
        }

        throw new InvalidOperationException("ChatGuard did not start.");
    }

    /// <summary>Runs this program's own measurement to its end.</summary>
    public static Task<string> MeasureAsync(IReadOnlyDictionary<string, string> environment) =>
        OutputAsync(Path.GetFileName(typeof(Child).Assembly.Location), [Measurement.Argument], environment);

    /// <summary>Verifies an audit in a process of its own, to its end.</summary>
    public static Task<string> VerifyAuditAsync(IReadOnlyDictionary<string, string> environment) => OutputAsync(Path.GetFileName(typeof(Child).Assembly.Location), [AuditCost.Argument], environment);

    /// <summary>Runs <c>chatguard ask posture --json</c> to its end.</summary>
    public static Task<string> AskPostureAsync(IReadOnlyDictionary<string, string> environment) => OutputAsync(ChatGuard, ["ask", "posture", "--json"], environment);

    private static async Task<string> OutputAsync(string assembly, string[] arguments, IReadOnlyDictionary<string, string> environment)
    {
        using var process = Start(assembly, arguments, environment);
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{assembly} {string.Join(' ', arguments)} ended with {process.ExitCode}: {output}");
    }

    private static Process Start(string assembly, string[] arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, assembly), .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal) || name.StartsWith("ChatGuard__", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment.Concat(Measured.Configuration))
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
