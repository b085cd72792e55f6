using System.Text.Json.Nodes;
using ChatGuard.Core.Proposals;

namespace ChatGuard.Remediations.CloudTrail;

/// <summary>The policy of a bucket that one trail may write to and nobody reaches without TLS.</summary>
internal static class TrailBucketPolicy
{
    public static string For(string bucketArn, Target trail) => new JsonObject
    {
        ["Version"] = "2012-10-17",
        ["Statement"] = new JsonArray(
            Allow("TrailAclCheck", "s3:GetBucketAcl", bucketArn, new JsonObject { ["aws:SourceArn"] = trail.Resource }),
            Allow("TrailWrite", "s3:PutObject", $"{bucketArn}/AWSLogs/{trail.Account}/*", new JsonObject { ["aws:SourceArn"] = trail.Resource, ["s3:x-amz-acl"] = "bucket-owner-full-control" }),
            new JsonObject
            {
                ["Sid"] = "DenyInsecureTransport",
                ["Effect"] = "Deny",
                ["Principal"] = "*",
                ["Action"] = "s3:*",
                ["Resource"] = new JsonArray(bucketArn, $"{bucketArn}/*"),
                ["Condition"] = new JsonObject { ["Bool"] = new JsonObject { ["aws:SecureTransport"] = "false" } },
            }),
    }.ToJsonString();

    private static JsonObject Allow(string id, string action, string resource, JsonObject equals) => new()
    {
        ["Sid"] = id,
        ["Effect"] = "Allow",
        ["Principal"] = new JsonObject { ["Service"] = "cloudtrail.amazonaws.com" },
        ["Action"] = action,
        ["Resource"] = resource,
        ["Condition"] = new JsonObject { ["StringEquals"] = equals },
    };
}
