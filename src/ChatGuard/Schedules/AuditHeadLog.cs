namespace ChatGuard.Schedules;

/// <summary>Writes the head of the audit's chain to the log at start and stop, and with each digest, so that records cut off since show.</summary>
internal sealed class AuditHeadLog(Store.Store store, ILogger<AuditHeadLog> log) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => WriteAsync("ChatGuard starts", cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => WriteAsync("ChatGuard stops", cancellationToken);

    /// <summary>Writes the head; where the database does not answer, that.</summary>
    public async Task WriteAsync(string occasion, CancellationToken cancellationToken)
    {
        try
        {
            log.AuditHead(await store.AuditHeadAsync(cancellationToken) is { } head ? $"{head.Seq}:{head.Hash}" : "none", occasion);
        }
        catch (Store.StoreException error)
        {
            log.StoreUnavailable("reading the audit's head", error.Message);
        }
    }
}
