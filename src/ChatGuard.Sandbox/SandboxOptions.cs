namespace ChatGuard.Sandbox;

/// <summary>How large and how well-behaved the sandbox organisation is.</summary>
public sealed record SandboxOptions
{
    /// <summary>The loopback port; 0 lets the system choose.</summary>
    public int Port { get; init; }

    /// <summary>How many IAM users the first account has; fewer than the story needs means the story's own. AWS's quota is 5,000.</summary>
    public int Users { get; init; }

    /// <summary>How many accounts in all; the story has four, more are members of the first organisation.</summary>
    public int Accounts { get; init; } = 4;

    /// <summary>Drives every generated id, secret and date; the same seed and clock give the same bytes.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Waited before every answer.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>The faults in force from the start, in the form that <c>--fault</c> takes.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>The clock of the data: ages, events and the credential report are relative to its first reading.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The clock that signatures and session expiry are checked against.</summary>
    public TimeProvider SignatureClock { get; init; } = TimeProvider.System;
}
