using Amazon.Runtime;
using ChatGuard.Aws;
using ChatGuard.Aws.Wire;
using ChatGuard.Core.Snapshots;
using ChatGuard.Sandbox;
using ChatGuard.Sandbox.Services;
using Xunit;

namespace ChatGuard.Tests.Aws;

/// <summary>Whose a bucket is and where it is, asked of the sandbox over S3's own protocol.</summary>
public sealed class TrailBucketTests : IAsyncLifetime
{
    private const string Legacy = "111122223333";
    private const string Core = "444455556666";

    private readonly SocketsHttpHandler connections = AwsTraffic.Connections();
    private SandboxServer sandbox = null!;
    private AwsAccount account = null!;

    public async ValueTask InitializeAsync()
    {
        sandbox = await SandboxServer.StartAsync(new SandboxOptions(), TestContext.Current.CancellationToken);
        var credentials = sandbox.CredentialsFor(Legacy);
        account = new AwsAccount(new AwsAccountOptions { Id = Legacy }, new BasicAWSCredentials(credentials.AccessKeyId, credentials.SecretAccessKey), "us-east-1", connections, sandbox.Url);
    }

    public async ValueTask DisposeAsync()
    {
        account.Dispose();
        connections.Dispose();
        await sandbox.DisposeAsync();
    }

    [Fact]
    public async Task ABucketInAnotherRegionIsFollowedThere()
    {
        Add(new Bucket("far-logs", Legacy, "eu-west-1", DateTimeOffset.UnixEpoch) { Versioning = "Enabled" });

        var (presence, region) = await account.S3(Legacy).HeadBucketAsync("far-logs", "us-east-1", TestContext.Current.CancellationToken);

        Assert.Equal((BucketPresence.Ours, "eu-west-1"), (presence, region));
        Assert.Equal("Enabled", await account.S3(Legacy).GetBucketVersioningAsync("far-logs", region, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task ABucketThatDoesNotExistIsMissing()
    {
        var (presence, _) = await account.S3(Legacy).HeadBucketAsync("nobody-made-this", "us-east-1", TestContext.Current.CancellationToken);

        Assert.Equal(BucketPresence.Missing, presence);
    }

    [Fact]
    public async Task ABucketThatAnswersAStrangerButNotItsExpectedOwnerIsAnotherAccounts()
    {
        sandbox.Organization.Find(Core)!.S3.Buckets["shared-logs"] = new Bucket("shared-logs", Core, "us-east-1", DateTimeOffset.UnixEpoch)
        {
            ObjectOwnership = "ObjectWriter",
            Grants = [new BucketGrant("READ", BucketGrant.AllUsers, null)],
        };

        var (presence, _) = await account.S3(Legacy).HeadBucketAsync("shared-logs", "us-east-1", TestContext.Current.CancellationToken);

        Assert.Equal(BucketPresence.OfAnotherAccount, presence);
    }

    [Fact]
    public async Task ARefusalWithoutAnExplanationIsNoVerdict()
    {
        sandbox.Faults.Add("s3:HeadBucket=deny");

        var refusal = await Assert.ThrowsAsync<Amazon.S3.AmazonS3Exception>(() => account.S3(Legacy).HeadBucketAsync("northwind-legacy-logs", "eu-west-1", TestContext.Current.CancellationToken));

        Assert.Equal("AccessDenied", refusal.ErrorCode);
    }

    private void Add(Bucket bucket) => sandbox.Organization.Find(Legacy)!.S3.Buckets[bucket.Name] = bucket;
}
