using System.Diagnostics;
using ChatGuard.Chat.Console;
using ChatGuard.Chat.Web;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Digests;
using ChatGuard.Core.Tests.Digests;

namespace ChatGuard.Benchmarks;

/// <summary>What a digest of 10,000 findings in 40 accounts costs: CPU time of building it and of rendering message and thread, the first time in a process and once warm.</summary>
internal static class DigestCost
{
    public static void Print()
    {
        var input = DigestInputs.Large();
        Console.WriteLine($"A digest of {input.Findings.Count:N0} findings in {input.Accounts.Count} accounts, CPU time of this process:");
        Console.WriteLine($"  first time  {Measure(input).TotalMilliseconds,6:F0} ms");
        var warm = Enumerable.Range(0, 10).Select(_ => Measure(input)).Min();
        Console.WriteLine($"  once warm   {warm.TotalMilliseconds,6:F0} ms");
    }

    private static TimeSpan Measure(DigestInput input)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var digest = DigestBuilder.Build(input);
        var length = new[] { digest.Headline!, digest.Details! }.Sum(Length);
        process.Refresh();
        return length > 0 ? process.TotalProcessorTime - before : throw new InvalidOperationException("The digest is empty.");
    }

    private static int Length(Answer answer) => Html.Render(answer).Length + PlainText.Render(answer).Length;
}
