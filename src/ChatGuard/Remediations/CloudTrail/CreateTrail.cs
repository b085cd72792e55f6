using System.Text.Json.Nodes;
using ChatGuard.Aws;
using ChatGuard.Aws.Clients;
using ChatGuard.Core.Proposals;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Remediations.CloudTrail;

/// <summary>R04: makes a trail that covers all regions, with a bucket of its own. Undoing deletes the trail and keeps the bucket: it is evidence.</summary>
internal sealed class CreateTrail() : Remediation("R04", "trail-create", Risk.Low, Reversibility.Partly)
{
    private const string TrailName = "chatguard-trail";
    private const int MostTrails = 5;

    public override IReadOnlyList<string> Checks => ["cloudtrail-multi-region"];

    public override IReadOnlyList<string> Actions =>
    [
        "cloudtrail:CreateTrail", "cloudtrail:DeleteTrail", "cloudtrail:StartLogging", "cloudtrail:StopLogging",
        "s3:CreateBucket", "s3:PutBucketPolicy", "s3:PutBucketPublicAccessBlock", "s3:PutBucketVersioning", "s3:PutEncryptionConfiguration",
    ];

    public override Task<IReadOnlyList<Target>> TargetsAsync(string check, Target found, AwsAccount account, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Target>>([new Target(found.Account, account.Region, Arn(found.Account, account))]);

    public override async Task<LiveState> ReadAsync(Target target, AwsAccount account, CancellationToken cancellationToken)
    {
        var region = target.Region!;
        var trails = await account.CloudTrail(region).ListTrailsAsync(cancellationToken);
        var fields = new Dictionary<string, string>(StringComparer.Ordinal) { ["Other trails"] = string.Join(' ', trails.Where(trail => trail.Arn != target.Resource).Select(trail => trail.Arn).Order(StringComparer.Ordinal)) };
        if (trails.Exists(trail => trail.Arn == target.Resource))
        {
            fields["Trail"] = "there";
            fields["IsLogging"] = LiveText.Of((await account.CloudTrail(region).GetTrailStatusAsync(target.Resource, cancellationToken)).IsLogging);
        }

        var (s3, bucket) = (account.S3(target.Account), Bucket(target));
        var (presence, home) = await s3.HeadBucketAsync(bucket, region, cancellationToken);
        if (presence == BucketPresence.OfAnotherAccount || (presence == BucketPresence.Ours && home != region))
        {
            throw new CannotPlanException($"The bucket {bucket}, which the trail would write to, exists {(home == region ? "in another account" : $"in {home}")}: remove it or make the trail by hand.");
        }

        if (presence == BucketPresence.Ours)
        {
            await AddAsync(fields, s3, bucket, region, cancellationToken);
        }

        return new LiveState(fields);
    }

    protected override Task<Plan> MakePlanAsync(Target target, LiveState live, AwsAccount account, CancellationToken cancellationToken)
    {
        if (live["Trail"] is not null)
        {
            throw new CannotPlanException(live["IsLogging"] == "true" ? $"The trail {TrailName} is there and logging; nothing is to be done." : $"The trail {TrailName} is there but stopped: start it with trail-start-logging.");
        }

        var others = live["Other trails"]!.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (others.Length >= MostTrails)
        {
            throw new CannotPlanException($"The account has {others.Length} trails, and AWS allows {MostTrails} in a region: widen one with trail-harden instead.");
        }

        var steps = BucketSteps(target, live).Where(step => !live.Shows(step.Changes)).Concat(TrailSteps(target)).ToList();
        return Task.FromResult(NewPlan(target, $"Make a trail for all regions, {TrailName}, in {target.Region}", live, steps, approvals: 1) with
        {
            Impact = ["Nothing breaks: a trail only records."],
            Notes =
            [
                $"The bucket {Bucket(target)} costs storage. The first copy of management events in each region is free, a further one is charged per event.",
                "Undoing stops and deletes the trail; the bucket and what is in it stay.",
                .. others.Length > 0 ? [$"There are other trails: {string.Join(", ", others)}. Widening one (trail-harden) or starting it (trail-start-logging) may be what you want instead."] : Array.Empty<string>(),
            ],
        });
    }

    private static string Arn(string accountId, AwsAccount account) => $"arn:{account.Partition}:cloudtrail:{account.Region}:{accountId}:trail/{TrailName}";

    private static string Bucket(Target target) => $"chatguard-trail-{target.Account}-{target.Region}";

    private static async Task AddAsync(Dictionary<string, string> fields, S3Buckets s3, string bucket, string region, CancellationToken cancellationToken)
    {
        fields["Bucket"] = bucket;
        fields["Bucket blocks the public"] = LiveText.Of(await s3.GetPublicAccessBlockAsync(bucket, region, cancellationToken) is { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true });
        fields["Bucket versioning"] = await s3.GetBucketVersioningAsync(bucket, region, cancellationToken) ?? "never";
        fields["Bucket encryption"] = await s3.GetBucketEncryptionAsync(bucket, region, cancellationToken);
        fields["Bucket policy"] = await s3.GetBucketPolicyAsync(bucket, region, cancellationToken) is { } policy ? LiveText.OfJson(policy) : "none";
    }

    private static IEnumerable<PlannedStep> BucketSteps(Target target, LiveState live)
    {
        var bucket = Bucket(target);
        var arn = $"arn:{target.Resource.Split(':')[1]}:s3:::{bucket}";
        JsonObject Input(string? name = null, JsonNode? value = null) => name is null ? new() { ["Bucket"] = bucket } : new() { ["Bucket"] = bucket, [name] = value };
        PlannedStep Step(string title, string operation, string action, JsonObject input, string field, string after) =>
            new(title, new AwsCall("s3", operation, target.Region, input), [new FieldChange(field, live[field], after)], [new Permission(action, [arn])]);

        var create = target.Region == "us-east-1" ? Input() : Input("CreateBucketConfiguration", new JsonObject { ["LocationConstraint"] = target.Region });
        yield return Step($"Make the bucket {bucket}", "CreateBucket", "s3:CreateBucket", create, "Bucket", bucket) with { AlreadyDoneErrors = ["BucketAlreadyOwnedByYou"] };
        var block = new JsonObject { ["BlockPublicAcls"] = true, ["IgnorePublicAcls"] = true, ["BlockPublicPolicy"] = true, ["RestrictPublicBuckets"] = true };
        yield return Step("Keep it from the public", "PutPublicAccessBlock", "s3:PutBucketPublicAccessBlock", Input("PublicAccessBlockConfiguration", block), "Bucket blocks the public", "true");
        yield return Step("Keep overwritten log files", "PutBucketVersioning", "s3:PutBucketVersioning", Input("VersioningConfiguration", new JsonObject { ["Status"] = "Enabled" }), "Bucket versioning", "Enabled");
        var rule = new JsonObject { ["Rules"] = new JsonArray(new JsonObject { ["ApplyServerSideEncryptionByDefault"] = new JsonObject { ["SSEAlgorithm"] = "AES256" } }) };
        yield return Step("Encrypt it", "PutBucketEncryption", "s3:PutEncryptionConfiguration", Input("ServerSideEncryptionConfiguration", rule), "Bucket encryption", "AES256");
        var policy = LiveText.OfJson(TrailBucketPolicy.For(arn, target));
        yield return Step("Let CloudTrail write to it", "PutBucketPolicy", "s3:PutBucketPolicy", Input("Policy", policy), "Bucket policy", policy);
    }

    private static IEnumerable<PlannedStep> TrailSteps(Target target)
    {
        PlannedStep Step(string title, string operation, JsonObject input, params FieldChange[] changes) =>
            new(title, new AwsCall("cloudtrail", operation, target.Region, input), changes, [new Permission($"cloudtrail:{operation}", [target.Resource])]);

        JsonObject Named() => new() { ["Name"] = target.Resource };
        var settings = new JsonObject
        {
            ["Name"] = TrailName,
            ["S3BucketName"] = Bucket(target),
            ["IsMultiRegionTrail"] = true,
            ["IncludeGlobalServiceEvents"] = true,
            ["EnableLogFileValidation"] = true,
        };
        yield return Step($"Make the trail {TrailName}", "CreateTrail", settings, new FieldChange("Trail", null, "there"), new FieldChange("IsLogging", null, "false")) with
        {
            NotYetErrors = ["InsufficientS3BucketPolicyException"],
            Undo = Step($"Delete the trail {TrailName}", "DeleteTrail", Named(), new FieldChange("Trail", "there", null), new FieldChange("IsLogging", "false", null)) with { AlreadyDoneErrors = ["TrailNotFoundException"] },
        };
        yield return Step("Start logging", "StartLogging", Named(), new FieldChange("IsLogging", "false", "true")) with
        {
            Undo = Step("Stop logging", "StopLogging", Named(), new FieldChange("IsLogging", "true", "false")),
        };
    }
}
