using ChatGuard.Core.Checks;
using ChatGuard.Core.Snapshots;
using Xunit;

namespace ChatGuard.Core.Tests.Checks.Root;

public sealed class RootUsageRecentTests
{
    private const string Id = "root-usage-recent";

    private static readonly PosturePolicy Answered = new() { Acknowledgements = [new Acknowledgement("3f2a", "anna", "CHG-118")] };

    [Theory]
    [InlineData(30, CheckStatus.Fail)]
    [InlineData(30.99, CheckStatus.Fail)]
    [InlineData(31, CheckStatus.Pass)]
    public void AUseWithinThirtyDaysFails(double days, CheckStatus expected) => Assert.Equal(expected, Judge.Status(Id, With([Snapshots.RootSignIn(Snapshots.DaysAgo(days))])));

    [Fact]
    public void AnAcknowledgedUsePasses() => Assert.Equal(CheckStatus.Pass, Judge.Status(Id, With([Snapshots.RootSignIn(Snapshots.DaysAgo(2))]), Answered));

    [Fact]
    public void TheLastUseIsNamedAndUsesAreCounted()
    {
        var call = Snapshots.RootSignIn(Snapshots.DaysAgo(1.5), "77aa", "203.0.113.24") with { Name = "StopLogging", EventType = "AwsApiCall", Outcome = null };

        Assert.Equal(
            "root was used, 2 unacknowledged events within 30 days; last StopLogging at 2026-11-18 20:00 UTC from 203.0.113.24",
            Judge.Failure(Id, With([Snapshots.RootSignIn(Snapshots.DaysAgo(2)), call])));
    }

    [Fact]
    public void WhatAServiceDidForRootIsNoUse()
    {
        var call = Snapshots.RootSignIn(Snapshots.DaysAgo(1)) with { Outcome = null, EventType = "AwsApiCall" };

        Assert.Equal(CheckStatus.Pass, Judge.Status(Id, With([call with { InvokedBy = "autoscaling.amazonaws.com" }, call with { EventType = "AwsServiceEvent" }])));
    }

    [Fact]
    public void AFailedSignInIsNoUse() => Assert.Equal(CheckStatus.Pass, Judge.Status(Id, With([Snapshots.RootSignInFailure(Snapshots.DaysAgo(1))])));

    [Fact]
    public void AKeyUsedInAnotherRegionShowsInTheReportAlone()
    {
        var key = new AccessKey { Number = 1, Active = true, LastUsed = Snapshots.DaysAgo(3) };

        Assert.Contains("root used access key 1 3 days ago", Judge.Failure(Id, With([], Snapshots.Root with { AccessKeys = [key] })), StringComparison.Ordinal);
    }

    [Fact]
    public void AnAcknowledgedSignInAnswersForTheReport()
    {
        var root = Snapshots.Root with { PasswordLastUsed = Snapshots.DaysAgo(2).AddMinutes(4) };
        var events = new[] { Snapshots.RootSignIn(Snapshots.DaysAgo(2)) };

        Assert.Equal(CheckStatus.Pass, Judge.Status(Id, With(events, root), Answered));
        Assert.Equal(CheckStatus.Fail, Judge.Status(Id, With(events, root with { PasswordLastUsed = Snapshots.DaysAgo(1) }), Answered));
    }

    [Fact]
    public void RootThatWasNeverUsedPasses() => Assert.Equal(CheckStatus.Pass, Judge.Status(Id, With([], Snapshots.Root with { PasswordLastUsed = null })));

    [Theory]
    [InlineData(24, CheckStatus.Pass)]
    [InlineData(24.1, CheckStatus.Unknown)]
    public void WithoutEventsAReportOfADayWillDo(double hours, CheckStatus expected) => Assert.Equal(expected, Judge.Status(Id, Snapshots.Healthy with
    {
        RootEvents = Snapshots.Denied<IReadOnlyList<CloudTrailEvent>>("cloudtrail:LookupEvents", "us-east-1"),
        Credentials = Observed<CredentialReport>.Known(Snapshots.Report(), Snapshots.HoursAgo(hours)),
    }));

    [Fact]
    public void WithoutAReportQuietEventsAreUnknown() => Assert.Equal(
        CheckStatus.Unknown,
        Judge.Status(Id, Snapshots.Healthy with { Credentials = Snapshots.Denied<CredentialReport>("iam:GetCredentialReport") }));

    [Fact]
    public void WithoutAReportAUseInTheEventsFails() => Assert.Equal(CheckStatus.Fail, Judge.Status(Id, With([Snapshots.RootSignIn(Snapshots.DaysAgo(2))]) with
    {
        Credentials = Snapshots.Denied<CredentialReport>("iam:GetCredentialReport"),
    }));

    [Fact]
    public void TheResultIsAsOldAsTheReport() => Assert.Equal(
        Snapshots.HoursAgo(4),
        Judge.Run(Id, Snapshots.Healthy with { Credentials = Observed<CredentialReport>.Known(Snapshots.Report(), Snapshots.HoursAgo(4)) }).DataAsOf);

    private static AccountSnapshot With(IReadOnlyList<CloudTrailEvent> events, UserCredentials? root = null) => Snapshots.Healthy with
    {
        RootEvents = Snapshots.Known(events),
        Credentials = Snapshots.Known(Snapshots.Report(root)),
    };
}
