using ChatGuard.Schedules;
using Xunit;

namespace ChatGuard.Tests.Schedules;

/// <summary>Which digest is due when, through the clock changes of 2026.</summary>
public sealed class DigestScheduleTests
{
    private const string Morning = "0 30 7 * * ?";

    private static readonly DateTimeOffset LongAgo = DateTimeOffset.Parse("2026-01-01T00:00:00Z");

    [Theory]
    // Europe/Berlin: clocks go forward on 29 March at 02:00, back on 25 October at 03:00.
    [InlineData("Europe/Berlin", Morning, "2026-03-28T06:30:00Z", "2026-03-28")]
    [InlineData("Europe/Berlin", Morning, "2026-03-29T05:29:59Z", "2026-03-28")]
    [InlineData("Europe/Berlin", Morning, "2026-03-29T05:30:00Z", "2026-03-29")]
    [InlineData("Europe/Berlin", Morning, "2026-10-25T06:29:59Z", "2026-10-24")]
    [InlineData("Europe/Berlin", Morning, "2026-10-25T06:30:00Z", "2026-10-25")]
    // America/New_York: forward on 8 March at 02:00, back on 1 November at 02:00.
    [InlineData("America/New_York", Morning, "2026-03-08T11:29:59Z", "2026-03-07")]
    [InlineData("America/New_York", Morning, "2026-03-08T11:30:00Z", "2026-03-08")]
    [InlineData("America/New_York", Morning, "2026-11-01T12:29:59Z", "2026-10-31")]
    [InlineData("America/New_York", Morning, "2026-11-01T12:30:00Z", "2026-11-01")]
    public void ADigestIsDueAtItsLocalTime(string zone, string cron, string now, string day)
    {
        Assert.Equal(day, Due(zone, cron, now)?.LocalDate.ToString("yyyy-MM-dd"));
    }

    [Theory]
    [InlineData("Europe/Berlin", "0 30 2 * * ?", "2026-03-29", "2026-03-29T01:00:00Z")]
    [InlineData("America/New_York", "0 30 2 * * ?", "2026-03-08", "2026-03-08T07:00:00Z")]
    [InlineData("America/Santiago", "0 0 0 * * ?", "2026-09-06", "2026-09-06T04:00:00Z")]
    [InlineData("America/Santiago", "0 30 0 * * ?", "2026-09-06", "2026-09-06T04:00:00Z")]
    [InlineData("Australia/Lord_Howe", "0 15 2 * * ?", "2026-10-04", "2026-10-03T15:30:00Z")]
    [InlineData("America/Nuuk", "0 30 23 * * ?", "2026-03-28", "2026-03-29T01:00:00Z")]
    public void ATimeThatTheClocksSkipIsDueOnceThatDayAtTheEndOfTheGap(string zone, string cron, string day, string at)
    {
        var moment = DateTimeOffset.Parse(at);
        var around = Enumerable.Range(-12 * 60, 24 * 60).Select(minute => moment.AddMinutes(minute));
        var due = around.Select(now => Due(zone, cron, now.ToString("O"))!).Where(slot => slot.LocalDate == DateOnly.Parse(day)).Distinct();

        Assert.Equal(new DueDigest(DateOnly.Parse(day), moment), Assert.Single(due));
        Assert.Equal(moment, Schedule(zone, cron).Next(moment.AddHours(-2)));
        Assert.InRange(Schedule(zone, cron).Next(moment)!.Value, moment.AddHours(21), moment.AddHours(26));
    }

    [Fact]
    public void ADigestConfiguredAtTheEndOfTheGapIsDueThatDay() =>
        Assert.Equal(new DateOnly(2026, 3, 29), Schedule("Europe/Berlin", "0 30 2 * * ?").Due(DateTimeOffset.Parse("2026-03-29T01:00:00Z"), DateTimeOffset.Parse("2026-03-29T06:00:00Z"))?.LocalDate);

    [Fact]
    public void ACronOfOneDayHasNoNextTimeAfterIt()
    {
        var schedule = Schedule("Etc/UTC", "0 30 7 20 11 ? 2026");

        Assert.Equal(DateTimeOffset.Parse("2026-11-20T07:30:00Z"), schedule.Next(LongAgo));
        Assert.Null(schedule.Next(DateTimeOffset.Parse("2026-11-20T07:30:00Z")));
    }

    [Theory]
    [InlineData("Europe/Berlin", "0 30 2 * * ?", "2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z")]
    [InlineData("America/New_York", "0 30 1 * * ?", "2026-11-01T05:00:00Z", "2026-11-01T05:30:00Z")]
    [InlineData("Europe/Berlin", "0 0/10 2 * * ?", "2026-10-25T00:00:00Z", "2026-10-25T00:00:00Z")]
    public void ATimeThatComesTwiceIsDueOnce(string zone, string cron, string begin, string at)
    {
        var minutes = Enumerable.Range(0, 24 * 60).Select(minute => DateTimeOffset.Parse(begin).AddMinutes(minute));
        var due = minutes.Select(now => new DigestSchedule(cron, TimeZoneInfo.FindSystemTimeZoneById(zone)).Due(LongAgo, now)!)
            .Where(slot => slot.At >= DateTimeOffset.Parse(begin)).Distinct().ToList();

        Assert.Equal(DateTimeOffset.Parse(at), Assert.Single(due).At);
    }

    [Fact]
    public void AfterAWeekOfDowntimeOnlyTheLastSlotIsDue()
    {
        Assert.Equal(new DateOnly(2026, 11, 20), Due("Etc/UTC", "0 30 7 ? * MON-FRI", "2026-11-22T12:00:00Z")?.LocalDate);
    }

    [Theory]
    [InlineData("2026-11-22T07:30:01Z", null)]
    [InlineData("2026-11-22T07:30:00.7Z", "2026-11-22")]
    [InlineData("2026-11-22T07:00:00Z", "2026-11-22")]
    public void WhatWasDueBeforeTheDigestWasConfiguredIsNobodys(string since, string? day)
    {
        var due = new DigestSchedule(Morning, TimeZoneInfo.Utc).Due(DateTimeOffset.Parse(since), DateTimeOffset.Parse("2026-11-22T08:00:00Z"));

        Assert.Equal(day, due?.LocalDate.ToString("yyyy-MM-dd"));
    }

    [Fact]
    public void ACronThatFiresAllDayIsDueOnceADayFromItsBeginning()
    {
        var schedule = new DigestSchedule("0/2 * * * * ?", TimeZoneInfo.Utc);
        var since = DateTimeOffset.Parse("2026-11-22T10:00:01Z");

        Assert.Null(schedule.Due(since, since));
        Assert.Equal(since.AddSeconds(1), schedule.Due(since, since.AddSeconds(5))?.At);
        Assert.Equal(since.AddSeconds(1), schedule.Due(since, since.AddHours(5))?.At);
        Assert.Equal(DateTimeOffset.Parse("2026-11-23T00:00:00Z"), schedule.Due(since, since.AddHours(20))?.At);
    }

    private static DueDigest? Due(string zone, string cron, string now) => Schedule(zone, cron).Due(LongAgo, DateTimeOffset.Parse(now));

    private static DigestSchedule Schedule(string zone, string cron) => new(cron, TimeZoneInfo.FindSystemTimeZoneById(zone));
}
