namespace ChatGuard.Schedules;

/// <summary>Writes the head of the audit's chain to the log at start and stop, and with each digest, so that records cut off since show.</summary>
internal sealed class AuditHeadLog(Store.Store store, TimeProvider clock, ILogger<AuditHeadLog> log) : IHostedService
{
    /// <summary>How long reading the head may take while ChatGuard stops.</summary>
    public static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    public Task StartAsync(CancellationToken cancellationToken) => WriteAsync("ChatGuard starts", cancellationToken);

    /// <summary>In a time of its own: what was drained before may have used up the host's.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(StopLimit, clock);
        try
        {
            await WriteAsync("ChatGuard stops", limit.Token);
        }
        catch (OperationCanceledException)
        {
            log.StoreUnavailable("reading the audit's head", $"no answer within {StopLimit.TotalSeconds:0} seconds");
        }
    }

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
