namespace ChatGuard.Tests;

/// <summary>A clock that a test sets by hand; timers stay real.</summary>
internal sealed class ManualClock(DateTimeOffset now) : TimeProvider
{
    public ManualClock(string now)
        : this(DateTimeOffset.Parse(now))
    {
    }

    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;

    public void Advance(TimeSpan time) => Now += time;
}
