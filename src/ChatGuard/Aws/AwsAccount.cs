using System.Collections.Concurrent;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using ChatGuard.Aws.Clients;
using ChatGuard.Aws.Wire;
using ChatGuard.Core.Checks;

namespace ChatGuard.Aws;

/// <summary>One AWS account's clients together: its credentials, its traffic, and a client for each service and region, made when first used.</summary>
internal sealed partial class AwsAccount : IDisposable
{
    private readonly AWSCredentials source;
    private readonly AWSCredentials credentials;
    private readonly Uri? endpoint;
    private string? host;
    private readonly ConcurrentDictionary<(AwsService, string), Lazy<AwsClient>> clients = new();
    private readonly ConcurrentDictionary<string, Lazy<IAmazonS3>> buckets = new(StringComparer.Ordinal);

    /// <param name="options">Name, id, role and regions.</param>
    /// <param name="source">Credentials that assume the role, or read directly where there is none.</param>
    /// <param name="region">The region of global calls.</param>
    /// <param name="connections">Connections shared by all accounts.</param>
    /// <param name="endpoint">Where all services are, for the embedded sandbox; null for AWS and its AWS_ENDPOINT_URL variables.</param>
    public AwsAccount(AwsAccountOptions options, AWSCredentials source, string region, SocketsHttpHandler connections, Uri? endpoint)
    {
        Options = options;
        Region = region;
        this.source = source;
        this.endpoint = endpoint;
        Traffic = new AwsTraffic(connections);
        credentials = options.ReadRoleArn is { } role ? new AssumedRole(this, source, role, options.ExternalId) : source;
    }

    public AwsAccountOptions Options { get; }

    /// <summary>What is never changed here, by name or ARN; <c>*</c> stands for any characters.</summary>
    public IReadOnlyList<string> Protected { get; init; } = [AwsOptions.BreakGlassUsers];

    /// <summary>The limits that checks hold the account against, so that what is put right passes them.</summary>
    public Thresholds Thresholds { get; init; } = new();

    /// <summary>Whose time ages are counted by.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The region sessions begin in.</summary>
    public string Region { get; }

    /// <summary>The region where the partition records what happens in global services: us-east-1 outside China and GovCloud.</summary>
    public string GlobalRegion => AwsService.Iam.Endpoint(Region).SigningRegion;

    public AwsTraffic Traffic { get; }

    public IamClient Iam => new(Client(AwsService.Iam, Region));

    public OrganizationsClient Organizations => new(Client(AwsService.Organizations, Region));

    public CloudTrailClient CloudTrail(string region) => new(Client(AwsService.CloudTrail, region), region);

    public GuardDutyClient GuardDuty(string region) => new(Client(AwsService.GuardDuty, region), region);

    public Ec2Client Ec2(string region) => new(Client(AwsService.Ec2, region));

    public KmsClient Kms(string region) => new(Client(AwsService.Kms, region));

    public AccessAnalyzerClient AccessAnalyzer(string region) => new(Client(AwsService.AccessAnalyzer, region));

    public S3Buckets S3(string accountId) => new(region => buckets.GetOrAdd(region, name => new(() => NewS3(name, credentials, retries: true))).Value, accountId);

    /// <summary>sts:GetCallerIdentity: the account id and ARN these credentials belong to.</summary>
    public Task<(string AccountId, string Arn)> GetCallerIdentityAsync(CancellationToken cancellationToken) => IdentityAsync(credentials, cancellationToken);

    /// <summary>The ARN of the credentials that ChatGuard itself runs with, before it assumes any role.</summary>
    public async Task<string> GetHostArnAsync(CancellationToken cancellationToken) => host ??= (await IdentityAsync(source, cancellationToken)).Arn;

    private async Task<(string AccountId, string Arn)> IdentityAsync(AWSCredentials with, CancellationToken cancellationToken)
    {
        using var sts = Sts(with);
        var identity = await sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), cancellationToken);
        return identity is { Account.Length: > 0, Arn: not null } ? (identity.Account, identity.Arn) : throw new InvalidDataException("sts:GetCallerIdentity answered no account");
    }

    public void Dispose()
    {
        foreach (var client in clients.Values.Where(client => client.IsValueCreated))
        {
            client.Value.Dispose();
        }

        foreach (var client in buckets.Values.Where(client => client.IsValueCreated))
        {
            client.Value.Dispose();
        }

        Traffic.Dispose();
    }

    private AwsClient Client(AwsService service, string region) =>
        clients.GetOrAdd((service, region), key => new(() => NewClient(key.Item1, key.Item2, credentials, retries: true))).Value;

    internal AwsClient NewClient(AwsService service, string region, AWSCredentials with, bool retries) => new(service, region, with, Traffic, endpoint, retries);

    internal AmazonS3Client NewS3(string region, AWSCredentials with, bool retries)
    {
        var config = new AmazonS3Config { RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(region) };
        Traffic.Configure(config, endpoint, retries);
        config.ForcePathStyle = config.ServiceURL is not null;
        config.AuthenticationRegion = region;
        return new AmazonS3Client(with, config);
    }

    private AmazonSecurityTokenServiceClient Sts(AWSCredentials with)
    {
        var config = new AmazonSecurityTokenServiceConfig { RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(Region) };
        Traffic.Configure(config, endpoint);
        config.AuthenticationRegion = Region;
        return new AmazonSecurityTokenServiceClient(with, config);
    }

    /// <summary>sts:AssumeRole with the external id, refreshed five minutes before it expires.</summary>
    private sealed class AssumedRole : RefreshingAWSCredentials
    {
        private readonly AwsAccount account;
        private readonly AWSCredentials source;
        private readonly string roleArn;
        private readonly string? externalId;

        public AssumedRole(AwsAccount account, AWSCredentials source, string roleArn, string? externalId)
        {
            (this.account, this.source, this.roleArn, this.externalId) = (account, source, roleArn, externalId);
            PreemptExpiryTime = TimeSpan.FromMinutes(5);
        }

        protected override CredentialsRefreshState GenerateNewCredentials() => GenerateNewCredentialsAsync().GetAwaiter().GetResult();

        protected override async Task<CredentialsRefreshState> GenerateNewCredentialsAsync()
        {
            using var sts = account.Sts(source);
            var answer = await sts.AssumeRoleAsync(new AssumeRoleRequest
            {
                RoleArn = roleArn,
                RoleSessionName = "ChatGuard",
                ExternalId = externalId,
                DurationSeconds = 3600,
            }).ConfigureAwait(false);
            var session = answer.Credentials ?? throw new InvalidDataException("sts:AssumeRole answered no credentials");
            return new CredentialsRefreshState(
                new ImmutableCredentials(session.AccessKeyId, session.SecretAccessKey, session.SessionToken), session.Expiration ?? throw new InvalidDataException("AssumeRole sent no Expiration"));
        }
    }
}
