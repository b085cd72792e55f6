using Xunit;

namespace ChatGuard.Tests.Moto;

/// <summary>Trails, their buckets, instances, GuardDuty and the organization of an account in moto, as ChatGuard reads them.</summary>
[Collection(nameof(MotoAccount))]
public sealed class InfrastructureTests(MotoAccount moto)
{
    [Fact]
    public async Task TheLoggingMultiRegionTrailCoversTheAccount()
    {
        var posture = await moto.AskAsync("posture");
        Assert.Equal(["main"], Judged.Resources(posture, "cloudtrail-multi-region", "pass"));
        Assert.Equal("pass", Judged.Status(posture, "cloudtrail-multi-region"));
    }

    [Theory]
    [InlineData("cloudtrail-logging-on")]
    [InlineData("cloudtrail-log-validation")]
    [InlineData("cloudtrail-management-events")]
    public async Task TheTrailThatWasStartedPassesAndTheOtherFails(string check)
    {
        var posture = await moto.AskAsync("posture");
        Assert.Equal(["main"], Judged.Resources(posture, check, "pass"));
        Assert.Equal(["stopped"], Judged.Resources(posture, check, "fail"));
    }

    [Fact]
    public async Task AMultiRegionTrailThatAnotherRegionShowsTooIsJudgedOnce()
    {
        var answer = await moto.AskAsync(
            "check cloudtrail-logging-on",
            ("ChatGuard__Aws__UseAmbientAccount", "true"),
            ("ChatGuard__Aws__Regions__0", "eu-west-1"),
            ("ChatGuard__Aws__Regions__1", "us-east-1"));
        var resources = answer["accounts"]![0]!["check"]!["resources"]!.AsArray();
        Assert.Equal(["main", "stopped"], resources.Select(resource => ((string)resource!["id"]!).Split('/')[^1]).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("cloudtrail-kms")]
    [InlineData("cloudtrail-cloudwatch-logs")]
    public async Task WhatNoTrailHasFailsForBoth(string check) =>
        Assert.Equal(["main", "stopped"], Judged.Resources(await moto.AskAsync("posture"), check, "fail"));

    [Fact]
    public async Task TheBucketWithVersioningPassesAndTheOneWithoutFails()
    {
        var posture = await moto.AskAsync("posture");
        Assert.Equal(["trail-logs"], Judged.Resources(posture, "cloudtrail-bucket-versioning", "pass"));
        Assert.Equal(["trail-open"], Judged.Resources(posture, "cloudtrail-bucket-versioning", "fail"));
        Assert.Equal(["trail-logs", "trail-open"], Judged.Resources(posture, "cloudtrail-bucket-exists", "pass"));
        Assert.Equal(["trail-logs", "trail-open"], Judged.Resources(posture, "cloudtrail-bucket-logging", "fail"));
        Assert.Equal(["trail-logs", "trail-open"], Judged.Resources(posture, "cloudtrail-bucket-object-lock", "fail"));
    }

    [Fact]
    public async Task TheBlockedBucketIsNotPublicAndTheOneWithAPublicAclIs()
    {
        var posture = await moto.AskAsync("posture");
        Assert.Equal(["trail-logs"], Judged.Resources(posture, "cloudtrail-bucket-not-public", "pass"));
        Assert.Equal(["trail-open"], Judged.Resources(posture, "cloudtrail-bucket-not-public", "fail"));
    }

    [Fact]
    public async Task TheInstanceWithoutAProfileFailsAndTheOtherDoesNot()
    {
        var failing = Judged.Resources(await moto.AskAsync("posture"), "ec2-instance-profile", "fail");
        Assert.Equal([moto.Ids["instance without"]], failing);
    }

    [Fact]
    public async Task TheDetectorIsSeenToBeOn() => Assert.Equal("pass", Judged.Status(await moto.AskAsync("posture"), "guardduty-enabled-all-regions"));

    [Fact]
    public async Task TheNameIsTheOneTheOrganizationHasForTheAccount() => Assert.Equal("master", (string?)(await moto.AskAsync("posture"))["name"]);
}
