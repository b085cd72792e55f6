using ChatGuard.Core.Checks;
using ChatGuard.Core.Checks.Iam;
using ChatGuard.Core.Snapshots;
using Xunit;

namespace ChatGuard.Core.Tests.Checks.Iam;

public sealed class KeyVerdictTests
{
    [Theory]
    [InlineData(91, 0, KeyAdvice.Rotate)]
    [InlineData(90, 0, KeyAdvice.RotateSoon)]
    [InlineData(75, 0, KeyAdvice.RotateSoon)]
    [InlineData(74, 0, KeyAdvice.Ok)]
    [InlineData(10, 44, KeyAdvice.Ok)]
    [InlineData(80, 45, KeyAdvice.Unused)]
    [InlineData(800, 45, KeyAdvice.Unused)]
    [InlineData(80, 44, KeyAdvice.RotateSoon)]
    public void AnActiveKeyIsJudgedByUseBeforeAge(int age, int lastUse, KeyAdvice expected) =>
        Assert.Equal(expected, Of(new AccessKey { Number = 1, Active = true, LastRotated = Snapshots.DaysAgo(age), LastUsed = Snapshots.DaysAgo(lastUse) }).Advice);

    [Theory]
    [InlineData(13, KeyAdvice.Ok)]
    [InlineData(14, KeyAdvice.Unused)]
    public void AKeyNeverUsedHasTwoWeeks(int age, KeyAdvice expected) =>
        Assert.Equal(expected, Of(new AccessKey { Number = 1, Active = true, LastRotated = Snapshots.DaysAgo(age) }).Advice);

    [Theory]
    [InlineData(90, KeyAdvice.Ok)]
    [InlineData(91, KeyAdvice.Delete)]
    public void AnInactiveKeyIsDeletedAfterNinetyDaysOff(int off, KeyAdvice expected) =>
        Assert.Equal(expected, Of(new AccessKey { Number = 1, Active = false, LastRotated = Snapshots.DaysAgo(400), LastUsed = Snapshots.DaysAgo(300), DeactivatedAt = Snapshots.DaysAgo(off) }).Advice);

    [Fact]
    public void AnInactiveKeyWithoutADateWasOnUntilItsLastUseOrChange() =>
        Assert.Equal("inactive for 205 days", Of(new AccessKey { Number = 1, Active = false, LastRotated = Snapshots.DaysAgo(400), LastUsed = Snapshots.DaysAgo(205) }).Why);

    [Fact]
    public void AKeyOfUnknownAgeSaysSo()
    {
        var verdict = Of(new AccessKey { Number = 1, Active = true });

        Assert.Null(verdict.AgeDays);
        Assert.Equal("AWS did not say how old it is", verdict.Why);
    }

    private static KeyVerdict Of(AccessKey key) => KeyVerdict.Of(key, Snapshots.Healthy, new Thresholds());
}
