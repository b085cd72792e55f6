namespace ChatGuard.Tests.Kills;

/// <summary>A moment at which a replica was killed.</summary>
/// <param name="Replica">Its number.</param>
/// <param name="What">What it was about to do for good, or had done: a commit or a call to AWS.</param>
/// <param name="IsBefore">Before it reached the database or AWS; otherwise after it took effect there and before the replica learnt of it.</param>
internal sealed record Moment(int Replica, string What, bool IsBefore)
{
    public override string ToString() => $"{(IsBefore ? "before" : "after")} {What}";
}

/// <summary>Counts the moments that replicas pass, and kills the one that is at the chosen moment, then and there.</summary>
internal sealed class Trap : IDisposable
{
    private readonly SemaphoreSlim gate = new(1);
    private readonly List<Moment> sprung = [];
    private Queue<int> moments = [];
    private Func<int, Task>? kill;
    private Func<Moment, bool> counts = _ => true;
    private int passed;

    /// <summary>At which moments replicas were killed since it was armed.</summary>
    public IReadOnlyList<Moment> Sprung => sprung;

    /// <summary>Whether nobody is to be killed any more.</summary>
    public bool IsOver => moments.Count == 0;

    /// <param name="after">How many moments pass before the one to kill at; a second number counts on from there.</param>
    /// <param name="killing">Ends a replica at once.</param>
    /// <param name="counting">Which moments count; null: all.</param>
    public async Task ArmAsync(IEnumerable<int> after, Func<int, Task> killing, Func<Moment, bool>? counting = null)
    {
        await gate.WaitAsync();
        (moments, kill, counts, passed) = (new Queue<int>(after), killing, counting ?? (_ => true), 0);
        sprung.Clear();
        gate.Release();
    }

    /// <summary>Kills nobody from now on; returns how many moments passed.</summary>
    public async Task<int> DisarmAsync()
    {
        await gate.WaitAsync();
        moments.Clear();
        var count = passed;
        gate.Release();
        return count;
    }

    public void Dispose() => gate.Dispose();

    /// <summary>A replica is at a moment; true where it is dead now, and nothing more of it is to be passed on.</summary>
    public async Task<bool> PassAsync(Moment moment)
    {
        await gate.WaitAsync();
        try
        {
            if (!counts(moment))
            {
                return false;
            }

            if (!moments.TryPeek(out var chosen) || passed < chosen)
            {
                passed++;
                return false;
            }

            moments.Dequeue();
            passed = 0;
            sprung.Add(moment);
            await kill!(moment.Replica);
            return true;
        }
        finally
        {
            gate.Release();
        }
    }
}
