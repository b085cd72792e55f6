namespace ChatGuard.CommandLine;

/// <summary>Brings the database up to date before anything uses it.</summary>
internal sealed class StoreStart(Store.Store store) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => store.MigrateAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
