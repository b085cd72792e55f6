using ChatGuard.Core.Checks.Iam;
using ChatGuard.Core.Snapshots;
using Xunit;

namespace ChatGuard.Core.Tests.Checks.Iam;

public class AdministratorsTests
{
    [Fact]
    public void AdministratorsAreFoundByGroupDirectlyInlineAndByOwnPolicy()
    {
        var administrators = Administrators.In(new AuthorizationDetails(
            [
                Iam.User("by-group", "Admins"),
                Iam.User("direct") with { AttachedPolicies = [new("AdministratorAccess", "arn:aws-cn:iam::aws:policy/AdministratorAccess")] },
                Iam.User("inline") with { InlinePolicies = [new("full", Iam.AllowAll)] },
                Iam.User("own-policy") with { AttachedPolicies = [Iam.Own("LegacyOps")] },
                Iam.User("reader", "readers"),
            ],
            [Snapshots.Group("admins", Snapshots.Aws("AdministratorAccess")), Snapshots.Group("readers", Snapshots.Aws("ReadOnlyAccess"))],
            [],
            [Iam.Policy("LegacyOps", Iam.AllowAll)]));

        Assert.Equal(["by-group", "direct", "inline", "own-policy"], administrators.Users.Select(user => user.UserName));
        Assert.Equal(["direct", "inline", "own-policy"], administrators.DirectUsers.Select(user => user.UserName));
        Assert.True(administrators.Include("by-group"));
        Assert.False(administrators.Include("reader"));
        Assert.Equal("admins", Assert.Single(administrators.Groups).GroupName);
    }

    [Fact]
    public void AnOwnPolicyNamedLikeAwssIsJudgedByItsDocument()
    {
        var user = Iam.User("careful") with { AttachedPolicies = [Iam.Own("AdministratorAccess")] };
        var policy = Iam.Policy("AdministratorAccess", """{"Statement":{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}}""");
        Assert.Empty(Administrators.In(new AuthorizationDetails([user], [], [], [policy])).Users);
    }

    [Fact]
    public void AMalformedPolicyIsNamedAndNobodysAdministratorRight()
    {
        var user = Iam.User("odd") with { InlinePolicies = [new("broken", Iam.Malformed)] };
        var administrators = Administrators.In(new AuthorizationDetails([user], [], [], []));
        Assert.Empty(administrators.Users);
        Assert.Contains("broken", Assert.Single(administrators.Unclear).Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"Statement":{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::444455556666:saml-provider/okta"},"Action":"sts:AssumeRoleWithSAML"}}""", true)]
    [InlineData("""{"Statement":{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::444455556666:oidc-provider/login.example.com"},"Action":"sts:AssumeRoleWithWebIdentity"}}""", true)]
    [InlineData("""{"Statement":{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::444455556666:oidc-provider/token.actions.githubusercontent.com"},"Action":"sts:AssumeRoleWithWebIdentity"}}""", false)]
    [InlineData("""{"Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}}""", false)]
    [InlineData("""{"Statement":{"Effect":"Deny","Principal":{"Federated":"arn:aws:iam::444455556666:saml-provider/okta"},"Action":"sts:AssumeRoleWithSAML"}}""", false)]
    [InlineData("not json", false)]
    public void PeopleReachARoleByAProviderOfPeople(string trust, bool reached) => Assert.Equal(reached, Federation.Reaches(Iam.Role("r", trust)));

    [Fact]
    public void PeopleReachEveryRoleOfIdentityCenter() =>
        Assert.True(Federation.Reaches(Iam.Role("AWSReservedSSO_x", "{}") with { Path = "/aws-reserved/sso.amazonaws.com/eu-west-1/" }));
}
