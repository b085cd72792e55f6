namespace ChatGuard.Sandbox;

/// <summary>The verified calls, in order; safe to read while the sandbox serves.</summary>
internal sealed class CallLog
{
    private readonly Lock gate = new();
    private readonly List<RecordedCall> calls = [];

    public IReadOnlyList<RecordedCall> All
    {
        get
        {
            lock (gate)
            {
                return [.. calls];
            }
        }
    }

    public void Add(RecordedCall call)
    {
        lock (gate)
        {
            calls.Add(call);
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            calls.Clear();
        }
    }

    public int Count(string? accountId, string? service, string? operation, string? region)
    {
        lock (gate)
        {
            return calls.Count(call =>
                (accountId ?? call.AccountId) == call.AccountId
                && (service ?? call.Service) == call.Service
                && (operation ?? call.Operation) == call.Operation
                && (region ?? call.Region) == call.Region);
        }
    }
}
