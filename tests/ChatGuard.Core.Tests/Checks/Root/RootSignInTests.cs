using ChatGuard.Core.Checks;
using ChatGuard.Core.Snapshots;
using Xunit;

namespace ChatGuard.Core.Tests.Checks.Root;

/// <summary>root-login-without-mfa, root-login-failures and root-password-reset-after-use.</summary>
public sealed class RootSignInTests
{
    private const string WithoutMfa = "root-login-without-mfa";
    private const string Failures = "root-login-failures";
    private const string Reset = "root-password-reset-after-use";

    private static readonly PosturePolicy Throwaway = new() { ThrowawayRootPassword = true };

    [Theory]
    [InlineData(true, CheckStatus.Pass)]
    [InlineData(false, CheckStatus.Fail)]
    [InlineData(null, CheckStatus.Fail)]
    public void ASignInWithoutMfaFails(bool? mfa, CheckStatus expected) =>
        Assert.Equal(expected, Judge.Status(WithoutMfa, With(Snapshots.RootSignIn(Snapshots.DaysAgo(2)) with { MfaUsed = mfa })));

    [Fact]
    public void EachSignInWithoutMfaIsAFinding() => Assert.Equal(["a1", "a2"], Judge.Run(WithoutMfa, With(
        Snapshots.RootSignIn(Snapshots.DaysAgo(2), "a1") with { MfaUsed = false },
        Snapshots.RootSignIn(Snapshots.DaysAgo(31), "a2") with { MfaUsed = false })).Findings.Select(finding => finding.ResourceId));

    [Fact]
    public void AnAcknowledgedSignInWithoutMfaPasses() => Assert.Equal(CheckStatus.Pass, Judge.Status(
        WithoutMfa,
        With(Snapshots.RootSignIn(Snapshots.DaysAgo(2), "a1") with { MfaUsed = false }),
        new PosturePolicy { Acknowledgements = [new Acknowledgement("a1", "anna", "CHG-1")] }));

    [Fact]
    public void AFailedSignInOrACallWithoutMfaIsNoSignIn() => Assert.Equal(CheckStatus.Pass, Judge.Status(WithoutMfa, With(
        Snapshots.RootSignInFailure(Snapshots.DaysAgo(2)),
        Snapshots.RootSignIn(Snapshots.DaysAgo(2)) with { Name = "CreateAccessKey", Outcome = null, MfaUsed = false })));

    [Theory]
    [InlineData(WithoutMfa)]
    [InlineData(Failures)]
    [InlineData(Reset)]
    public void UnreadableEventsAreUnknown(string id)
    {
        var result = Judge.Run(id, Snapshots.Healthy with { RootEvents = Snapshots.Denied<IReadOnlyList<CloudTrailEvent>>("cloudtrail:LookupEvents", "us-east-1", "Throttled") }, Throwaway);

        Assert.Equal(CheckStatus.Unknown, result.Status);
        Assert.Equal("cloudtrail:LookupEvents in us-east-1: Throttled", result.Reason);
    }

    [Theory]
    [InlineData(2, 24, CheckStatus.Pass)]
    [InlineData(3, 24, CheckStatus.Fail)]
    [InlineData(3, 24.1, CheckStatus.Pass)]
    public void ThreeFailuresWithinADayFail(int count, double hours, CheckStatus expected) => Assert.Equal(expected, Judge.Status(Failures, With(
        [.. Enumerable.Range(0, count).Select(number => Snapshots.RootSignInFailure(Snapshots.DaysAgo(10).AddHours(number * hours / (count - 1)), $"f{number}"))])));

    [Fact]
    public void ARequestToRecoverThePasswordIsAnAttempt() => Assert.Equal(CheckStatus.Fail, Judge.Status(Failures, With(
        Snapshots.RootSignInFailure(Snapshots.HoursAgo(5)),
        Snapshots.RootSignInFailure(Snapshots.HoursAgo(4)),
        Snapshots.RootSignIn(Snapshots.HoursAgo(3)) with { Name = "PasswordRecoveryRequested", Outcome = null })));

    [Theory]
    [InlineData("198.51.100.7", 1, CheckStatus.Fail)]
    [InlineData("203.0.113.24", 1, CheckStatus.Pass)]
    [InlineData("198.51.100.7", 25, CheckStatus.Pass)]
    [InlineData("198.51.100.7", -1, CheckStatus.Pass)]
    public void AFailureFollowedByASuccessFromElsewhereFails(string ip, double hoursLater, CheckStatus expected) => Assert.Equal(expected, Judge.Status(Failures, With(
        Snapshots.RootSignInFailure(Snapshots.DaysAgo(3)),
        Snapshots.RootSignIn(Snapshots.DaysAgo(3).AddHours(hoursLater), ip: ip))));

    [Fact]
    public void AcknowledgedFailuresDoNotCount() => Assert.Equal(CheckStatus.Pass, Judge.Status(
        Failures,
        With([.. Enumerable.Range(0, 3).Select(number => Snapshots.RootSignInFailure(Snapshots.HoursAgo(number + 1), $"f{number}"))]),
        new PosturePolicy { Acknowledgements = [new Acknowledgement("f1", "anna", "CHG-1")] }));

    [Fact]
    public void ThePasswordIsNotResetWhereItIsKept() => Assert.Equal(CheckStatus.NotApplicable, Judge.Status(Reset, With(Snapshots.RootSignIn(Snapshots.DaysAgo(5)))));

    [Theory]
    [InlineData(24, CheckStatus.Pass)]
    [InlineData(24.1, CheckStatus.Fail)]
    [InlineData(-1, CheckStatus.Fail)]
    public void AThrowawayPasswordIsReplacedWithinADay(double hoursLater, CheckStatus expected) => Assert.Equal(expected, Judge.Status(
        Reset,
        With(Snapshots.RootSignIn(Snapshots.DaysAgo(5)), Snapshots.RootSignIn(Snapshots.DaysAgo(5).AddHours(hoursLater)) with { Name = "PasswordUpdated", Outcome = "Success" }),
        Throwaway));

    [Theory]
    [InlineData(24, CheckStatus.Pass)]
    [InlineData(24.1, CheckStatus.Fail)]
    public void ASignInOfTodayHasTimeLeft(double hours, CheckStatus expected) => Assert.Equal(expected, Judge.Status(Reset, With(Snapshots.RootSignIn(Snapshots.HoursAgo(hours))), Throwaway));

    [Fact]
    public void AFailedReplacementDoesNotCount() => Assert.Equal(CheckStatus.Fail, Judge.Status(
        Reset,
        With(Snapshots.RootSignIn(Snapshots.DaysAgo(5)), Snapshots.RootSignIn(Snapshots.DaysAgo(5).AddHours(1)) with { Name = "PasswordUpdated", Outcome = "Failure" }),
        Throwaway));

    [Fact]
    public void WithoutSignInsThereIsNothingToReset() => Assert.Equal(CheckStatus.Pass, Judge.Status(Reset, With(), Throwaway));

    private static AccountSnapshot With(params IReadOnlyList<CloudTrailEvent> events) => Snapshots.Healthy with { RootEvents = Snapshots.Known(events) };
}
