using ChatGuard.Core.Checks;
using ChatGuard.Core.Checks.Iam;
using ChatGuard.Core.Snapshots;
using Xunit;

namespace ChatGuard.Core.Tests.Checks.Iam;

public class UserTests
{
    [Theory]
    [InlineData(44, 300, CheckStatus.Pass)]
    [InlineData(45, 300, CheckStatus.Fail)]
    [InlineData(null, 13, CheckStatus.Pass)]
    [InlineData(null, 14, CheckStatus.Fail)]
    public void APasswordUnusedForFortyFiveDaysOrNeverInFourteenFails(int? used, int set, CheckStatus expected)
    {
        var row = Iam.Person("eve") with { PasswordLastUsed = used is { } days ? Snapshots.DaysAgo(days) : null, PasswordLastChanged = Snapshots.DaysAgo(set) };
        Assert.Equal(expected, Iam.WithRows(row).Run<UserConsoleUnused>().Status);
    }

    [Fact]
    public void AProtectedUserIsJudgedLikeAnyOtherAndAcceptedByPolicyAlone()
    {
        var snapshot = Iam.WithRows(Iam.Person("breakglass-1") with { PasswordLastUsed = Snapshots.DaysAgo(300) })
            .With([Iam.User("breakglass-1").Tagged(("chatguard:protect", "true"))]);
        Assert.Equal(CheckStatus.Fail, snapshot.Run<UserConsoleUnused>().Status);
        var accepted = new PosturePolicy { Suppressions = [new Suppression("user-console-unused", "breakglass-1", Snapshots.DaysAgo(-30), "ciso", "break-glass")] };
        Assert.Equal(CheckStatus.Suppressed, snapshot.Run<UserConsoleUnused>(accepted).Status);
    }

    [Fact]
    public void APasswordWithoutAnyDateIsUnknown()
    {
        var snapshot = Iam.WithRows(Iam.Person("eve") with { PasswordLastUsed = null, PasswordLastChanged = null, Created = null });
        Assert.Equal(CheckStatus.Unknown, snapshot.Run<UserConsoleUnused>().Status);
        Assert.Equal(CheckStatus.Unknown, snapshot.Run<UserInactive>().Status);
        Assert.Equal(CheckStatus.Unknown, snapshot.Run<UserPasswordAge>().Status);
    }

    [Theory]
    [InlineData(400, 89, CheckStatus.Pass)]
    [InlineData(89, 400, CheckStatus.Pass)]
    [InlineData(90, 400, CheckStatus.Fail)]
    public void AUserIsActiveByPasswordOrKey(int password, int key, CheckStatus expected) => Assert.Equal(
        expected,
        Iam.WithRows(Iam.Person("olga", Iam.Key(500, key)) with { PasswordLastUsed = Snapshots.DaysAgo(password) }).Run<UserInactive>().Status);

    [Theory]
    [InlineData(89, CheckStatus.Pass)]
    [InlineData(90, CheckStatus.Fail)]
    public void AUserWhoNeverDidAnythingIsJudgedFromTheirCreation(int created, CheckStatus expected) => Assert.Equal(
        expected,
        Iam.WithRows(Iam.Person("jana") with { PasswordLastUsed = null, Created = Snapshots.DaysAgo(created) }).Run<UserInactive>().Status);

    [Fact]
    public void AUserWithoutCredentialsIsHarmless() => Assert.Equal(CheckStatus.Pass, Iam.WithRows(Iam.Program("victor.test")).Run<UserInactive>().Status);

    [Theory]
    [InlineData(90, CheckStatus.Pass)]
    [InlineData(91, CheckStatus.Fail)]
    public void APasswordOfNinetyDaysPasses(int age, CheckStatus expected) =>
        Assert.Equal(expected, Iam.WithRows(Iam.Person("paul") with { PasswordLastChanged = Snapshots.DaysAgo(age) }).Run<UserPasswordAge>().Status);

    [Theory]
    [InlineData(7, false, CheckStatus.Pass)]
    [InlineData(8, false, CheckStatus.Fail)]
    [InlineData(8, true, CheckStatus.Pass)]
    [InlineData(8, null, CheckStatus.Unknown)]
    public void AFirstPasswordMustBeChangedAtSignInAfterAWeek(int age, bool? resetRequired, CheckStatus expected)
    {
        var profiles = new Dictionary<string, LoginProfile>();
        if (resetRequired is { } required)
        {
            profiles["jana"] = new LoginProfile(Snapshots.DaysAgo(age), required);
        }

        var snapshot = Iam.WithRows(Iam.Person("jana") with { PasswordLastUsed = null, PasswordLastChanged = Snapshots.DaysAgo(age) })
            with { LoginProfiles = Snapshots.Known<IReadOnlyDictionary<string, LoginProfile>>(profiles) };
        Assert.Equal(expected, snapshot.Run<UserInitialPasswordReset>().Status);
    }

    [Fact]
    public void UnreadableLoginProfilesMatterOnlyWhereSomebodyNeverSignedIn()
    {
        var unread = Snapshots.Unreadable.LoginProfiles;
        Assert.Equal(CheckStatus.Pass, (Iam.WithRows(Iam.Person("anna")) with { LoginProfiles = unread }).Run<UserInitialPasswordReset>().Status);
        Assert.Equal(CheckStatus.Unknown, (Iam.WithRows(Iam.Person("jana") with { PasswordLastUsed = null }) with { LoginProfiles = unread }).Run<UserInitialPasswordReset>().Status);
    }

    [Fact]
    public void AUserOutsideAllGroupsFails()
    {
        var result = Snapshots.Healthy.With([Iam.User("farid"), Iam.User("anna", "admins")]).Run<UserInGroup>();
        Assert.Equal([Iam.Arn("farid")], result.Findings.Select(finding => finding.ResourceId));
        Assert.Equal(CheckStatus.Fail, result.Status);
        Assert.Equal(CheckStatus.Pass, Snapshots.Healthy.With([Iam.User("anna", "admins")]).Run<UserInGroup>().Status);
    }

    [Fact]
    public void AUsersOwnPolicyFailsAttachedOrInline()
    {
        var result = Snapshots.Healthy.With(
        [
            Iam.User("farid") with { AttachedPolicies = [Snapshots.Aws("AdministratorAccess")] },
            Iam.User("terraform") with { InlinePolicies = [new("full-admin", Iam.AllowAll)] },
            Iam.User("anna", "admins"),
        ]).Run<UsersViaGroups>();
        Assert.Equal([Iam.Arn("farid"), Iam.Arn("terraform")], result.Findings.Select(finding => finding.ResourceId));
    }

    [Fact]
    public void ChatGuardsAndQuarantinePoliciesAreNotCounted()
    {
        var rosa = Iam.User("rosa") with
        {
            AttachedPolicies = [Snapshots.Aws("AWSCompromisedKeyQuarantineV3"), Iam.Own("ChatGuardQuarantine")],
            InlinePolicies = [new("ChatGuardDenyAll", Iam.AllowAll)],
        };
        Assert.Equal(CheckStatus.Pass, Snapshots.Healthy.With([rosa]).Run<UsersViaGroups>().Status);
    }

    [Fact]
    public void WithoutUsersGroupsAndTagsDoNotApply()
    {
        var empty = Snapshots.Healthy.With();
        Assert.Equal(CheckStatus.NotApplicable, empty.Run<UserInGroup>().Status);
        Assert.Equal(CheckStatus.NotApplicable, empty.Run<UsersViaGroups>().Status);
        Assert.Equal(CheckStatus.NotApplicable, empty.Run<UserTagged>().Status);
        Assert.Equal(CheckStatus.NotApplicable, empty.Run<AdminCount>().Status);
        Assert.Equal(CheckStatus.NotApplicable, empty.Run<GroupAdmins>().Status);
        Assert.Equal(CheckStatus.NotApplicable, empty.Run<GroupDeveloper>().Status);
    }

    [Fact]
    public void AConsoleUserNamedOutsideTheSchemeFails()
    {
        var result = Iam.WithRows(Iam.Person("dev"), Iam.Person("anna.berg"), Iam.Person("breakglass-1"), Iam.Program("ci-deploy")).Run<UserNaming>();
        Assert.Equal([Iam.Arn("dev")], result.Findings.Select(finding => finding.ResourceId));
        Assert.Equal(CheckStatus.Pass, Iam.WithRows(Iam.Person("anna.berg")).Run<UserNaming>().Status);
    }

    [Theory]
    [InlineData("(")]
    [InlineData("^(a+)+$")]
    public void ANamePatternThatCannotBeUsedIsUnknown(string pattern) => Assert.Equal(
        CheckStatus.Unknown,
        Iam.WithRows(Iam.Person(new string('a', 60) + "!")).Run<UserNaming>(new PosturePolicy { UserNamePattern = pattern }).Status);

    [Fact]
    public void APersonNeedsAnOwnerTagAndAProgramAnOwnerOrAPurpose()
    {
        var result = Iam.WithRows(Iam.Person("chen"), Iam.Person("eve"), Iam.Program("ci"), Iam.Program("bare"))
            .With([Iam.User("chen").Tagged(("Owner", "chen")), Iam.User("eve").Tagged(("purpose", "web")), Iam.User("ci").Tagged(("purpose", "ci")), Iam.User("bare")])
            .Run<UserTagged>();
        Assert.Equal([Iam.Arn("eve"), Iam.Arn("bare")], result.Findings.Select(finding => finding.ResourceId));
        Assert.Equal(CheckStatus.Fail, result.Status);
    }

    [Fact]
    public void TaggedUsersPass() => Assert.Equal(CheckStatus.Pass, Snapshots.Healthy.Run<UserTagged>().Status);
}
