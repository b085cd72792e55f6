using System.Text.Json;

namespace ChatGuard.Benchmarks;

/// <summary>The table of figures. It prints and judges nothing: the machine decides half of them.</summary>
internal static class Report
{
    public static async Task PrintAsync()
    {
        Console.WriteLine($"A cold posture of {Measured.Name}, region {Measured.Region}, every AWS answer delayed by {Measured.LatencyMilliseconds} ms.");
        Console.WriteLine();
        Console.WriteLine("  users  credential report  AWS calls  read and judge  whole process  peak memory");
        foreach (var users in Measured.Users)
        {
            var (measured, whole) = (await MeasureAsync(users), await AskAsync(users));
            Console.WriteLine(Row(users, "made anew", measured[0], whole[0]));
            Console.WriteLine(Row(users, "made earlier", measured[1], whole[1]));
        }

        Console.WriteLine();
        Console.WriteLine("""
            AWS calls        HTTP requests sent, sts:AssumeRole and retries included; --calls breaks them down
            read and judge   from the question to its answer, in a new process, its start left out
            whole process    chatguard ask posture --json from start to exit, a third process
            peak memory      the largest working set of the process that read and judged
            The sandbox runs in a process of its own, started anew for each size and column of times.
            A report made earlier (AWS keeps one for four hours) is completed by live reads of the users it shows failing.
            """);
    }

    private static async Task<List<Measurement>> MeasureAsync(int users)
    {
        var (sandbox, environment) = await Child.StartSandboxAsync(users);
        using (sandbox)
        {
            List<Measurement> both = [await OneAsync(), await OneAsync()];
            sandbox.Kill();
            return both;
        }

        async Task<Measurement> OneAsync() => JsonSerializer.Deserialize<Measurement>(await Child.MeasureAsync(environment))!;
    }

    private static async Task<List<TimeSpan>> AskAsync(int users)
    {
        var (sandbox, environment) = await Child.StartSandboxAsync(users);
        using (sandbox)
        {
            List<TimeSpan> both = [await OneAsync(), await OneAsync()];
            sandbox.Kill();
            return both;
        }

        async Task<TimeSpan> OneAsync()
        {
            var begun = TimeProvider.System.GetTimestamp();
            await Child.AskPostureAsync(environment);
            return TimeProvider.System.GetElapsedTime(begun);
        }
    }

    private static string Row(int users, string report, Measurement measured, TimeSpan whole) =>
        $"  {users,5:N0}  {report,-17}  {measured.Calls,9}  {measured.Seconds,12:F1} s  {whole.TotalSeconds,11:F1} s  {measured.PeakMegabytes,8:F0} MB";
}
