using ChatGuard.Sandbox.Services;

namespace ChatGuard.Sandbox.Seed;

/// <summary>Buckets: five of the legacy account with four faults between them, and those of the well-kept accounts.</summary>
internal static class BucketSeed
{
    public static void Fill(Story story)
    {
        Legacy(story);
        Kept(story, story.Core, "northwind-core-trail", "northwind-core-data", 690);
        Kept(story, story.Lab, "northwind-lab-trail", "northwind-lab-data", 640);
        Add(story.Attic, "northwind-attic-2019", "us-east-1", story.DaysAgo(1390));
        foreach (var branch in story.Branches)
        {
            var data = Add(branch, $"{branch.Name}-data", "eu-west-1", story.DaysAgo(280));
            data.PublicAccessBlock = PublicAccessBlock.All;
            data.Policy = Document(TransportOnly(data.Name));
            branch.S3.PublicAccessBlock = PublicAccessBlock.All;
            var logs = Add(branch, $"{branch.Name}-trail", "eu-west-1", story.DaysAgo(280));
            logs.PublicAccessBlock = PublicAccessBlock.All;
            logs.Policy = Document(TrailMayWrite(logs.Name), TransportOnly(logs.Name));
        }
    }

    private static void Legacy(Story story)
    {
        var account = story.Legacy;
        var logs = Add(account, "northwind-legacy-logs", "eu-west-1", story.DaysAgo(1500), "ObjectWriter");
        logs.Grants = [new BucketGrant("READ", BucketGrant.AllUsers, null)];
        logs.Policy = Document(TrailMayWrite(logs.Name));
        var press = Add(account, "northwind-press-kit", "us-east-1", story.DaysAgo(700));
        press.Policy = Document(EveryoneMayRead(press.Name));
        var data = Add(account, "northwind-app-data", "eu-west-1", story.DaysAgo(1200));
        data.PublicAccessBlock = PublicAccessBlock.All;
        data.Policy = Document(TransportOnly(data.Name));
        Add(account, "northwind-backups", "eu-central-1", story.DaysAgo(900)).PublicAccessBlock = PublicAccessBlock.All;
        Add(account, "northwind-ci", "us-east-1", story.DaysAgo(1450));
    }

    /// <summary>A log bucket as it should be, and a data bucket that also takes its access logs.</summary>
    private static void Kept(Story story, SandboxAccount account, string trailBucket, string dataBucket, int age)
    {
        account.S3.PublicAccessBlock = PublicAccessBlock.All;
        var data = Add(account, dataBucket, "eu-west-1", story.DaysAgo(age));
        data.PublicAccessBlock = PublicAccessBlock.All;
        data.Versioning = "Enabled";
        data.Policy = Document(TransportOnly(data.Name));
        var logs = new Bucket(trailBucket, account.Id, "eu-west-1", story.DaysAgo(age))
        {
            ObjectLock = true,
            Versioning = "Enabled",
            MfaDelete = true,
            PublicAccessBlock = PublicAccessBlock.All,
            Policy = Document(TrailMayWrite(trailBucket), TransportOnly(trailBucket)),
            Logging = (dataBucket, "s3-access/"),
            SseAlgorithm = "aws:kms",
            KmsMasterKeyId = Story.Key(account, "eu-west-1", "trail", story.DaysAgo(age)).Arn,
            Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["owner"] = "security", ["purpose"] = "cloudtrail" },
        };
        account.S3.Buckets[logs.Name] = logs;
    }

    private static Bucket Add(SandboxAccount account, string name, string region, DateTimeOffset created, string ownership = "BucketOwnerEnforced") =>
        account.S3.Buckets[name] = new Bucket(name, account.Id, region, created) { ObjectOwnership = ownership };

    private static string Document(params string[] statements) => $$"""{"Version":"2012-10-17","Statement":[{{string.Join(',', statements)}}]}""";

    private static string TransportOnly(string bucket) =>
        $$"""
        {
          "Sid": "DenyInsecureTransport", "Effect": "Deny", "Principal": "*", "Action": "s3:*",
          "Resource": ["arn:aws:s3:::{{bucket}}", "arn:aws:s3:::{{bucket}}/*"],
          "Condition": { "Bool": { "aws:SecureTransport": "false" } }
        }
        """;

    private static string EveryoneMayRead(string bucket) =>
        $$"""{ "Sid": "PublicRead", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::{{bucket}}/*" }""";

    private static string TrailMayWrite(string bucket) =>
        $$"""
        {
          "Sid": "TrailAclCheck", "Effect": "Allow", "Principal": { "Service": "cloudtrail.amazonaws.com" },
          "Action": "s3:GetBucketAcl", "Resource": "arn:aws:s3:::{{bucket}}"
        },
        {
          "Sid": "TrailWrite", "Effect": "Allow", "Principal": { "Service": "cloudtrail.amazonaws.com" },
          "Action": "s3:PutObject", "Resource": "arn:aws:s3:::{{bucket}}/AWSLogs/*",
          "Condition": { "StringEquals": { "s3:x-amz-acl": "bucket-owner-full-control" } }
        }
        """;
}
