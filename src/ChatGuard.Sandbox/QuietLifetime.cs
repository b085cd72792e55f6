using Microsoft.Extensions.Hosting;

namespace ChatGuard.Sandbox;

/// <summary>Leaves signals to the process that embeds the sandbox; the default lifetime would stop it before its host has drained.</summary>
internal sealed class QuietLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
