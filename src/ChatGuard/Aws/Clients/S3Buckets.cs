using System.Net;
using Amazon.Runtime.Internal;
using Amazon.S3;
using Amazon.S3.Model;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Aws.Clients;

/// <summary>Amazon S3 as AWSSDK.S3 speaks it: what ChatGuard asks about a bucket. Every call names the expected owner.</summary>
internal sealed class S3Buckets(Func<string, IAmazonS3> client, string accountId)
{
    private static readonly string[] Everybody = ["/groups/global/AllUsers", "/groups/global/AuthenticatedUsers"];

    /// <summary>Whether the bucket is there and ours, and the region it is in. A refusal that AWS does not explain is thrown, for it may be a missing permission.</summary>
    public async Task<(BucketPresence Presence, string Region)> HeadBucketAsync(string bucket, string region, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client(region).HeadBucketAsync(new HeadBucketRequest { BucketName = bucket, ExpectedBucketOwner = accountId }, cancellationToken);
            return (BucketPresence.Ours, string.IsNullOrEmpty(answer.BucketRegion) ? region : answer.BucketRegion);
        }
        catch (AmazonS3Exception error) when (error.StatusCode == HttpStatusCode.NotFound)
        {
            return (BucketPresence.Missing, region);
        }
        catch (AmazonS3Exception error) when (RegionOf(error) is { } home && home != region)
        {
            return await HeadBucketAsync(bucket, home, cancellationToken);
        }
        catch (AmazonS3Exception error) when (error.StatusCode == HttpStatusCode.Forbidden)
        {
            // Refused for the expected owner alone: without it the bucket answers.
            return await AnswersAsync(bucket, region, cancellationToken) ? (BucketPresence.OfAnotherAccount, region) : throw new AmazonS3Exception(error.Message, error, error.ErrorType, "AccessDenied", error.RequestId, error.StatusCode);
        }
    }

    public async Task<bool> GetBucketPolicyStatusAsync(string bucket, string region, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client(region).GetBucketPolicyStatusAsync(new GetBucketPolicyStatusRequest { BucketName = bucket, ExpectedBucketOwner = accountId }, cancellationToken);
            return answer.PolicyStatus?.IsPublic ?? throw new InvalidDataException("PolicyStatus is missing");
        }
        catch (AmazonS3Exception error) when (error.ErrorCode == "NoSuchBucketPolicy")
        {
            return false;
        }
    }

    /// <summary>Permissions granted to everybody or to every AWS customer, such as <c>AllUsers READ</c>.</summary>
    public async Task<IReadOnlyList<string>> GetBucketAclAsync(string bucket, string region, CancellationToken cancellationToken)
    {
        var answer = await client(region).GetBucketAclAsync(new GetBucketAclRequest { BucketName = bucket, ExpectedBucketOwner = accountId }, cancellationToken);
        return [.. (answer.Grants ?? [])
            .Where(grant => grant.Grantee?.URI is { } uri && Everybody.Any(group => uri.EndsWith(group, StringComparison.Ordinal)))
            .Select(grant => $"{grant.Grantee.URI[(grant.Grantee.URI.LastIndexOf('/') + 1)..]} {grant.Permission.Value}")];
    }

    public async Task<PublicAccessBlock?> GetPublicAccessBlockAsync(string bucket, string region, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client(region).GetPublicAccessBlockAsync(new GetPublicAccessBlockRequest { BucketName = bucket, ExpectedBucketOwner = accountId }, cancellationToken);
            var block = answer.PublicAccessBlockConfiguration ?? throw new InvalidDataException("PublicAccessBlockConfiguration is missing");
            return new PublicAccessBlock(block.BlockPublicAcls == true, block.IgnorePublicAcls == true, block.BlockPublicPolicy == true, block.RestrictPublicBuckets == true);
        }
        catch (AmazonS3Exception error) when (error.ErrorCode == "NoSuchPublicAccessBlockConfiguration")
        {
            return null;
        }
    }

    /// <summary>The bucket that access logs go to; null where logging is off.</summary>
    public async Task<string?> GetBucketLoggingAsync(string bucket, string region, CancellationToken cancellationToken)
    {
        var answer = await client(region).GetBucketLoggingAsync(new GetBucketLoggingRequest { BucketName = bucket, ExpectedBucketOwner = accountId }, cancellationToken);
        return string.IsNullOrEmpty(answer.BucketLoggingConfig?.TargetBucketName) ? null : answer.BucketLoggingConfig.TargetBucketName;
    }

    /// <summary>Enabled, Suspended, or null where versioning was never set.</summary>
    public async Task<string?> GetBucketVersioningAsync(string bucket, string region, CancellationToken cancellationToken)
    {
        var answer = await client(region).GetBucketVersioningAsync(new GetBucketVersioningRequest { BucketName = bucket, ExpectedBucketOwner = accountId }, cancellationToken);
        return answer.VersioningConfig?.Status?.Value is { Length: > 0 } status && status != "Off" ? status : null;
    }

    /// <summary>The default encryption's algorithm, such as <c>AES256</c>.</summary>
    public async Task<string> GetBucketEncryptionAsync(string bucket, string region, CancellationToken cancellationToken)
    {
        var answer = await client(region).GetBucketEncryptionAsync(new GetBucketEncryptionRequest { BucketName = bucket, ExpectedBucketOwner = accountId }, cancellationToken);
        return answer.ServerSideEncryptionConfiguration?.ServerSideEncryptionRules?.FirstOrDefault()?.ServerSideEncryptionByDefault?.ServerSideEncryptionAlgorithm?.Value ?? "none";
    }

    /// <summary>The bucket's policy; null where it has none.</summary>
    public async Task<string?> GetBucketPolicyAsync(string bucket, string region, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client(region).GetBucketPolicyAsync(new GetBucketPolicyRequest { BucketName = bucket, ExpectedBucketOwner = accountId }, cancellationToken);

            // The package takes the 404 of a bucket without a policy for an answer whose policy is the error's XML.
            return answer.HttpStatusCode == System.Net.HttpStatusCode.NotFound || answer.Policy?.StartsWith('<') == true ? null : answer.Policy;
        }
        catch (AmazonS3Exception error) when (error.ErrorCode == "NoSuchBucketPolicy")
        {
            return null;
        }
    }

    /// <summary>The bucket's tags; none where it has none or is not there.</summary>
    public async Task<IReadOnlyDictionary<string, string>> GetBucketTaggingAsync(string bucket, string region, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client(region).GetBucketTaggingAsync(new GetBucketTaggingRequest { BucketName = bucket, ExpectedBucketOwner = accountId }, cancellationToken);
            return (answer.TagSet ?? []).ToDictionary(tag => tag.Key, tag => tag.Value, StringComparer.Ordinal);
        }
        catch (AmazonS3Exception error) when (error.ErrorCode is "NoSuchTagSet" or "NoSuchTagSetError" or "NoSuchBucket")
        {
            return new Dictionary<string, string>();
        }
    }

    public async Task<bool> GetObjectLockConfigurationAsync(string bucket, string region, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client(region).GetObjectLockConfigurationAsync(new GetObjectLockConfigurationRequest { BucketName = bucket, ExpectedBucketOwner = accountId }, cancellationToken);
            return answer.ObjectLockConfiguration?.ObjectLockEnabled?.Value == "Enabled";
        }
        catch (AmazonS3Exception error) when (error.ErrorCode == "ObjectLockConfigurationNotFoundError")
        {
            return false;
        }
    }

    private async Task<bool> AnswersAsync(string bucket, string region, CancellationToken cancellationToken)
    {
        try
        {
            await client(region).HeadBucketAsync(new HeadBucketRequest { BucketName = bucket }, cancellationToken);
            return true;
        }
        catch (AmazonS3Exception)
        {
            return false;
        }
    }

    /// <summary>The region a redirect names; null where the error is none.</summary>
    private static string? RegionOf(AmazonS3Exception error) =>
        error.InnerException is HttpErrorResponseException { Response: { } response } && response.IsHeaderPresent("x-amz-bucket-region") ? response.GetHeaderValue("x-amz-bucket-region") : null;
}
