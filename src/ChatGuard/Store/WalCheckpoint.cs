using System.Data.Common;
using Dapper;

namespace ChatGuard.Store;

/// <summary>
/// Moves what was written from SQLite's write-ahead log into the database, beside the writers. SQLite would do it at the end of whichever transaction is the
/// thousandth page's, and have that one, and all behind it, wait for the disk.
/// </summary>
/// <param name="open">Opens a connection to the database.</param>
/// <param name="writer">Where transactions take turns.</param>
internal sealed class WalCheckpoint(Func<CancellationToken, Task<DbConnection>> open, WriterThread writer) : IDisposable
{
    /// <summary>A transaction writes about five pages, and SQLite's own limit is 1,000 pages: https://sqlite.org/wal.html#automatic_checkpoint.</summary>
    private const int Writes = 200;

    /// <summary>64 MiB. While writers never pause the log cannot begin anew, so that it would grow and grow.</summary>
    private const long MostPages = 16_384;

    private readonly Lock gate = new();
    private Task running = Task.CompletedTask;
    private int written;

    /// <summary>Tells that a transaction ended.</summary>
    public void Written()
    {
        lock (gate)
        {
            if (++written < Writes || !running.IsCompleted)
            {
                return;
            }

            written = 0;
            running = Task.Run(CheckpointAsync, CancellationToken.None);
        }
    }

    /// <summary>Returns once none runs.</summary>
    public void Dispose() => running.GetAwaiter().GetResult();

    /// <summary>Never throws: what could not be moved is moved by the next one, and what ails the database the next transaction tells.</summary>
    private async Task CheckpointAsync()
    {
        try
        {
            await using var connection = await open(CancellationToken.None);
            if (await PagesAfterAsync(connection, "PASSIVE") > MostPages)
            {
                // Nearly all of it is moved by now. Readers are not waited for: they may take long, and writers would wait with them.
                await connection.ExecuteAsync("PRAGMA busy_timeout = 0");
                await writer.RunAsync(() => PagesAfterAsync(connection, "RESTART"), CancellationToken.None);
            }
        }
        catch (Exception error) when (error is DbException or InvalidOperationException)
        {
        }
    }

    /// <returns>How many pages the log holds.</returns>
    private static async Task<long> PagesAfterAsync(DbConnection connection, string mode) =>
        (await connection.QuerySingleAsync<(long Busy, long Pages, long Moved)>($"PRAGMA wal_checkpoint({mode})")).Pages;
}
