using ChatGuard.Core.Checks;
using ChatGuard.Core.Checks.Iam;
using ChatGuard.Core.Snapshots;
using Xunit;

namespace ChatGuard.Core.Tests.Checks.Iam;

public class KeyOwnersTests
{
    [Fact]
    public void APasswordBesideAnActiveKeyFailsUnlessAPurposeIsTagged()
    {
        var rows = Iam.WithRows(Iam.Person("bob", Iam.Key(10)), Iam.Person("emil", Iam.Key(10)), Iam.Person("tina", Iam.Key(10, active: false)));
        var result = rows.With([Iam.User("bob").Tagged(("owner", "bob")), Iam.User("emil").Tagged(("Purpose", "docker-push")), Iam.User("tina")]).Run<UserMixedConsoleAndKeys>();
        Assert.Equal(CheckStatus.Fail, result.For("bob").Status);
        Assert.Equal(CheckStatus.Pass, result.For("emil").Status);
        Assert.Equal(2, result.Findings.Count);
    }

    [Fact]
    public void AMixedUserWithoutTagsReadIsUnknown() =>
        Assert.Equal(CheckStatus.Unknown, Iam.WithRows(Iam.Person("bob", Iam.Key(10))).With([]).Run<UserMixedConsoleAndKeys>().Status);

    [Fact]
    public void AKeyIsDocumentedByOwnerAndPurposeOrByATagOfItsId()
    {
        var key = Iam.Key(10);
        var result = Iam.WithRows(Iam.Program("ci", key), Iam.Program("by-id", key), Iam.Person("carla", key), Iam.Program("blank", key))
            .With([
                Iam.User("ci").Tagged(("owner", "platform"), ("purpose", "ci")),
                Iam.User("by-id").Tagged((key.KeyId!, "nightly export")),
                Iam.User("carla").Tagged(("owner", "carla")),
                Iam.User("blank").Tagged(("owner", "x"), ("purpose", " ")),
            ])
            .Run<AccessKeyDocumented>();
        Assert.Equal([Iam.Arn("carla"), Iam.Arn("blank")], result.Findings.Select(finding => finding.ResourceId));
        Assert.All(result.Findings, finding => Assert.Equal(CheckStatus.Fail, finding.Status));
    }

    [Fact]
    public void AnInactiveKeyNeedsNoOwner() =>
        Assert.Equal(CheckStatus.Pass, Iam.WithRows(Iam.Program("ci", Iam.Key(10, active: false))).With([Iam.User("ci")]).Run<AccessKeyDocumented>().Status);

    [Fact]
    public void AKeyTagWithoutKeyIdsReadIsUnknown() =>
        Assert.Equal(CheckStatus.Unknown, Iam.WithRows(Iam.Program("ci", Iam.Key(10) with { KeyId = null })).With([Iam.User("ci").Tagged(("AKIAIOSFODNN7EXAMPLE", "ci"))]).Run<AccessKeyDocumented>().Status);

    [Theory]
    [InlineData("AWSCompromisedKeyQuarantineV3")]
    [InlineData("AWSCompromisedKeyQuarantine")]
    [InlineData("AWSExposedCredentialPolicy_DO_NOT_REMOVE")]
    public void AQuarantinePolicyMeansAnExposedKey(string policy)
    {
        var result = Snapshots.Healthy.With([Iam.User("rosa") with { AttachedPolicies = [Snapshots.Aws(policy)] }]).Run<AccessKeyExposed>();
        Assert.Equal(CheckStatus.Fail, result.For("rosa").Status);
        Assert.Equal(Severity.Critical, result.Severity);
    }

    [Theory]
    [InlineData(7.0, false, false, CheckStatus.Fail)]
    [InlineData(6.9, false, false, CheckStatus.Pass)]
    [InlineData(9.0, true, false, CheckStatus.Pass)]
    [InlineData(9.0, false, true, CheckStatus.Pass)]
    public void AnOpenGraveGuardDutyFindingMeansAnExposedKey(double severity, bool archived, bool sample, CheckStatus expected) =>
        Assert.Equal(expected, (WithFinding(severity, "rosa", archived, sample).With([Iam.User("rosa")])).Run<AccessKeyExposed>().Status);

    [Fact]
    public void AFindingAboutARoleSessionIsNoUsersKey() =>
        Assert.Equal(CheckStatus.Pass, WithFinding(8, "app-server").With([Iam.User("rosa")]).Run<AccessKeyExposed>().Status);

    [Fact]
    public void AFindingAboutRootIsRootsKey() =>
        Assert.Equal($"arn:aws:iam::{Snapshots.AccountId}:root", WithFinding(8, "root").Run<AccessKeyExposed>().Findings[0].ResourceId);

    [Fact]
    public void AnUnreadRegionOfGuardDutyMakesAPassUnknownButNotAFail()
    {
        var unread = new InRegion<Detector?>("ap-southeast-1", Snapshots.Denied<Detector?>("guardduty:ListDetectors", "ap-southeast-1"));
        var quiet = Snapshots.Healthy with { GuardDuty = [.. Snapshots.Healthy.GuardDuty, unread] };
        Assert.Equal(CheckStatus.Unknown, quiet.Run<AccessKeyExposed>().Status);
        var loud = WithFinding(9, "rosa").With([Iam.User("rosa")]);
        Assert.Equal(CheckStatus.Fail, (loud with { GuardDuty = [.. loud.GuardDuty, unread] }).Run<AccessKeyExposed>().Status);
    }

    [Fact]
    public void AnAccountWithoutDetectorsPassesAndSaysSo()
    {
        var result = (Snapshots.Healthy with { GuardDuty = Snapshots.InEachRegion<Detector?>(null) }).Run<AccessKeyExposed>();
        Assert.Equal(CheckStatus.Pass, result.Status);
        Assert.Contains("nowhere", result.Findings[0].Detail, StringComparison.Ordinal);
    }

    private static AccountSnapshot WithFinding(double severity, string user, bool archived = false, bool sample = false)
    {
        var finding = new GuardDutyFinding
        {
            Id = "1",
            Type = "AttackSequence:IAM/CompromisedCredentials",
            Severity = severity,
            Title = "sequence",
            AccountId = Snapshots.AccountId,
            Region = "us-east-1",
            Resource = user,
            Archived = archived,
            Sample = sample,
            Users = [user],
        };
        var detector = Snapshots.HealthyDetector with { Findings = Snapshots.Known<IReadOnlyList<GuardDutyFinding>>([finding]) };
        return Snapshots.Healthy with { GuardDuty = [new InRegion<Detector?>("us-east-1", Snapshots.Known<Detector?>(detector))] };
    }
}
