using ChatGuard.Core.Checks;
using ChatGuard.Core.Checks.Iam;
using ChatGuard.Core.Snapshots;
using Xunit;

namespace ChatGuard.Core.Tests.Checks.Iam;

public class OtherCredentialTests
{
    [Theory]
    [InlineData(90, true, CheckStatus.Pass)]
    [InlineData(91, true, CheckStatus.Fail)]
    [InlineData(91, false, CheckStatus.Pass)]
    public void AnActiveCredentialOfAnotherKindIsAtMostNinetyDaysOld(int age, bool active, CheckStatus expected)
    {
        var credential = new OtherCredential("ivan", "ACCAEXAMPLE1234", "codecommit.amazonaws.com", active, Snapshots.DaysAgo(age));
        Assert.Equal(expected, (Asked("ivan") with { ServiceSpecificCredentials = Snapshots.Known<IReadOnlyList<OtherCredential>>([credential]) }).Run<OtherCredentials>().Status);
        Assert.Equal(expected, Asked("ivan", credential with { Kind = "SSH public key" }).Run<OtherCredentials>().Status);
    }

    [Fact]
    public void AnActiveSigningCertificateFails() =>
        Assert.Equal(CheckStatus.Fail, (Iam.WithRows(Iam.Person("ivan") with { ActiveSigningCertificates = 1 })).Run<OtherCredentials>().Status);

    [Fact]
    public void UsersNotAskedAboutAreUnknown()
    {
        var snapshot = Asked("ivan") with { Credentials = Snapshots.Known(Snapshots.Report(users: [Iam.Person("ivan"), Iam.Person("olga")])) };
        var result = snapshot.Run<OtherCredentials>();
        Assert.Equal(CheckStatus.Unknown, result.Status);
        Assert.Contains("SSH keys of 1 users not read", result.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, CheckStatus.Fail)]
    [InlineData(-1, CheckStatus.Pass)]
    public void AServerCertificateFailsFromTheMomentItExpires(int daysAgo, CheckStatus expected)
    {
        var certificate = new ServerCertificate("www", "arn:aws:iam::444455556666:server-certificate/www", Snapshots.DaysAgo(daysAgo));
        Assert.Equal(expected, (Snapshots.Healthy with { ServerCertificates = Snapshots.Known<IReadOnlyList<ServerCertificate>>([certificate]) }).Run<ExpiredCertificates>().Status);
    }

    [Theory]
    [InlineData("running", null, CheckStatus.Fail)]
    [InlineData("stopped", null, CheckStatus.Fail)]
    [InlineData("terminated", null, CheckStatus.NotApplicable)]
    [InlineData("running", "arn:aws:iam::444455556666:instance-profile/app", CheckStatus.Pass)]
    public void AnInstanceHasAProfile(string state, string? profile, CheckStatus expected)
    {
        IReadOnlyList<Instance> instances = [new("i-0a1b2c3d4e5f60003", state, profile, "bastion")];
        Assert.Equal(expected, (Snapshots.Healthy with { Instances = [new("eu-west-1", Snapshots.Known(instances))] }).Run<InstanceProfiles>().Status);
    }

    [Fact]
    public void AnUnreadRegionMayHoldInstancesWithoutProfile() => Assert.Equal(
        CheckStatus.Unknown,
        (Snapshots.Healthy with { Instances = [.. Snapshots.InEachRegion<IReadOnlyList<Instance>>([]), new("sa-east-1", Snapshots.Denied<IReadOnlyList<Instance>>("ec2:DescribeInstances", "sa-east-1"))] }).Run<InstanceProfiles>().Status);

    [Theory]
    [InlineData(0, CheckStatus.Pass)]
    [InlineData(14, CheckStatus.Fail)]
    public void FindingsOfUnusedAccessFail(int active, CheckStatus expected) => Assert.Equal(expected, WithAnalyzer(Snapshots.Known(active)).Run<UnusedAccess>().Status);

    [Fact]
    public void AnAnalyzerWhoseFindingsWereRefusedIsUnknown() =>
        Assert.Equal(CheckStatus.Unknown, WithAnalyzer(Snapshots.Denied<int>("access-analyzer:ListFindingsV2")).Run<UnusedAccess>().Status);

    [Fact]
    public void WithoutAnAnalyzerUnusedAccessDoesNotApply() =>
        Assert.Equal(CheckStatus.NotApplicable, (Snapshots.Healthy with { UnusedAccess = Snapshots.InEachRegion<IReadOnlyList<UnusedAccessAnalyzer>>([]) }).Run<UnusedAccess>().Status);

    private static AccountSnapshot WithAnalyzer(Observed<int> active)
    {
        IReadOnlyList<UnusedAccessAnalyzer> analyzers = [new("arn:aws:access-analyzer:eu-west-1:444455556666:analyzer/unused", "unused", active)];
        return Snapshots.Healthy with { UnusedAccess = [new("eu-west-1", Snapshots.Known(analyzers))] };
    }

    private static AccountSnapshot Asked(string user, params IReadOnlyList<OtherCredential> keys) => Iam.WithRows(Iam.Person(user)) with
    {
        SshPublicKeys = Snapshots.Known<IReadOnlyDictionary<string, IReadOnlyList<OtherCredential>>>(new Dictionary<string, IReadOnlyList<OtherCredential>> { [user] = keys }),
    };
}
