namespace ChatGuard.Sandbox;

/// <summary>The faults in force; safe to change while the sandbox serves.</summary>
public sealed class SandboxFaults
{
    private readonly Lock gate = new();
    private readonly List<(SandboxFault Fault, int Left)> faults = [];

    /// <summary>Puts a fault into force.</summary>
    /// <exception cref="FormatException">The text is no fault; the message shows the right form.</exception>
    public void Add(string spec)
    {
        var fault = SandboxFault.Parse(spec);
        lock (gate)
        {
            faults.Add((fault, fault.Times ?? int.MaxValue));
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            faults.Clear();
        }
    }

    /// <summary>The faults that strike a call, each used up by one.</summary>
    internal IReadOnlyList<SandboxFault> Take(RecordedCall call)
    {
        lock (gate)
        {
            var struck = new List<SandboxFault>();
            for (var i = 0; i < faults.Count; i++)
            {
                var (fault, left) = faults[i];
                if (left > 0 && fault.Strikes(call))
                {
                    faults[i] = (fault, left == int.MaxValue ? left : left - 1);
                    struck.Add(fault);
                }
            }

            return struck;
        }
    }

    internal bool AnyStale(string service)
    {
        lock (gate)
        {
            return faults.Exists(f => f.Fault.Kind == FaultKind.Stale && (f.Fault.Service == "*" || f.Fault.Service == service));
        }
    }
}
