using Quartz;

namespace ChatGuard.Schedules;

/// <summary>A digest that is due: the local day it belongs to and the moment it was due at.</summary>
internal sealed record DueDigest(DateOnly LocalDate, DateTimeOffset At);

/// <summary>
/// When a digest is due: at the first moment of each local day that its cron expression names. A time the clocks skip in spring counts at the first
/// moment after the gap; a time that comes twice in autumn counts once.
/// </summary>
/// <param name="cron">Quartz's form, valid.</param>
/// <param name="zone">The zone the expression and the days are meant in.</param>
internal sealed class DigestSchedule(string cron, TimeZoneInfo zone)
{
    // Local times stand in for UTC ones, which have neither gaps nor repetitions: what the clocks do is reckoned here.
    private readonly CronExpression expression = new(cron) { TimeZone = TimeZoneInfo.Utc };

    public string Cron { get; } = cron;

    public TimeZoneInfo Zone { get; } = zone;

    /// <summary>
    /// The latest slot that began between <paramref name="since"/> and <paramref name="now"/>, whether or not it was served; null where none did.
    /// After downtime over several slots that is the last of them alone.
    /// </summary>
    public DueDigest? Due(DateTimeOffset since, DateTimeOffset now)
    {
        // Cron reckons in whole seconds.
        var earliest = since.AddTicks(-(since.Ticks % TimeSpan.TicksPerSecond));
        for (var day = DayOf(now); day >= DayOf(earliest.AddSeconds(-1)); day = day.AddDays(-1))
        {
            if (FirstOf(day, earliest) is { } at && at <= now)
            {
                return new DueDigest(day, at);
            }
        }

        return null;
    }

    /// <summary>The first slot's moment after another; null where none ever comes.</summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        var day = DayOf(after);
        while (true)
        {
            if (FirstOf(day, DateTimeOffset.MinValue) is { } at && at > after)
            {
                return at;
            }

            if (NextLocal(day.ToDateTime(TimeOnly.MaxValue)) is not { } next)
            {
                return null;
            }

            day = DateOnly.FromDateTime(next);
        }
    }

    /// <summary>The local date of a moment.</summary>
    public DateOnly DayOf(DateTimeOffset moment) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, Zone).DateTime);

    /// <summary>The first moment from <paramref name="earliest"/> on that the expression names on a local day; null where there is none.</summary>
    private DateTimeOffset? FirstOf(DateOnly day, DateTimeOffset earliest)
    {
        var before = day.ToDateTime(TimeOnly.MinValue).AddTicks(-1);
        if (earliest > MomentOf(day.ToDateTime(TimeOnly.MinValue)))
        {
            // Local time just before it, so that what a gap has skipped is looked at too.
            before = TimeZoneInfo.ConvertTime(earliest.AddTicks(-1), Zone).DateTime;
        }

        for (var local = NextLocal(before); local is { } time && DateOnly.FromDateTime(time) == day; local = NextLocal(time))
        {
            if (MomentOf(time) is var at && at >= earliest)
            {
                return at;
            }
        }

        return null;
    }

    private DateTime? NextLocal(DateTime after) => expression.GetNextValidTimeAfter(new DateTimeOffset(after, TimeSpan.Zero))?.DateTime;

    /// <summary>When the clocks show a local time: the first time of two, the end of the gap where they skip it.</summary>
    private DateTimeOffset MomentOf(DateTime local)
    {
        while (Zone.IsInvalidTime(local))
        {
            local = local.AddTicks(TimeSpan.TicksPerMinute - (local.Ticks % TimeSpan.TicksPerMinute));
        }

        return new DateTimeOffset(local, Zone.IsAmbiguousTime(local) ? Zone.GetAmbiguousTimeOffsets(local).Max() : Zone.GetUtcOffset(local));
    }
}
