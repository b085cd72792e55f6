using ChatGuard.Schedules;
using Xunit;

namespace ChatGuard.Tests.Schedules;

public sealed class BackoffTests
{
    [Theory]
    [InlineData(1, 0.75, 1.25)]
    [InlineData(2, 1.5, 2.5)]
    [InlineData(10, 384, 640)]
    [InlineData(11, 675, 1125)]
    [InlineData(100, 675, 1125)]
    public void TheWaitDoublesUpToAQuarterOfAnHourAndVaries(int failures, double least, double most)
    {
        Assert.Equal(least, Backoff.After(failures, 0)?.TotalSeconds);
        Assert.Equal(most, Backoff.After(failures, 1)?.TotalSeconds);
    }

    [Fact]
    public void AMessageIsTriedForADay()
    {
        var waits = Enumerable.Range(1, 1000).Select(failures => Backoff.After(failures, 0.5)).TakeWhile(wait => wait is not null).ToList();

        Assert.InRange(TimeSpan.FromSeconds(waits.Sum(wait => wait!.Value.TotalSeconds)), TimeSpan.FromHours(23.5), TimeSpan.FromHours(24));
    }
}
