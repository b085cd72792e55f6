using ChatGuard.Sandbox;
using ChatGuard.Sandbox.Seed;
using ChatGuard.Sandbox.Services;
using Xunit;

namespace ChatGuard.Tests.Sandbox;

public sealed class InfrastructureSeedTests
{
    private readonly SandboxScene scene = new();

    [Theory]
    [InlineData(SandboxScene.Legacy, 20)]
    [InlineData(SandboxScene.Core, 11)]
    public void EverybodyWhoCameWithinNinetyDaysHasASignInThatTellsOfMfa(string account, int people)
    {
        var events = scene.Account(account).CloudTrail.Events;
        var recent = scene.Account(account).Iam.Users.Values.Where(user => user.Password?.LastUsed > SandboxScene.Start.AddDays(-90)).ToList();
        Assert.Equal(people, recent.Count);
        Assert.All(recent, user =>
        {
            var signIn = events.Single(e => e.Username == user.Name && e.Name == "ConsoleLogin" && e.Time == user.Password!.LastUsed);
            Assert.Equal(user.Mfa.Count > 0 ? "Yes" : "No", (string?)signIn.Record["additionalEventData"]!["MFAUsed"]);
        });
    }

    [Fact]
    public void TheSharedLoginComesFromThreeAddressesWithinAnHour()
    {
        var signIns = scene.Account(SandboxScene.Legacy).CloudTrail.Events.FindAll(e => e.Username == "dev");
        Assert.Equal(3, signIns.Select(e => (string?)e.Record["sourceIPAddress"]).Distinct().Count());
        Assert.True(signIns.Max(e => e.Time) - signIns.Min(e => e.Time) < TimeSpan.FromHours(1));
    }

    [Fact]
    public void RootSignInsKeepTheirDistanceFromTheClock()
    {
        var logins = scene.Account(SandboxScene.Legacy).CloudTrail.Events.FindAll(e => e.Username == "root" && e.Name == "ConsoleLogin");
        Assert.Equal(
            [TimeSpan.FromHours(50), new(50, 20, 0), new(50, 21, 0), new(50, 22, 0), TimeSpan.FromHours((31 * 24) + 1)],
            logins.Select(e => SandboxScene.Start - e.Time).Order());
    }

    [Fact]
    public void EveryEventHasAnIdOfItsOwn() => Assert.All(scene.Organization.Accounts, account =>
        Assert.Equal(account.CloudTrail.Events.Count, account.CloudTrail.Events.Select(e => e.Id).Distinct().Count()));

    [Fact]
    public void TheCorePasswordWasChangedTwoHoursAfterTheLastRootSignIn()
    {
        var root = scene.Account(SandboxScene.Core).CloudTrail.Events.FindAll(e => e.Username == "root").OrderBy(e => e.Time).ToList();
        Assert.Equal(["ConsoleLogin", "ConsoleLogin", "PasswordUpdated"], root.Select(e => e.Name));
        Assert.Equal(TimeSpan.FromHours(2), root[2].Time - root[1].Time);
    }

    [Theory]
    [InlineData(SandboxScene.Core)]
    [InlineData(SandboxScene.Lab)]
    public void AKeptAccountHasEverythingOn(string id)
    {
        var account = scene.Account(id);
        var trail = account.CloudTrail.Trails.Single();
        var bucket = account.S3.Buckets[trail.S3BucketName];
        Assert.True(trail is { IsMultiRegionTrail: true, IsLogging: true, LogFileValidationEnabled: true, DeliveryError: null, NotificationError: null });
        Assert.Equal(trail.KmsKeyId, account.Kms.Keys.Single(key => key.Alias == "alias/trail").Arn);
        Assert.True(bucket is { ObjectLock: true, MfaDelete: true, Versioning: "Enabled", Logging: not null });
        Assert.All(account.Regions, region => Assert.True(account.GuardDuty.Detectors[region] is { Enabled: true, FindingPublishingFrequency: "FIFTEEN_MINUTES" }));
        Assert.All(account.S3.Buckets.Values, b => Assert.Equal(PublicAccessBlock.All, b.PublicAccessBlock));
        Assert.All(account.Ec2.Instances, instance => Assert.NotNull(instance.ProfileArn));
    }

    [Fact]
    public void TheLegacyAccountHasTenOpenFindingsAndTheCoreAccountNone()
    {
        Assert.Equal(10, Open(SandboxScene.Legacy));
        Assert.Equal(0, Open(SandboxScene.Core));
        Assert.Equal(2, scene.Account(SandboxScene.Core).GuardDuty.Detectors.Values.Sum(detector => detector.Findings.Count));
    }

    [Fact]
    public void ThreeOfFiveLegacyBucketsLackABlockAndFourLackSecureTransport()
    {
        var buckets = scene.Account(SandboxScene.Legacy).S3.Buckets.Values;
        Assert.Equal(5, buckets.Count);
        Assert.Equal(3, buckets.Count(bucket => bucket.PublicAccessBlock is null));
        Assert.Equal(4, buckets.Count(bucket => bucket.Policy?.Contains("aws:SecureTransport", StringComparison.Ordinal) != true));
    }

    [Fact]
    public void TheAtticHasNoTrailAndFewDetectors()
    {
        var attic = scene.Account(SandboxScene.Attic);
        Assert.Empty(attic.CloudTrail.Trails);
        Assert.Equal(["eu-west-1", "us-east-1"], attic.GuardDuty.Detectors.Keys.Order());
    }

    [Fact]
    public void FurtherAccountsJoinTheFirstOrganizationClean()
    {
        var organization = SandboxSeed.Build(new SandboxOptions { Accounts = 7 });
        Assert.Equal(5, organization.Organizations[0].Members.Count);
        var branch = organization.Accounts[^1];
        Assert.Equal(17, branch.GuardDuty.Detectors.Count);
        Assert.True(branch.CloudTrail.Trails.Single().IsLogging);
    }

    [Fact]
    public void TheSameClockGivesTheSameFindings() => Assert.Equal(Findings(new SandboxScene()), Findings(scene));

    private static string Findings(SandboxScene scene) => string.Join('\n', scene.Organization.Accounts
        .SelectMany(account => account.GuardDuty.Detectors.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        .SelectMany(pair => pair.Value.Findings)
        .Select(finding => finding.ToJsonString()));

    private int Open(string account) => scene.Account(account).GuardDuty.Detectors.Values
        .SelectMany(detector => detector.Findings)
        .Count(finding => !(bool)finding["service"]!["archived"]!);
}
