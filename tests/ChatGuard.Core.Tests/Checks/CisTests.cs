using ChatGuard.Core.Checks;
using Xunit;

namespace ChatGuard.Core.Tests.Checks;

public sealed class CisTests
{
    // Checks of IAM users, groups and instances that the mapping names before they are written.
    private static readonly string[] Later =
    [
        "access-key-age", "access-key-at-creation", "access-key-two-active", "access-key-unused", "ec2-instance-profile", "iam-cloudshell-full",
        "iam-expired-certificates", "iam-federation-used", "iam-no-full-admin-policies", "iam-support-role", "iam-users-via-groups",
        "user-console-unused", "user-mfa-enabled",
    ];

    [Fact]
    public void ACheckNamesItsControlInEachBenchmark() => Assert.Equal(["3.0:1.5", "5.0:1.4", "6.0:2.4"], Cis.Of("root-mfa-enabled"));

    [Fact]
    public void VersionSixMovesEachSectionUpByOne() => Assert.Equal(["3.0:4.6", "5.0:4.6", "6.0:5.6"], Cis.Of("root-login-failures"));

    [Fact]
    public void ACheckOfOurOwnHasNoControls() => Assert.Empty(Cis.Of("guardduty-open-high"));

    [Fact]
    public void EveryMappedCheckIsInTheCatalogue() =>
        Assert.Empty(Cis.Checks.Except(Check.All.Select(check => check.Id)).Except(Later));
}
