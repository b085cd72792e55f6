namespace ChatGuard.Remediations;

/// <summary>Rouses what waits for proposals to change, so that nobody waits for the next look at the database.</summary>
internal sealed class Wakeup
{
    private volatile TaskCompletionSource changed = New();

    /// <summary>Something changed.</summary>
    public void Rouse()
    {
        var roused = Interlocked.Exchange(ref changed, New());
        roused.TrySetResult();
    }

    /// <summary>Completes at the next <see cref="Rouse"/>: to be taken before looking, and awaited after.</summary>
    public Task Next => changed.Task;

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
