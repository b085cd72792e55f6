using ChatGuard.Core.Checks;
using ChatGuard.Core.Snapshots;
using Xunit;

namespace ChatGuard.Core.Tests.Checks.CloudTrail;

public sealed class BucketTests
{
    private const string Exists = "cloudtrail-bucket-exists";
    private const string NotPublic = "cloudtrail-bucket-not-public";

    private static readonly PublicAccessBlock Open = new(BlockPublicAcls: false, IgnorePublicAcls: false, BlockPublicPolicy: false, RestrictPublicBuckets: false);

    public static TheoryData<string> Settings => [NotPublic, "cloudtrail-bucket-logging", "cloudtrail-bucket-versioning", "cloudtrail-bucket-object-lock"];

    [Theory]
    [InlineData(BucketPresence.Ours, false, CheckStatus.Pass)]
    [InlineData(BucketPresence.Missing, false, CheckStatus.Fail)]
    [InlineData(BucketPresence.Missing, true, CheckStatus.Fail)]
    [InlineData(BucketPresence.OfAnotherAccount, false, CheckStatus.Fail)]
    [InlineData(BucketPresence.OfAnotherAccount, true, CheckStatus.Unknown)]
    public void TheBucketIsThereAndOursUnlessAnOrganizationsTrailWritesToIt(BucketPresence presence, bool organization, CheckStatus expected) =>
        Assert.Equal(expected, Judge.Status(Exists, With(Of(presence), organization)));

    [Fact]
    public void AMissingBucketNamesItsTrail() => Assert.Equal(
        "northwind-core-trail (trail core-trail) does not exist; expected a bucket of this account",
        Judge.Failure(Exists, With(Of(BucketPresence.Missing))));

    [Fact]
    public void ABucketOfTwoTrailsIsOneFinding()
    {
        var trails = new[] { Snapshots.HealthyTrail, Snapshots.HealthyTrail with { Name = "second", Arn = Snapshots.TrailArn + "2" } };

        var finding = Assert.Single(Judge.Run(Exists, Snapshots.Healthy with { Trails = Snapshots.InHome(trails) }).Findings);

        Assert.Equal("arn:aws:s3:::northwind-core-trail", finding.ResourceId);
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void ABucketThatIsGoneOrForeignHasNoSettings(string id)
    {
        Assert.Equal(CheckStatus.NotApplicable, Judge.Status(id, With(Of(BucketPresence.Missing))));
        Assert.Equal(CheckStatus.NotApplicable, Judge.Status(id, With(Of(BucketPresence.OfAnotherAccount))));
    }

    [Theory]
    [MemberData(nameof(Settings))]
    [InlineData(Exists)]
    public void AnUnreadablePresenceIsUnknown(string id) =>
        Assert.Equal(CheckStatus.Unknown, Judge.Status(id, With(Snapshots.HealthyBucket with { Presence = Snapshots.Denied<BucketPresence>("s3:ListBucket") })));

    [Theory]
    [MemberData(nameof(Settings))]
    public void AnUnreadableSettingIsUnknown(string id)
    {
        var result = Judge.Run(id, With(Snapshots.HealthyBucket with
        {
            PolicyIsPublic = Snapshots.Denied<bool>("s3:GetBucketPolicyStatus"),
            PublicGrants = Snapshots.Denied<IReadOnlyList<string>>("s3:GetBucketAcl"),
            PublicAccessBlock = Snapshots.Denied<PublicAccessBlock?>("s3:GetBucketPublicAccessBlock"),
            LoggingTarget = Snapshots.Denied<string?>("s3:GetBucketLogging"),
            Versioning = Snapshots.Denied<string?>("s3:GetBucketVersioning"),
            ObjectLock = Snapshots.Denied<bool>("s3:GetBucketObjectLockConfiguration"),
        }));

        Assert.Equal(CheckStatus.Unknown, result.Status);
        Assert.Contains(": AccessDenied", result.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Suspended")]
    public void ABucketWithoutVersionsFails(string? status) =>
        Assert.Equal(CheckStatus.Fail, Judge.Status("cloudtrail-bucket-versioning", With(Snapshots.HealthyBucket with { Versioning = Snapshots.Known(status) })));

    [Fact]
    public void ABucketWithoutAccessLogsFails() =>
        Assert.Equal(CheckStatus.Fail, Judge.Status("cloudtrail-bucket-logging", With(Snapshots.HealthyBucket with { LoggingTarget = Snapshots.Known<string?>(null) })));

    [Fact]
    public void ABucketWithoutObjectLockFails() =>
        Assert.Equal(CheckStatus.Fail, Judge.Status("cloudtrail-bucket-object-lock", With(Snapshots.HealthyBucket with { ObjectLock = Snapshots.Known(false) })));

    [Fact]
    public void APublicPolicyFailsUnlessRestricted()
    {
        var bucket = Snapshots.HealthyBucket with { PolicyIsPublic = Snapshots.Known(true) };

        Assert.Equal(CheckStatus.Fail, Judge.Status(NotPublic, With(bucket with { PublicAccessBlock = Block(Open) })));
        Assert.Equal(CheckStatus.Fail, Judge.Status(NotPublic, With(bucket with { PublicAccessBlock = Block(Open with { IgnorePublicAcls = true, BlockPublicPolicy = true }) })));
        Assert.Equal(CheckStatus.Fail, Judge.Status(NotPublic, With(bucket with { PublicAccessBlock = Block(null) })));
        Assert.Equal(CheckStatus.Pass, Judge.Status(NotPublic, With(bucket with { PublicAccessBlock = Block(Open with { RestrictPublicBuckets = true }) })));
    }

    [Fact]
    public void APublicGrantFailsUnlessIgnored()
    {
        var bucket = Snapshots.HealthyBucket with { PublicGrants = Snapshots.Known<IReadOnlyList<string>>(["AllUsers READ"]) };

        Assert.Equal(
            "northwind-core-trail is public: its ACL grants AllUsers READ; expected not public",
            Judge.Failure(NotPublic, With(bucket with { PublicAccessBlock = Block(null) })));
        Assert.Equal(CheckStatus.Fail, Judge.Status(NotPublic, With(bucket with { PublicAccessBlock = Block(Open with { BlockPublicAcls = true, RestrictPublicBuckets = true }) })));
        Assert.Equal(CheckStatus.Pass, Judge.Status(NotPublic, With(bucket with { PublicAccessBlock = Block(Open with { IgnorePublicAcls = true }) })));
    }

    [Fact]
    public void ABucketWithoutBlockThatNothingOpensPasses() =>
        Assert.Equal(CheckStatus.Pass, Judge.Status(NotPublic, With(Snapshots.HealthyBucket with { PublicAccessBlock = Snapshots.Denied<PublicAccessBlock?>("s3:GetBucketPublicAccessBlock") })));

    [Fact]
    public void ABlockThatClosesBothWaysMakesUpForWhatIsUnreadable() => Assert.Equal(CheckStatus.Pass, Judge.Status(NotPublic, With(Snapshots.HealthyBucket with
    {
        PolicyIsPublic = Snapshots.Denied<bool>("s3:GetBucketPolicyStatus"),
        PublicGrants = Snapshots.Denied<IReadOnlyList<string>>("s3:GetBucketAcl"),
    })));

    [Fact]
    public void APublicPolicyUnderAnUnreadableBlockIsUnknown() => Assert.Equal(CheckStatus.Unknown, Judge.Status(NotPublic, With(Snapshots.HealthyBucket with
    {
        PolicyIsPublic = Snapshots.Known(true),
        PublicAccessBlock = Snapshots.Denied<PublicAccessBlock?>("s3:GetBucketPublicAccessBlock"),
    })));

    [Fact]
    public void AnUnreadablePolicyWithoutBlockIsUnknown() => Assert.Equal(CheckStatus.Unknown, Judge.Status(NotPublic, With(Snapshots.HealthyBucket with
    {
        PolicyIsPublic = Snapshots.Denied<bool>("s3:GetBucketPolicyStatus"),
        PublicAccessBlock = Block(null),
    })));

    private static Observed<PublicAccessBlock?> Block(PublicAccessBlock? block) => Snapshots.Known(block);

    private static TrailBucket Of(BucketPresence presence) => Snapshots.HealthyBucket with { Presence = Snapshots.Known(presence) };

    private static AccountSnapshot With(TrailBucket bucket, bool organization = false) => Snapshots.Healthy with
    {
        Trails = Snapshots.InHome([Snapshots.HealthyTrail with { Bucket = bucket, IsOrganizationTrail = organization }]),
    };
}
