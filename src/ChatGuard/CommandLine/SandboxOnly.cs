using ChatGuard.Sandbox;

namespace ChatGuard.CommandLine;

/// <summary><c>chatguard sandbox</c>: serves only the sandbox organisation, for other AWS clients.</summary>
internal static class SandboxOnly
{
    public static async Task<int> RunAsync(SandboxOptions options, CancellationToken cancellationToken)
    {
        await using var server = await SandboxServer.StartAsync(options, cancellationToken);
        foreach (var line in server.EnvironmentLines)
        {
            await System.Console.Out.WriteLineAsync(line);
        }

        await System.Console.Out.FlushAsync(cancellationToken);
        var stopped = new TaskCompletionSource();
        await using (cancellationToken.Register(stopped.SetResult))
        {
            await stopped.Task;
        }

        return 0;
    }
}
