using ChatGuard.Core.Checks;
using ChatGuard.Core.Snapshots;
using Xunit;

namespace ChatGuard.Core.Tests.Checks.Root;

/// <summary>root-mfa-enabled, root-no-access-keys, root-signing-certificates and root-access-key-age.</summary>
public sealed class RootCredentialsTests
{
    private static readonly PosturePolicy KeyAllowed = new() { RootAccessKeyException = true };

    private static readonly (string, int?)[] NoCredentials =
        [("AccountMFAEnabled", 0), ("AccountPasswordPresent", 0), ("AccountAccessKeysPresent", 0), ("AccountSigningCertificatesPresent", 0)];

    [Fact]
    public void RootWithMfaPasses() => Assert.Equal(CheckStatus.Pass, Judge.Status("root-mfa-enabled", Snapshots.Healthy));

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(0, 1, 0)]
    [InlineData(0, 0, 1)]
    public void RootWithAnyCredentialAndWithoutMfaFails(int password, int keys, int certificates) => Assert.Equal(CheckStatus.Fail, Judge.Status("root-mfa-enabled", With(
        ("AccountMFAEnabled", 0), ("AccountPasswordPresent", password), ("AccountAccessKeysPresent", keys), ("AccountSigningCertificatesPresent", certificates))));

    [Fact]
    public void RootWithoutCredentialsNeedsNoMfaWhereTheOrganizationManagesThem() =>
        Assert.Equal(CheckStatus.NotApplicable, Judge.Status("root-mfa-enabled", With(NoCredentials)));

    [Fact]
    public void RootOfAMemberWithoutCredentialsNeedsNoMfa() => Assert.Equal(CheckStatus.NotApplicable, Judge.Status("root-mfa-enabled", With(NoCredentials) with
    {
        Organization = Snapshots.Known<Organization?>(new Organization("o-core00001", "111122223333")),
        RootAccessFeatures = Snapshots.Denied<IReadOnlyList<string>?>("iam:ListOrganizationsFeatures"),
    }));

    [Fact]
    public void RootWithoutCredentialsIsUnknownWhereNobodyManagesThem() => Assert.Equal(CheckStatus.Unknown, Judge.Status("root-mfa-enabled", With(NoCredentials) with
    {
        Organization = Snapshots.Known<Organization?>(null),
        RootAccessFeatures = Snapshots.Known<IReadOnlyList<string>?>(null),
    }));

    [Fact]
    public void WithoutMfaAMissingCredentialEntryIsUnknown() =>
        Assert.Equal(CheckStatus.Unknown, Judge.Status("root-mfa-enabled", With(("AccountMFAEnabled", 0), ("AccountPasswordPresent", null))));

    [Theory]
    [InlineData("root-mfa-enabled", "AccountMFAEnabled")]
    [InlineData("root-no-access-keys", "AccountAccessKeysPresent")]
    [InlineData("root-signing-certificates", "AccountSigningCertificatesPresent")]
    public void AMissingSummaryEntryIsUnknown(string id, string key) => Assert.Equal(CheckStatus.Unknown, Judge.Status(id, With((key, null))));

    [Theory]
    [InlineData("root-mfa-enabled")]
    [InlineData("root-no-access-keys")]
    [InlineData("root-signing-certificates")]
    public void AnUnreadableSummaryIsUnknownAndSaysWhy(string id)
    {
        var result = Judge.Run(id, Snapshots.Healthy with { Summary = Snapshots.Denied<AccountSummary>("iam:GetAccountSummary") });

        Assert.Equal(CheckStatus.Unknown, result.Status);
        Assert.Equal("iam:GetAccountSummary: AccessDenied", result.Reason);
    }

    [Theory]
    [InlineData("root-no-access-keys", "AccountAccessKeysPresent")]
    [InlineData("root-signing-certificates", "AccountSigningCertificatesPresent")]
    public void ACredentialOfRootFailsAndNoneOfItPasses(string id, string key)
    {
        var failing = Assert.Single(Judge.Run(id, With((key, 1))).Findings);

        Assert.Equal(CheckStatus.Fail, failing.Status);
        Assert.Equal("arn:aws:iam::444455556666:root", failing.ResourceId);
        Assert.Equal(CheckStatus.Pass, Judge.Status(id, With((key, 0))));
    }

    [Fact]
    public void ARootKeyIsNotAgedWithoutAnException() => Assert.Equal(CheckStatus.NotApplicable, Judge.Status("root-access-key-age", WithKey(Key(1650))));

    [Theory]
    [InlineData(90, CheckStatus.Pass)]
    [InlineData(90.99, CheckStatus.Pass)]
    [InlineData(91, CheckStatus.Fail)]
    public void ARootKeyOfNinetyDaysPasses(double days, CheckStatus expected) => Assert.Equal(expected, Judge.Status("root-access-key-age", WithKey(Key(days)), KeyAllowed));

    [Fact]
    public void AnInactiveRootKeyHasNoAgeLimit() => Assert.Equal(CheckStatus.Pass, Judge.Status("root-access-key-age", WithKey(Key(1650) with { Active = false }), KeyAllowed));

    [Fact]
    public void ARootKeyWithoutADateIsUnknown() => Assert.Equal(CheckStatus.Unknown, Judge.Status("root-access-key-age", WithKey(Key(1) with { LastRotated = null }), KeyAllowed));

    [Fact]
    public void AReportWithoutRootIsUnknown() => Assert.Equal(
        CheckStatus.Unknown,
        Judge.Status("root-access-key-age", Snapshots.Healthy with { Credentials = Snapshots.Known(new CredentialReport(Snapshots.TakenAt, null, [])) }, KeyAllowed));

    [Fact]
    public void AnUnreadableReportIsUnknown() => Assert.Equal(
        CheckStatus.Unknown,
        Judge.Status("root-access-key-age", Snapshots.Healthy with { Credentials = Snapshots.Denied<CredentialReport>("iam:GetCredentialReport") }, KeyAllowed));

    private static AccountSnapshot With(params IReadOnlyList<(string, int?)> changes) => Snapshots.Healthy with { Summary = Snapshots.Known(Snapshots.Summary(changes)) };

    private static AccountSnapshot WithKey(AccessKey key) =>
        Snapshots.Healthy with { Credentials = Snapshots.Known(Snapshots.Report(Snapshots.Root with { AccessKeys = [key] })) };

    private static AccessKey Key(double days) => new() { Number = 1, Active = true, LastRotated = Snapshots.DaysAgo(days) };
}
