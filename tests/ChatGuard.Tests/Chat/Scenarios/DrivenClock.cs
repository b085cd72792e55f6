namespace ChatGuard.Tests.Chat.Scenarios;

/// <summary>The real time, moved forward as a test says; timers stay real.</summary>
internal sealed class DrivenClock : TimeProvider
{
    private long ahead;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref ahead));

    public void Advance(TimeSpan time) => Interlocked.Add(ref ahead, time.Ticks);
}
