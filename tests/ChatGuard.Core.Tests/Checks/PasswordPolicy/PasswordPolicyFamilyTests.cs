using ChatGuard.Core.Checks;
using ChatGuard.Core.Snapshots;
using Xunit;
using Policy = ChatGuard.Core.Snapshots.PasswordPolicy;

namespace ChatGuard.Core.Tests.Checks.PasswordPolicy;

public sealed class PasswordPolicyFamilyTests
{
    public static TheoryData<string> Ids => new(new ChatGuard.Core.Checks.PasswordPolicy.PasswordPolicyFamily().Checks.Select(check => check.Id));

    public static TheoryData<string, Policy, CheckStatus> Boundaries => new()
    {
        { "password-policy-min-length", Snapshots.StrongPasswords with { MinimumPasswordLength = 14 }, CheckStatus.Pass },
        { "password-policy-min-length", Snapshots.StrongPasswords with { MinimumPasswordLength = 13 }, CheckStatus.Fail },
        { "password-policy-uppercase", Snapshots.StrongPasswords with { RequireUppercaseCharacters = false }, CheckStatus.Fail },
        { "password-policy-lowercase", Snapshots.StrongPasswords with { RequireLowercaseCharacters = false }, CheckStatus.Fail },
        { "password-policy-number", Snapshots.StrongPasswords with { RequireNumbers = false }, CheckStatus.Fail },
        { "password-policy-symbol", Snapshots.StrongPasswords with { RequireSymbols = false }, CheckStatus.Fail },
        { "password-policy-max-age", Snapshots.StrongPasswords with { MaxPasswordAge = 1 }, CheckStatus.Pass },
        { "password-policy-max-age", Snapshots.StrongPasswords with { MaxPasswordAge = 0 }, CheckStatus.Fail },
        { "password-policy-max-age", Snapshots.StrongPasswords with { MaxPasswordAge = 91 }, CheckStatus.Fail },
        { "password-policy-max-age", Snapshots.StrongPasswords with { ExpirePasswords = false }, CheckStatus.Fail },
        { "password-policy-self-service", Snapshots.StrongPasswords with { AllowUsersToChangePassword = false }, CheckStatus.Fail },
        { "password-policy-reuse", Snapshots.StrongPasswords with { PasswordReusePrevention = 23 }, CheckStatus.Fail },
        { "password-policy-no-hard-expiry", Snapshots.StrongPasswords with { HardExpiry = true }, CheckStatus.Fail },
    };

    [Fact]
    public void TheFamilyHasTenChecks() => Assert.Equal(10, Ids.Count);

    [Theory]
    [MemberData(nameof(Ids))]
    public void AStrongPolicyPasses(string id) => Assert.Equal(CheckStatus.Pass, Judge.Status(id, Snapshots.Healthy));

    [Theory]
    [MemberData(nameof(Boundaries))]
    public void EachRuleHasItsBoundary(string id, Policy policy, CheckStatus expected) =>
        Assert.Equal(expected, Judge.Status(id, Snapshots.Healthy with { PasswordPolicy = Snapshots.Known<Policy?>(policy) }));

    [Theory]
    [MemberData(nameof(Ids))]
    public void WithoutAPolicyTheDefaultOfAwsFailsAllButHardExpiry(string id) => Assert.Equal(
        id == "password-policy-no-hard-expiry" ? CheckStatus.Pass : CheckStatus.Fail,
        Judge.Status(id, Snapshots.Healthy with { PasswordPolicy = Snapshots.Known<Policy?>(null) }));

    [Theory]
    [MemberData(nameof(Ids))]
    public void WithoutConsoleUsersNoRuleApplies(string id) => Assert.Equal(CheckStatus.NotApplicable, Judge.Status(id, Snapshots.Healthy with
    {
        Credentials = Snapshots.Known(Snapshots.Report(users: [Snapshots.Backup])),
        PasswordPolicy = Snapshots.Known<Policy?>(null),
    }));

    [Theory]
    [MemberData(nameof(Ids))]
    public void WithoutTheReportThePolicyIsJudgedAllTheSame(string id) => Assert.Equal(CheckStatus.Pass, Judge.Status(id, Snapshots.Healthy with
    {
        Credentials = Snapshots.Denied<CredentialReport>("iam:GetCredentialReport"),
    }));

    [Theory]
    [MemberData(nameof(Ids))]
    public void AnUnreadablePolicyIsUnknown(string id)
    {
        var result = Judge.Run(id, Snapshots.Healthy with { PasswordPolicy = Snapshots.Denied<Policy?>("iam:GetAccountPasswordPolicy") });

        Assert.Equal(CheckStatus.Unknown, result.Status);
        Assert.Equal("iam:GetAccountPasswordPolicy: AccessDenied", result.Reason);
    }

    [Fact]
    public void TheOwnersMayAskForMore() => Assert.Equal(
        CheckStatus.Fail,
        Judge.Status("password-policy-min-length", Snapshots.Healthy, new PosturePolicy { Thresholds = new Thresholds { MinimumPasswordLength = 16 } }));
}
