using Quartz;

namespace ChatGuard.Schedules;

/// <summary>A digest that is due: the local day it belongs to and the moment it was due at.</summary>
internal sealed record DueDigest(DateOnly LocalDate, DateTimeOffset At);

/// <summary>
/// When a digest is due: at the first moment of each local day that its cron expression names. A time the clocks skip in spring counts an hour
/// later; a time that comes twice in autumn counts once.
/// </summary>
/// <param name="cron">Quartz's form, valid.</param>
/// <param name="zone">The zone the expression and the days are meant in.</param>
internal sealed class DigestSchedule(string cron, TimeZoneInfo zone)
{
    private readonly CronExpression expression = new(cron) { TimeZone = zone };

    public string Cron { get; } = cron;

    public TimeZoneInfo Zone { get; } = zone;

    /// <summary>
    /// The latest slot that began between <paramref name="since"/> and <paramref name="now"/>, whether or not it was served; null where none did.
    /// After downtime over several slots that is the last of them alone.
    /// </summary>
    public DueDigest? Due(DateTimeOffset since, DateTimeOffset now)
    {
        // Quartz reckons in whole seconds.
        var earliest = since.AddTicks(-(since.Ticks % TimeSpan.TicksPerSecond));
        for (var day = DayOf(now); day >= DayOf(earliest); day = day.AddDays(-1))
        {
            var begin = BeginOf(day);
            var from = begin > earliest ? begin : earliest;
            if (expression.GetNextValidTimeAfter(from.AddSeconds(-1)) is { } at && at <= now && DayOf(at) == day)
            {
                return new DueDigest(day, at);
            }
        }

        return null;
    }

    /// <summary>The local date of a moment.</summary>
    public DateOnly DayOf(DateTimeOffset moment) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, Zone).DateTime);

    private DateTimeOffset BeginOf(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        var offset = Zone.IsAmbiguousTime(midnight) ? Zone.GetAmbiguousTimeOffsets(midnight).Max() : Zone.GetUtcOffset(midnight);
        return new DateTimeOffset(midnight, offset);
    }
}
