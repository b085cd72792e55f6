using ChatGuard.Core.Checks;
using ChatGuard.Core.Checks.Iam;
using ChatGuard.Core.Snapshots;
using Xunit;

namespace ChatGuard.Core.Tests.Checks.Iam;

public class AccessKeyTests
{
    [Theory]
    [InlineData(74, CheckStatus.Pass)]
    [InlineData(90, CheckStatus.Pass)]
    [InlineData(90.99, CheckStatus.Pass)]
    [InlineData(91, CheckStatus.Fail)]
    public void AKeyOfNinetyDaysPassesAndAnOlderOneFails(double age, CheckStatus expected) =>
        Assert.Equal(expected, Iam.WithRows(Iam.Program("ci", Iam.Key(age))).Run<AccessKeyAge>().Status);

    [Theory]
    [InlineData(74, false)]
    [InlineData(75, true)]
    [InlineData(90, true)]
    public void AKeyNearItsLimitIsToBeRotatedSoon(double age, bool warned) =>
        Assert.Equal(warned, Iam.WithRows(Iam.Program("ci", Iam.Key(age))).Run<AccessKeyAge>().Findings[0].Detail.Contains("rotate soon", StringComparison.Ordinal));

    [Fact]
    public void AnInactiveOldKeyIsNotJudgedByAge() =>
        Assert.Equal(CheckStatus.Pass, Iam.WithRows(Iam.Program("ci", Iam.Key(400, active: false))).Run<AccessKeyAge>().Status);

    [Fact]
    public void AnAdministratorsOldKeyIsHigh()
    {
        var snapshot = Iam.WithRows(Iam.Person("bob", Iam.Key(412)), Iam.Person("carla", Iam.Key(91)))
            .With([Iam.User("bob", "admins"), Iam.User("carla")], [Snapshots.Group("admins", Snapshots.Aws("AdministratorAccess"))]);
        var result = snapshot.Run<AccessKeyAge>();
        Assert.Equal(Severity.High, result.Severity);
        Assert.Equal(Severity.High, result.For("bob").Severity);
        Assert.Null(result.For("carla").Severity);
    }

    [Fact]
    public void AnOldKeyFailsAlsoWhereAdministratorsAreUnreadable()
    {
        var snapshot = Iam.WithRows(Iam.Program("ci", Iam.Key(91))) with { Authorization = Snapshots.Unreadable.Authorization };
        Assert.Equal(CheckStatus.Fail, snapshot.Run<AccessKeyAge>().Status);
    }

    [Fact]
    public void AKeyOfUnknownAgeIsUnknown() =>
        Assert.Equal(CheckStatus.Unknown, Iam.WithRows(Iam.Program("ci", Iam.Key(1) with { LastRotated = null })).Run<AccessKeyAge>().Status);

    [Fact]
    public void AFindingShowsFourCharactersAtEachEndOfTheKeyId()
    {
        var detail = Iam.WithRows(Iam.Program("ci", Iam.Key(120))).Run<AccessKeyAge>().Findings[0].Detail;
        Assert.StartsWith("AKIA…MPLE is 120 d old (at most 90); last used today by s3", detail, StringComparison.Ordinal);
        Assert.DoesNotContain(Iam.Key(120).KeyId!, detail, StringComparison.Ordinal);
    }

    [Fact]
    public void AKeyWithoutIdIsNamedByItsNumber() =>
        Assert.StartsWith("key 2 ", Iam.WithRows(Iam.Program("ci", Iam.Key(120, number: 2) with { KeyId = null })).Run<AccessKeyAge>().Findings[0].Detail, StringComparison.Ordinal);

    [Theory]
    [InlineData(80, 44, CheckStatus.Pass)]
    [InlineData(80, 45, CheckStatus.Fail)]
    [InlineData(120, 89, CheckStatus.Fail)]
    [InlineData(13, null, CheckStatus.Pass)]
    [InlineData(14, null, CheckStatus.Fail)]
    public void AKeyUnusedForFortyFiveDaysOrNeverInFourteenFails(int age, int? used, CheckStatus expected) =>
        Assert.Equal(expected, Iam.WithRows(Iam.Program("ci", Iam.Key(age, used))).Run<AccessKeyUnused>().Status);

    [Fact]
    public void AnInactiveUnusedKeyPasses() => Assert.Equal(CheckStatus.Pass, Iam.WithRows(Iam.Program("ci", Iam.Key(300, 200, active: false))).Run<AccessKeyUnused>().Status);

    [Fact]
    public void ANeverUsedKeyOfUnknownAgeIsUnknown() =>
        Assert.Equal(CheckStatus.Unknown, Iam.WithRows(Iam.Program("ci", Iam.Key(1, null) with { LastRotated = null })).Run<AccessKeyUnused>().Status);

    [Theory]
    [InlineData(400, 205, null, CheckStatus.Fail)]
    [InlineData(100, 95, 10, CheckStatus.Pass)]
    [InlineData(100, 95, null, CheckStatus.Fail)]
    [InlineData(150, 40, null, CheckStatus.Pass)]
    [InlineData(400, 205, 90, CheckStatus.Pass)]
    [InlineData(400, 205, 91, CheckStatus.Fail)]
    [InlineData(90, null, null, CheckStatus.Pass)]
    [InlineData(91, null, null, CheckStatus.Fail)]
    public void AnInactiveKeyIsJudgedByItsDeactivationOrElseByItsLastSignOfLife(int age, int? used, int? off, CheckStatus expected)
    {
        var key = Iam.Key(age, used, active: false) with { DeactivatedAt = off is { } days ? Snapshots.DaysAgo(days) : null };
        Assert.Equal(expected, Iam.WithRows(Iam.Program("ci", key)).Run<AccessKeyInactiveOld>().Status);
    }

    [Fact]
    public void AnInactiveKeyWithoutAnyDateIsUnknown() =>
        Assert.Equal(CheckStatus.Unknown, Iam.WithRows(Iam.Program("ci", Iam.Key(1, null, active: false) with { LastRotated = null })).Run<AccessKeyInactiveOld>().Status);

    [Fact]
    public void AnActiveKeyIsNotInactive() => Assert.Equal(CheckStatus.Pass, Iam.WithRows(Iam.Program("ci", Iam.Key(400, 205))).Run<AccessKeyInactiveOld>().Status);

    [Theory]
    [InlineData(5, CheckStatus.Pass)]
    [InlineData(14, CheckStatus.Pass)]
    [InlineData(15, CheckStatus.Fail)]
    public void TwoActiveKeysMayOverlapForFourteenDays(int younger, CheckStatus expected)
    {
        var result = Iam.WithRows(Iam.Program("hiro", Iam.Key(200, 3), Iam.Key(younger, 0, 2))).Run<AccessKeyTwoActive>();
        Assert.Equal(expected, result.Status);
        Assert.Contains($"for {younger} d", result.Findings[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void OneActiveAndOneInactiveKeyPass() =>
        Assert.Equal(CheckStatus.Pass, Iam.WithRows(Iam.Program("hiro", Iam.Key(200), Iam.Key(100, number: 2, active: false))).Run<AccessKeyTwoActive>().Status);

    [Fact]
    public void TwoActiveKeysOfUnknownAgeAreUnknown() =>
        Assert.Equal(CheckStatus.Unknown, Iam.WithRows(Iam.Program("hiro", Iam.Key(200), Iam.Key(1, number: 2) with { LastRotated = null })).Run<AccessKeyTwoActive>().Status);

    [Theory]
    [InlineData(5, null, CheckStatus.Fail)]
    [InlineData(5.01, null, CheckStatus.Pass)]
    [InlineData(0, 3, CheckStatus.Pass)]
    public void AnUnusedKeyMadeWithinFiveMinutesOfTheConsoleUserFails(double minutes, int? used, CheckStatus expected)
    {
        var sam = Iam.Person("sam", Iam.Key(400, used) with { LastRotated = Snapshots.DaysAgo(400).AddMinutes(minutes) });
        Assert.Equal(expected, Iam.WithRows(sam).Run<AccessKeyAtCreation>().Status);
        Assert.Equal(CheckStatus.Pass, Iam.WithRows(sam with { PasswordEnabled = false }).Run<AccessKeyAtCreation>().Status);
    }

    [Fact]
    public void AKeyOfAUserWithoutCreationDateIsUnknown() =>
        Assert.Equal(CheckStatus.Unknown, Iam.WithRows(Iam.Person("sam", Iam.Key(25, null)) with { Created = null }).Run<AccessKeyAtCreation>().Status);
}
