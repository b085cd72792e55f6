using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using ChatGuard.Core.Proposals;

namespace ChatGuard.Aws.Writing;

/// <summary>The S3 operations that remediations may send, through AWSSDK.S3. Every call on a bucket that is there names its expected owner.</summary>
internal static class S3Calls
{
    private delegate Task<AmazonWebServiceResponse> Send(IAmazonS3 s3, string account, JsonObject input, CancellationToken cancellationToken);

    private static readonly Dictionary<string, Send> All = new(StringComparer.Ordinal)
    {
        ["CreateBucket"] = async (s3, _, input, ct) => await s3.PutBucketAsync(
            new PutBucketRequest
            {
                BucketName = Text(input, "Bucket"),
                PutBucketConfiguration = input["CreateBucketConfiguration"] is { } configuration ? new PutBucketConfiguration { LocationConstraint = (string?)configuration["LocationConstraint"] } : null,
            },
            ct),
        ["PutPublicAccessBlock"] = async (s3, account, input, ct) => await s3.PutPublicAccessBlockAsync(
            new PutPublicAccessBlockRequest { BucketName = Text(input, "Bucket"), ExpectedBucketOwner = account, PublicAccessBlockConfiguration = Part<PublicAccessBlockConfiguration>(input, "PublicAccessBlockConfiguration") }, ct),
        ["PutBucketVersioning"] = async (s3, account, input, ct) => await s3.PutBucketVersioningAsync(
            new PutBucketVersioningRequest { BucketName = Text(input, "Bucket"), ExpectedBucketOwner = account, VersioningConfig = new S3BucketVersioningConfig { Status = (string?)input["VersioningConfiguration"]?["Status"] } }, ct),
        ["PutBucketEncryption"] = async (s3, account, input, ct) => await s3.PutBucketEncryptionAsync(
            new PutBucketEncryptionRequest { BucketName = Text(input, "Bucket"), ExpectedBucketOwner = account, ServerSideEncryptionConfiguration = Encryption(input) }, ct),
        ["PutBucketPolicy"] = async (s3, account, input, ct) => await s3.PutBucketPolicyAsync(
            new PutBucketPolicyRequest { BucketName = Text(input, "Bucket"), ExpectedBucketOwner = account, Policy = Text(input, "Policy") }, ct),
    };

    public static bool Has(AwsCall call) => call.Service == "s3" && All.ContainsKey(call.Operation);

    public static Task<AmazonWebServiceResponse> SendAsync(IAmazonS3 s3, string account, string operation, JsonObject input, CancellationToken cancellationToken) =>
        All[operation](s3, account, input, cancellationToken);

    private static string Text(JsonObject input, string name) => (string?)input[name] ?? throw new ArgumentException($"{name} is missing", nameof(input));

    private static T Part<T>(JsonObject input, string name) => input[name].Deserialize<T>() ?? throw new ArgumentException($"{name} is missing", nameof(input));

    private static ServerSideEncryptionConfiguration Encryption(JsonObject input) => new()
    {
        ServerSideEncryptionRules = [.. input["ServerSideEncryptionConfiguration"]!["Rules"]!.AsArray().Select(rule => new ServerSideEncryptionRule
        {
            ServerSideEncryptionByDefault = new ServerSideEncryptionByDefault
            {
                ServerSideEncryptionAlgorithm = (string?)rule!["ApplyServerSideEncryptionByDefault"]!["SSEAlgorithm"],
                ServerSideEncryptionKeyManagementServiceKeyId = (string?)rule["ApplyServerSideEncryptionByDefault"]!["KMSMasterKeyID"],
            },
        })],
    };
}
