using ChatGuard.Core.Checks;
using ChatGuard.Core.Checks.Iam;
using ChatGuard.Core.Snapshots;
using Xunit;

namespace ChatGuard.Core.Tests.Checks.Iam;

public class UserMfaTests
{
    private const string Guard = """{"Statement":[{"Effect":"Deny","NotAction":["iam:*MFA*"],"Resource":"*","Condition":{"BoolIfExists":{"aws:multifactorauthpresent":"false"}}}]}""";

    [Fact]
    public void AConsoleUserWithoutMfaFails()
    {
        var result = Iam.WithRows(Iam.Person("bob") with { MfaActive = false }, Iam.Person("anna"), Iam.Program("ci")).Run<UserMfaEnabled>();
        Assert.Equal([Iam.Arn("bob")], result.Findings.Select(finding => finding.ResourceId));
        Assert.Equal(CheckStatus.Fail, result.Status);
    }

    [Fact]
    public void ConsoleUsersWithMfaPass() => Assert.Equal(CheckStatus.Pass, Iam.WithRows(Iam.Person("anna"), Iam.Program("ci")).Run<UserMfaEnabled>().Status);

    [Fact]
    public void WithoutConsoleUsersMfaDoesNotApply()
    {
        var snapshot = Iam.WithRows(Iam.Program("ci"));
        Assert.Equal(CheckStatus.NotApplicable, snapshot.Run<UserMfaEnabled>().Status);
        Assert.Equal(CheckStatus.NotApplicable, snapshot.Run<UserMfaTested>().Status);
        Assert.Equal(CheckStatus.NotApplicable, snapshot.Run<MfaEnforcementPolicy>().Status);
        Assert.Equal(CheckStatus.NotApplicable, snapshot.Run<UserPasswordAge>().Status);
        Assert.Equal(CheckStatus.NotApplicable, snapshot.Run<UserNaming>().Status);
    }

    [Theory]
    [InlineData(2, true, "Success", CheckStatus.Pass)]
    [InlineData(90, true, "Success", CheckStatus.Pass)]
    [InlineData(91, true, "Success", CheckStatus.Unknown)]
    [InlineData(2, false, "Success", CheckStatus.Fail)]
    [InlineData(2, null, "Success", CheckStatus.Unknown)]
    [InlineData(2, true, "Failure", CheckStatus.Unknown)]
    public void MfaIsProvenByASuccessfulSignInWithIt(int daysAgo, bool? mfaUsed, string outcome, CheckStatus expected) =>
        Assert.Equal(expected, (Iam.WithRows(Iam.Person("anna")) with { SignIns = SignIns(SignIn("anna", daysAgo, mfaUsed, outcome)) }).Run<UserMfaTested>().Status);

    [Fact]
    public void ASignInBeforeTheDeviceWasSetUpProvesNothing()
    {
        var snapshot = Iam.WithRows(Iam.Person("anna")) with
        {
            SignIns = SignIns(SignIn("anna", 5, true)),
            VirtualMfaDevices = Snapshots.Known<IReadOnlyList<VirtualMfaDevice>>([new("arn:aws:iam::444455556666:mfa/anna", Iam.Arn("anna"), Snapshots.DaysAgo(3))]),
        };
        Assert.Equal(CheckStatus.Unknown, snapshot.Run<UserMfaTested>().Status);
    }

    [Theory]
    [InlineData(89, CheckStatus.Unknown)]
    [InlineData(90, CheckStatus.NotApplicable)]
    [InlineData(300, CheckStatus.NotApplicable)]
    public void ASignInBeyondCloudTrailsReachIsNotJudged(int lastSignIn, CheckStatus expected) =>
        Assert.Equal(expected, (Iam.WithRows(Iam.Person("breakglass-1") with { PasswordLastUsed = Snapshots.DaysAgo(lastSignIn) }) with { SignIns = SignIns() }).Run<UserMfaTested>().Status);

    [Fact]
    public void AUserWithoutMfaFailsOnlyWhereNothingWasEverProven()
    {
        var kurt = Iam.Person("kurt") with { MfaActive = false };
        Assert.Equal(CheckStatus.Pass, (Iam.WithRows(kurt) with { SignIns = SignIns(SignIn("kurt", 1, false)) }).Run<UserMfaTested>().Status);
        Assert.Equal(CheckStatus.Fail, (Iam.WithRows(kurt with { PasswordLastUsed = null }) with { SignIns = SignIns() }).Run<UserMfaTested>().Status);
    }

    [Fact]
    public void AnUnreadRegionLeavesTheProvenProvenAndTheOthersUnknown()
    {
        var snapshot = Iam.WithRows(Iam.Person("anna"), Iam.Person("ben")) with
        {
            SignIns =
            [
                .. SignIns(SignIn("anna", 1, true), SignIn("ben", 1, false)),
                new("eu-west-1", Snapshots.Denied<IReadOnlyList<CloudTrailEvent>>("cloudtrail:LookupEvents", "eu-west-1")),
            ],
        };
        var finding = Assert.Single(snapshot.Run<UserMfaTested>().Findings);
        Assert.Equal((Iam.Arn("ben"), CheckStatus.Unknown), (finding.ResourceId, finding.Status));
        Assert.Contains("cloudtrail:LookupEvents in eu-west-1", finding.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(30, null, CheckStatus.Pass)]
    [InlineData(31, null, CheckStatus.Fail)]
    [InlineData(400, 30, CheckStatus.Pass)]
    [InlineData(null, 31, CheckStatus.Fail)]
    [InlineData(null, null, CheckStatus.Unknown)]
    public void AnUnassignedDeviceMayWaitThirtyDays(int? enabled, int? firstSeen, CheckStatus expected)
    {
        DateTimeOffset? Ago(int? days) => days is { } known ? Snapshots.DaysAgo(known) : null;
        var device = new VirtualMfaDevice("arn:aws:iam::444455556666:mfa/old-phone", null, Ago(enabled), Ago(firstSeen));
        Assert.Equal(expected, (Snapshots.Healthy with { VirtualMfaDevices = Snapshots.Known<IReadOnlyList<VirtualMfaDevice>>([device]) }).Run<UserMfaOrphanDevice>().Status);
    }

    [Fact]
    public void AnAssignedDevicePasses() => Assert.Equal(CheckStatus.Pass, Snapshots.Healthy.Run<UserMfaOrphanDevice>().Status);

    [Fact]
    public void MfaIsEnforcedByTheUsersOwnPolicyOrTheirGroups()
    {
        var result = Iam.WithRows(Iam.Person("by-group"), Iam.Person("own"), Iam.Person("nobody"), Iam.Program("ci")).With(
            [Iam.User("by-group", "people"), Iam.User("own") with { InlinePolicies = [new("guard", Guard)] }, Iam.User("nobody", "readers"), Iam.User("ci")],
            [Snapshots.Group("people", Iam.Own("RequireMfa")), Snapshots.Group("readers", Snapshots.Aws("ReadOnlyAccess"))],
            policies: [Iam.Policy("RequireMfa", Guard)]).Run<MfaEnforcementPolicy>();
        Assert.Equal([Iam.Arn("nobody")], result.Findings.Select(finding => finding.ResourceId));
        Assert.Equal(CheckStatus.Fail, result.Status);
    }

    [Theory]
    [InlineData("""{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":false}}}""", CheckStatus.Pass)]
    [InlineData("""{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false","aws:ViaAWSService":"false"}}}""", CheckStatus.Pass)]
    [InlineData("""{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"}}}""", CheckStatus.Fail)]
    [InlineData("""{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"}}}""", CheckStatus.Fail)]
    [InlineData("""{"Effect":"Deny","NotAction":"*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"}}}""", CheckStatus.Fail)]
    [InlineData("""{"Effect":"Deny","Action":"*","Resource":"arn:aws:s3:::a","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"}}}""", CheckStatus.Fail)]
    [InlineData("""{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}""", CheckStatus.Fail)]
    [InlineData("""{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"},"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}}}""", CheckStatus.Fail)]
    [InlineData("""{"Effect":"Deny"}""", CheckStatus.Fail)]
    [InlineData("nonsense", CheckStatus.Unknown)]
    public void OnlyADenialOfEverythingWithoutMfaEnforcesIt(string statement, CheckStatus expected)
    {
        var user = Iam.User("anna") with { InlinePolicies = [new("guard", $$"""{"Statement":[{{statement}}]}""")] };
        Assert.Equal(expected, Iam.WithRows(Iam.Person("anna")).With([user]).Run<MfaEnforcementPolicy>().Status);
    }

    private static IReadOnlyList<InRegion<IReadOnlyList<CloudTrailEvent>>> SignIns(params IReadOnlyList<CloudTrailEvent> events) =>
        [new("us-east-1", Snapshots.Known(events))];

    private static CloudTrailEvent SignIn(string user, int daysAgo, bool? mfaUsed, string outcome = "Success") => new()
    {
        EventId = $"{user}-{daysAgo}",
        Time = Snapshots.DaysAgo(daysAgo),
        Name = "ConsoleLogin",
        Source = "signin.amazonaws.com",
        IdentityType = "IAMUser",
        UserName = user,
        Region = "us-east-1",
        Outcome = outcome,
        MfaUsed = mfaUsed,
    };
}
