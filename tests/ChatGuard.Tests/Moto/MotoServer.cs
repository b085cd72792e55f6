using System.Diagnostics;
using Xunit;

namespace ChatGuard.Tests.Moto;

/// <summary>moto_server, an AWS double nobody here wrote, on a free loopback port, with a clock that can be set back.</summary>
internal sealed class MotoServer : IAsyncDisposable
{
    private const string Announcement = " * Running on ";
    private readonly Process process;
    private readonly string clockFile;

    private MotoServer(Process process, string clockFile, Uri url) => (this.process, this.clockFile, Url) = (process, clockFile, url);

    public Uri Url { get; }

    /// <summary>Starts it; returns when it listens.</summary>
    public static async Task<MotoServer> StartAsync(CancellationToken cancellationToken)
    {
        var clock = Path.GetTempFileName();
        await File.WriteAllTextAsync(clock, "+0", cancellationToken);
        var moto = Process.Start(Command(clock))!;
        var url = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        moto.ErrorDataReceived += (_, line) => Announced(line.Data, url);
        moto.OutputDataReceived += (_, line) => Announced(line.Data, url);
        moto.Exited += (_, _) => url.TrySetException(new InvalidOperationException("moto_server ended before it listened"));
        moto.EnableRaisingEvents = true;
        moto.BeginErrorReadLine();
        moto.BeginOutputReadLine();
        return new MotoServer(moto, clock, await url.Task.WaitAsync(TimeSpan.FromMinutes(2), TimeProvider.System, cancellationToken));
    }

    /// <summary>What is made from here on was made so many days ago.</summary>
    public void SetClock(int daysAgo) => File.WriteAllText(clockFile, daysAgo == 0 ? "+0" : $"-{daysAgo}d");

    public async ValueTask DisposeAsync()
    {
        process.EnableRaisingEvents = false;
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        File.Delete(clockFile);
    }

    private static ProcessStartInfo Command(string clockFile)
    {
        // The faketime program sets FAKETIME, which outranks the file that moves the clock later: so it is unset again.
        var start = new ProcessStartInfo(
            Requires.Program("faketime"),
            ["-f", "+0", "sh", "-c", "unset FAKETIME; exec \"$0\" -H 127.0.0.1 -p 0", Requires.Program("moto_server")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        CleanEnvironment.Of(start);
        start.Environment["FAKETIME_TIMESTAMP_FILE"] = clockFile;
        start.Environment["FAKETIME_NO_CACHE"] = "1";
        start.Environment["FAKETIME_DONT_FAKE_MONOTONIC"] = "1";
        start.Environment["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true";
        start.Environment["PYTHONUNBUFFERED"] = "1";
        return start;
    }

    private static void Announced(string? line, TaskCompletionSource<Uri> url)
    {
        if (line?.StartsWith(Announcement, StringComparison.Ordinal) == true)
        {
            url.TrySetResult(new Uri(line[Announcement.Length..].Trim()));
        }
    }
}
