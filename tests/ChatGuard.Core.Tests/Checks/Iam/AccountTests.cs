using ChatGuard.Core.Checks;
using ChatGuard.Core.Checks.Iam;
using ChatGuard.Core.Snapshots;
using Xunit;

namespace ChatGuard.Core.Tests.Checks.Iam;

public class AccountTests
{
    private const string BySaml = """{"Statement":{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::444455556666:saml-provider/okta"},"Action":"sts:AssumeRoleWithSAML"}}""";

    private const string ByEc2 = """{"Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}}""";

    [Fact]
    public void AnAdministratorMayBeAUserOrAFederatedRole()
    {
        Assert.Equal(CheckStatus.Pass, Snapshots.Healthy.With([Iam.User("anna") with { AttachedPolicies = [Snapshots.Aws("AdministratorAccess")] }]).Run<AdminPathExists>().Status);
        Assert.Equal(CheckStatus.Pass, Snapshots.Healthy.With(roles: [Iam.Role("admin", BySaml, Snapshots.Aws("AdministratorAccess"))]).Run<AdminPathExists>().Status);
    }

    [Fact]
    public void ARoleOfMachinesIsNoWayInForPeople() =>
        Assert.Equal(CheckStatus.Fail, Snapshots.Healthy.With(roles: [Iam.Role("app", ByEc2, Snapshots.Aws("AdministratorAccess"))]).Run<AdminPathExists>().Status);

    [Fact]
    public void AnUnreadablePolicyMayBeTheAdministrators() => Assert.Equal(
        CheckStatus.Unknown,
        Snapshots.Healthy.With([Iam.User("anna") with { InlinePolicies = [new("odd", Iam.Malformed)] }]).Run<AdminPathExists>().Status);

    [Fact]
    public void WithoutUsersAndFederationNobodyWorksHere()
    {
        var empty = Without(Snapshots.Healthy.With()) with { Summary = Snapshots.Known(Snapshots.Summary(("Users", 0))) };
        Assert.Equal(CheckStatus.Fail, empty.Run<UsersExist>().Status);
        Assert.Equal(CheckStatus.Pass, (empty with { FederationProviders = Snapshots.Healthy.FederationProviders }).Run<UsersExist>().Status);
        Assert.Equal(CheckStatus.Pass, (empty with { Authorization = Snapshots.Healthy.Authorization }).Run<UsersExist>().Status);
        Assert.Equal(CheckStatus.Unknown, (empty with { FederationProviders = Snapshots.Unreadable.FederationProviders }).Run<UsersExist>().Status);
        Assert.Equal(CheckStatus.Unknown, (empty with { Summary = Snapshots.Known(Snapshots.Summary(("Users", null))) }).Run<UsersExist>().Status);
    }

    [Theory]
    [InlineData(true, 2, CheckStatus.Pass)]
    [InlineData(true, 3, CheckStatus.Fail)]
    [InlineData(true, 0, CheckStatus.Pass)]
    [InlineData(false, 1, CheckStatus.Fail)]
    [InlineData(false, 0, CheckStatus.NotApplicable)]
    public void PeopleComeByFederationSaveForTwoBreakGlassUsers(bool provider, int console, CheckStatus expected)
    {
        var snapshot = Iam.WithRows(Enumerable.Range(1, console).Select(number => Iam.Person($"p{number}")).Append(Iam.Program("ci")).ToList()).With();
        Assert.Equal(expected, (provider ? snapshot : Without(snapshot)).Run<FederationUsed>().Status);
    }

    [Fact]
    public void AProviderOfABuildSystemIsNoFederationOfPeople() => Assert.Equal(
        CheckStatus.Fail,
        (Iam.WithRows(Iam.Person("anna")).With() with { FederationProviders = Snapshots.Known<IReadOnlyList<string>>(["arn:aws:iam::444455556666:oidc-provider/token.actions.githubusercontent.com"]) }).Run<FederationUsed>().Status);

    [Fact]
    public void APolicyThatAllowsEverythingFailsWhereItIsInUse()
    {
        var result = Snapshots.Healthy.With(
            [Iam.User("terraform") with { InlinePolicies = [new("full-admin", Iam.AllowAll)] }],
            [new IamGroup("ops", "arn:aws:iam::444455556666:group/ops", [], [new("all", Iam.AllowAll)])],
            [Iam.Role("legacy", ByEc2) with { InlinePolicies = [new("all", Iam.AllowAll)] }],
            [Iam.Policy("LegacyOps", Iam.AllowAll), Iam.Policy("Shelved", Iam.AllowAll, attached: 0), Iam.Policy("Read", """{"Statement":{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}}""")])
            .Run<NoFullAdminPolicies>();
        Assert.Equal(
            [Iam.Own("LegacyOps").PolicyArn, Iam.Arn("terraform"), "arn:aws:iam::444455556666:group/ops", "arn:aws:iam::444455556666:role/legacy"],
            result.Findings.Select(finding => finding.ResourceId));
        Assert.Equal((CheckStatus.Fail, Severity.High), (result.Status, result.Severity));
    }

    [Fact]
    public void AnUnreadableAttachedPolicyIsUnknown() =>
        Assert.Equal(CheckStatus.Unknown, Snapshots.Healthy.With(policies: [Iam.Policy("Odd", Iam.Malformed)]).Run<NoFullAdminPolicies>().Status);

    [Fact]
    public void ADeveloperOrAMakerOfIdentitiesNeedsABoundary()
    {
        var boundary = "arn:aws:iam::444455556666:policy/Boundary";
        var result = Snapshots.Healthy.With(
            [
                Iam.User("bounded", "developers") with { PermissionsBoundaryArn = boundary },
                Iam.User("free", "Developers"),
                Iam.User("anna", "admins"),
                Iam.User("maker") with { AttachedPolicies = [Snapshots.Aws("IAMFullAccess")] },
                Iam.User("odd") with { InlinePolicies = [new("odd", Iam.Malformed)] },
            ],
            [Snapshots.Group("developers"), Snapshots.Group("admins", Snapshots.Aws("AdministratorAccess"))],
            [
                Iam.Role("deployer", ByEc2) with { InlinePolicies = [new("iam", """{"Statement":{"Effect":"Allow","Action":"iam:Create*","Resource":"*"}}""")] },
                Iam.Role("bounded-deployer", ByEc2) with { PermissionsBoundaryArn = boundary, InlinePolicies = [new("iam", """{"Statement":{"Effect":"Allow","Action":"iam:*","Resource":"*"}}""")] },
                Iam.Role("AWSServiceRoleForX", ByEc2) with { Path = "/aws-service-role/x.amazonaws.com/", InlinePolicies = [new("iam", """{"Statement":{"Effect":"Allow","Action":"iam:*","Resource":"*"}}""")] },
            ]).Run<PermissionsBoundary>();
        Assert.Equal(CheckStatus.Fail, result.For("free").Status);
        Assert.Equal(CheckStatus.Fail, result.For("maker").Status);
        Assert.Equal(CheckStatus.Fail, result.For("deployer").Status);
        Assert.Equal(CheckStatus.Unknown, result.For("odd").Status);
        Assert.Equal(4, result.Findings.Count);
    }

    [Fact]
    public void WhoMakesNoIdentitiesNeedsNoBoundary() => Assert.Equal(CheckStatus.Pass, Snapshots.Healthy.Run<PermissionsBoundary>().Status);

    [Fact]
    public void CloudShellFullAccessFailsWhereverItIsAttached()
    {
        var groups = Snapshots.Healthy.With(groups: [Snapshots.Group("developers", Snapshots.Aws("AWSCloudShellFullAccess"))]).Run<CloudShellFull>();
        Assert.Equal("arn:aws:iam::444455556666:group/developers", groups.Findings[0].ResourceId);
        Assert.Equal(CheckStatus.Fail, groups.Status);
        Assert.Equal(CheckStatus.Fail, Snapshots.Healthy.With([Iam.User("a") with { AttachedPolicies = [Snapshots.Aws("AWSCloudShellFullAccess")] }]).Run<CloudShellFull>().Status);
        Assert.Equal(CheckStatus.Fail, Snapshots.Healthy.With(roles: [Iam.Role("r", ByEc2, Snapshots.Aws("AWSCloudShellFullAccess"))]).Run<CloudShellFull>().Status);
        Assert.Equal(CheckStatus.Pass, Snapshots.Healthy.Run<CloudShellFull>().Status);
    }

    [Fact]
    public void SomebodyMustBeAbleToOpenSupportCases()
    {
        Assert.Equal(CheckStatus.Pass, Snapshots.Healthy.With(roles: [Iam.Role("SupportAccess", ByEc2, Snapshots.Aws("AWSSupportAccess"))]).Run<SupportRole>().Status);
        Assert.Equal(CheckStatus.Fail, Snapshots.Healthy.With().Run<SupportRole>().Status);
    }

    private static AccountSnapshot Without(AccountSnapshot snapshot) => snapshot with { FederationProviders = Snapshots.Known<IReadOnlyList<string>>([]) };
}
