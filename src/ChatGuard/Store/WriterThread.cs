using System.Collections.Concurrent;

namespace ChatGuard.Store;

/// <summary>
/// Runs transactions one after the other, in the order in which they came, on a thread of their own. SQLite's calls are synchronous and one transaction writes at a
/// time: handed on from one thread of the pool to the next, each would first wait behind whatever else the pool has to do.
/// </summary>
internal sealed class WriterThread : IDisposable
{
    private readonly BlockingCollection<Action> waiting = [];
    private readonly Lazy<Thread> thread;
    private bool isStopped;

    public WriterThread() => thread = new(Start);

    /// <exception cref="ObjectDisposedException">It was stopped.</exception>
    public Task<T> RunAsync<T>(Func<Task<T>> write, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(isStopped, this);
        _ = thread.Value;
        var ended = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting.Add(
            () =>
            {
                try
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    ended.SetResult(write().GetAwaiter().GetResult());
                }
                catch (OperationCanceledException canceled)
                {
                    ended.SetCanceled(canceled.CancellationToken);
                }
                catch (Exception error)
                {
                    ended.SetException(error);
                }
            },
            CancellationToken.None);
        return ended.Task;
    }

    /// <summary>Ends once all that waits is written.</summary>
    public void Dispose()
    {
        if (isStopped)
        {
            return;
        }

        isStopped = true;
        waiting.CompleteAdding();
        if (thread.IsValueCreated)
        {
            thread.Value.Join();
        }

        waiting.Dispose();
    }

    private Thread Start()
    {
        var started = new Thread(() =>
        {
            foreach (var write in waiting.GetConsumingEnumerable())
            {
                write();
            }
        })
        { IsBackground = true, Name = "SQLite writer" };
        started.Start();
        return started;
    }
}
