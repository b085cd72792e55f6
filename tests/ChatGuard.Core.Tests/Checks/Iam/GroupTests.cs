using ChatGuard.Core.Checks;
using ChatGuard.Core.Checks.Iam;
using ChatGuard.Core.Snapshots;
using Xunit;

namespace ChatGuard.Core.Tests.Checks.Iam;

public class GroupTests
{
    private static readonly IamGroup Admins = Snapshots.Group("admins", Snapshots.Aws("AdministratorAccess"));

    [Fact]
    public void AnAdministratorWithoutMfaFails()
    {
        var snapshot = Iam.WithRows(Iam.Person("alice"), Iam.Person("bob") with { MfaActive = false }).With([Iam.User("alice", "admins"), Iam.User("bob", "admins")], [Admins]);
        Assert.Equal([Iam.Arn("bob")], snapshot.Run<GroupAdmins>().Findings.Select(finding => finding.ResourceId));
        Assert.Equal(CheckStatus.Fail, snapshot.Run<GroupAdmins>().Status);
    }

    [Theory]
    [InlineData(5, CheckStatus.Pass)]
    [InlineData(6, CheckStatus.Fail)]
    public void AGroupOfAdministratorsHasAtMostFiveMembers(int members, CheckStatus expected)
    {
        var names = Enumerable.Range(1, members).Select(number => $"admin{number}").ToList();
        var snapshot = Iam.WithRows(names.Select(name => Iam.Person(name)).ToList()).With(names.Select(name => Iam.User(name, "admins")).ToList(), [Admins]);
        Assert.Equal(expected, snapshot.Run<GroupAdmins>().Status);
    }

    [Fact]
    public void AdministratorsWithoutAGroupFail() => Assert.Equal(
        CheckStatus.Fail,
        Iam.WithRows(Iam.Person("farid")).With([Iam.User("farid") with { AttachedPolicies = [Snapshots.Aws("AdministratorAccess")] }]).Run<GroupAdmins>().Status);

    [Fact]
    public void WithoutAdministratorsTheirGroupDoesNotApply() =>
        Assert.Equal(CheckStatus.NotApplicable, Iam.WithRows(Iam.Person("anna")).With([Iam.User("anna")]).Run<GroupAdmins>().Status);

    [Fact]
    public void AnAdministratorMissingInTheReportIsUnknown() =>
        Assert.Equal(CheckStatus.Unknown, Iam.WithRows().With([Iam.User("anna", "admins")], [Admins]).Run<GroupAdmins>().Status);

    [Fact]
    public void AGroupThatMayAdministerByAnUnreadablePolicyIsUnknown() => Assert.Equal(
        CheckStatus.Unknown,
        Snapshots.Healthy.With([Iam.User("anna", "ops")], [Snapshots.Group("ops", Iam.Own("Ops"))], policies: [Iam.Policy("Ops", Iam.Malformed)]).Run<GroupAdmins>().Status);

    [Theory]
    [InlineData("""{"Effect":"Allow","Action":"iam:*","Resource":"*"}""", CheckStatus.Fail)]
    [InlineData("""{"Effect":"Allow","Action":["s3:*","*:*"],"Resource":"*"}""", CheckStatus.Fail)]
    [InlineData("""{"Effect":"Allow","NotAction":["organizations:*"],"Resource":"*"}""", CheckStatus.Fail)]
    [InlineData("""{"Effect":"Allow","Action":"iam:*","Resource":"arn:aws:iam::444455556666:user/${aws:username}"}""", CheckStatus.Pass)]
    [InlineData("""{"Effect":"Deny","NotAction":"iam:*","Resource":"*"}""", CheckStatus.Pass)]
    [InlineData("""{"Effect":"Allow","Action":["ec2:*","s3:*"],"Resource":"*"}""", CheckStatus.Pass)]
    [InlineData("oops", CheckStatus.Unknown)]
    public void DevelopersHaveNoAdministratorRights(string statement, CheckStatus expected)
    {
        var snapshot = Snapshots.Healthy.With([Iam.User("dev", "developers")], [Snapshots.Group("developers", Iam.Own("Dev"))], policies: [Iam.Policy("Dev", $$"""{"Statement":[{{statement}}]}""")]);
        Assert.Equal(expected, snapshot.Run<GroupDeveloper>().Status);
    }

    [Theory]
    [InlineData("AdministratorAccess", CheckStatus.Fail)]
    [InlineData("PowerUserAccess", CheckStatus.Fail)]
    [InlineData("IAMFullAccess", CheckStatus.Fail)]
    [InlineData("AmazonEC2FullAccess", CheckStatus.Pass)]
    public void DevelopersHaveNoneOfAwssWidePolicies(string policy, CheckStatus expected) => Assert.Equal(
        expected,
        Snapshots.Healthy.With([Iam.User("dev", "Devs")], [Snapshots.Group("Devs", Snapshots.Aws(policy))]).Run<GroupDeveloper>(new PosturePolicy { DeveloperGroup = "devs" }).Status);

    [Fact]
    public void AMissingDevelopersGroupFails() => Assert.Equal(CheckStatus.Fail, Snapshots.Healthy.With([Iam.User("dev")]).Run<GroupDeveloper>().Status);

    [Theory]
    [InlineData("SecurityAudit", CheckStatus.Pass)]
    [InlineData("ReadOnlyAccess", CheckStatus.Pass)]
    [InlineData("AmazonS3ReadOnlyAccess", CheckStatus.Fail)]
    public void AuditorsHaveAReadOnlyPolicy(string policy, CheckStatus expected) =>
        Assert.Equal(expected, Snapshots.Healthy.With(groups: [Snapshots.Group("auditors", Snapshots.Aws(policy))]).Run<GroupAuditor>().Status);

    [Fact]
    public void TheJobFunctionPolicyCounts() => Assert.Equal(
        CheckStatus.Pass,
        Snapshots.Healthy.With(groups: [Snapshots.Group("auditors", new AttachedPolicy("ViewOnlyAccess", "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"))]).Run<GroupAuditor>().Status);

    [Fact]
    public void WithoutTheGroupARoleServesAuditorsButNotTheBotsOwn()
    {
        Assert.Equal(CheckStatus.Pass, Snapshots.Healthy.With(roles: [Iam.Role("audit", "{}", Snapshots.Aws("SecurityAudit"))]).Run<GroupAuditor>().Status);
        Assert.Equal(CheckStatus.Fail, Snapshots.Healthy.With(roles: [Iam.Role("ChatGuardRead", "{}", Snapshots.Aws("SecurityAudit"))]).Run<GroupAuditor>().Status);
    }

    [Theory]
    [InlineData(5, 5, CheckStatus.Pass)]
    [InlineData(3, 14, CheckStatus.Pass)]
    [InlineData(6, 30, CheckStatus.Pass)]
    [InlineData(6, 29, CheckStatus.Fail)]
    [InlineData(6, 28, CheckStatus.Fail)]
    public void AdministratorsAreAtMostFiveOrAFifth(int administrators, int users, CheckStatus expected)
    {
        var all = Enumerable.Range(1, users).Select(number => Iam.User($"user{number}", number <= administrators ? "admins" : "others")).ToList();
        Assert.Equal(expected, Snapshots.Healthy.With(all, [Admins]).Run<AdminCount>().Status);
    }

    [Fact]
    public void AnUnreadablePolicyLeavesTheNumberOfAdministratorsUnknown() => Assert.Equal(
        CheckStatus.Unknown,
        Snapshots.Healthy.With([Iam.User("anna") with { InlinePolicies = [new("odd", Iam.Malformed)] }]).Run<AdminCount>().Status);
}
