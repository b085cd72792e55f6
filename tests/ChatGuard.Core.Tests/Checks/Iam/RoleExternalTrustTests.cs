using ChatGuard.Core.Checks;
using ChatGuard.Core.Checks.Iam;
using ChatGuard.Core.Snapshots;
using Xunit;

namespace ChatGuard.Core.Tests.Checks.Iam;

public class RoleExternalTrustTests
{
    [Theory]
    [InlineData("444455556666", CheckStatus.Pass)]
    [InlineData("arn:aws:iam::444455556666:user/anna", CheckStatus.Pass)]
    [InlineData("arn:aws:iam::777788889999:root", CheckStatus.Pass)]
    [InlineData("AROACKCEVSQ6C2EXAMPLE", CheckStatus.Pass)]
    [InlineData("arn:aws:iam::999988887777:root", CheckStatus.Fail)]
    [InlineData("999988887777", CheckStatus.Fail)]
    [InlineData("*", CheckStatus.Fail)]
    public void ARoleTrustsItsAccountAndOrganizationAlone(string principal, CheckStatus expected) => Assert.Equal(expected, Trusting(principal).Run<RoleExternalTrust>().Status);

    [Fact]
    public void AnAccountTheOwnersTrustPasses() =>
        Assert.Equal(CheckStatus.Pass, Trusting("999988887777").Run<RoleExternalTrust>(new PosturePolicy { TrustedAccounts = ["999988887777"] }).Status);

    [Theory]
    [InlineData("")]
    [InlineData(""","Condition":{}""")]
    public void ARoleOpenToEveryoneIsCritical(string condition) => Assert.Equal(Severity.Critical, Trusting("*", condition).Run<RoleExternalTrust>().Severity);

    [Theory]
    [InlineData("""{"StringEquals":{"aws:PrincipalOrgID":"o-core00001"}}""", CheckStatus.Pass)]
    [InlineData("""{"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-core00001/r-1/*"}}""", CheckStatus.Pass)]
    [InlineData("""{"StringEquals":{"aws:PrincipalOrgID":"o-other"}}""", CheckStatus.Fail)]
    [InlineData("""{"StringNotEquals":{"aws:PrincipalOrgID":"o-core00001"}}""", CheckStatus.Fail)]
    [InlineData("""{"StringEquals":{"aws:PrincipalAccount":"777788889999"}}""", CheckStatus.Pass)]
    [InlineData("""{"StringEquals":{"aws:PrincipalAccount":["777788889999","999988887777"]}}""", CheckStatus.Fail)]
    [InlineData("""{"StringEquals":{"sts:ExternalId":"42"}}""", CheckStatus.Fail)]
    public void EveryoneUnderAConditionIsHighUnlessItNarrowsToKnownAccounts(string condition, CheckStatus expected)
    {
        var result = Trusting("*", $""","Condition":{condition}""").Run<RoleExternalTrust>();
        Assert.Equal((expected, Severity.High), (result.Status, result.Severity));
    }

    [Fact]
    public void EveryoneButSomebodyIsEveryone() => Assert.Equal(
        Severity.Critical,
        Snapshots.Healthy.With(roles: [Iam.Role("r", """{"Statement":{"Effect":"Allow","NotPrincipal":{"AWS":"999988887777"},"Action":"sts:AssumeRole"}}""")]).Run<RoleExternalTrust>().Severity);

    [Fact]
    public void ServicesAndProvidersMayBeNamedFreely() => Assert.Equal(CheckStatus.Pass, Snapshots.Healthy.Run<RoleExternalTrust>().Status);

    [Theory]
    [InlineData("/aws-service-role/x.amazonaws.com/")]
    [InlineData("/aws-reserved/sso.amazonaws.com/")]
    public void AwssOwnRolesAreLeftAlone(string path)
    {
        var role = Iam.Role("r", """{"Statement":{"Effect":"Allow","Principal":{"AWS":"999988887777"},"Action":"sts:AssumeRole"}}""") with { Path = path };
        Assert.Equal(CheckStatus.Pass, Snapshots.Healthy.With(roles: [role]).Run<RoleExternalTrust>().Status);
    }

    [Fact]
    public void AMemberThatCannotListItsOrganizationKnowsItsManagementAccountAlone()
    {
        var unread = Snapshots.Unreadable.OrganizationAccounts;
        var organization = Snapshots.Known<Organization?>(new Organization("o-core00001", "111122223333"));
        Assert.Equal(CheckStatus.Pass, (Trusting("111122223333") with { Organization = organization, OrganizationAccounts = unread }).Run<RoleExternalTrust>().Status);
        var stranger = (Trusting("999988887777") with { Organization = organization, OrganizationAccounts = unread }).Run<RoleExternalTrust>();
        Assert.Equal(CheckStatus.Unknown, stranger.Status);
        Assert.Contains("organizations:ListAccounts", stranger.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void AStandAloneAccountHasNoDoubtAboutStrangers() => Assert.Equal(
        CheckStatus.Fail,
        (Trusting("999988887777") with { Organization = Snapshots.Known<Organization?>(null), OrganizationAccounts = Snapshots.Unreadable.OrganizationAccounts }).Run<RoleExternalTrust>().Status);

    [Fact]
    public void AnOrganizationConditionWithoutKnowingOursIsUnknown() => Assert.Equal(
        CheckStatus.Unknown,
        (Trusting("*", ""","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-x"}}""") with { Organization = Snapshots.Unreadable.Organization }).Run<RoleExternalTrust>().Status);

    [Fact]
    public void AnUnreadableTrustPolicyIsUnknown() => Assert.Equal(CheckStatus.Unknown, Snapshots.Healthy.With(roles: [Iam.Role("r", Iam.Malformed)]).Run<RoleExternalTrust>().Status);

    private static AccountSnapshot Trusting(string principal, string condition = "") => Snapshots.Healthy.With(
        roles: [Iam.Role("partner-sync", $$"""{"Statement":[{"Effect":"Allow","Principal":{"AWS":"{{principal}}"},"Action":"sts:AssumeRole"{{condition}}}]}""")]);
}
