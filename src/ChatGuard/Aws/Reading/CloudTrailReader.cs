using System.Text.Json;
using ChatGuard.Aws.Wire;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Aws.Reading;

/// <summary>Reads an account's trails with all that belongs to them, and its sign-in and root events.</summary>
internal sealed class CloudTrailReader(AwsAccount account, string accountId, Section section, int eventPages)
{
    /// <summary>CloudTrail keeps events of 90 days.</summary>
    public static readonly TimeSpan History = TimeSpan.FromDays(90);

    /// <summary>Trails by region: each where its home is, or, where that region was not read, where its shadow was seen first.</summary>
    public async Task<IReadOnlyList<InRegion<IReadOnlyList<Trail>>>> ReadTrailsAsync(IReadOnlyList<string> regions)
    {
        var described = await Task.WhenAll(regions.Select(async region => new InRegion<IReadOnlyList<JsonElement>>(
            region, await section.ReadAsync("trails", "cloudtrail:DescribeTrails", region, account.CloudTrail(region).DescribeTrailsAsync))));
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (region, trail) in described.SelectMany(part => part.Section.Match((trails, _) => trails, _ => []).Select(trail => (part.Region, trail))))
        {
            var arn = trail.Required("TrailARN");
            seen[arn] = trail.Text("HomeRegion") == region || !seen.TryGetValue(arn, out var first) ? region : first;
        }

        return await Task.WhenAll(described.Select(async part => new InRegion<IReadOnlyList<Trail>>(part.Region, await part.Section.Match(
            async (trails, asOf) => Observed<IReadOnlyList<Trail>>.Known(
                await Task.WhenAll(trails.Where(trail => seen[trail.Required("TrailARN")] == part.Region).Select(trail => ReadTrailAsync(trail, part.Region))), asOf),
            reasons => Task.FromResult(Observed<IReadOnlyList<Trail>>.Unreadable(reasons))))));
    }

    /// <summary>Root's events: AWS lists them under the user name <c>root</c>, in us-east-1.</summary>
    public Task<Observed<IReadOnlyList<CloudTrailEvent>>> ReadRootEventsAsync() =>
        LookupAsync("root-events", account.GlobalRegion, "Username", "root");

    /// <summary>Console sign-ins by region; AWS records IAM users' in the region of the sign-in endpoint they used.</summary>
    public async Task<IReadOnlyList<InRegion<IReadOnlyList<CloudTrailEvent>>>> ReadSignInsAsync(IReadOnlyList<string> regions) =>
        await Task.WhenAll(regions.Select(async region => new InRegion<IReadOnlyList<CloudTrailEvent>>(region, await LookupAsync("sign-ins", region, "EventName", "ConsoleLogin"))));

    /// <summary>IAM's calls of one name; AWS records them in us-east-1.</summary>
    public Task<Observed<IReadOnlyList<CloudTrailEvent>>> ReadIamCallsAsync(string name) => LookupAsync("iam-calls", account.GlobalRegion, "EventName", name);

    private Task<Observed<IReadOnlyList<CloudTrailEvent>>> LookupAsync(string name, string region, string attribute, string value) => section.ReadAsync(
        name, "cloudtrail:LookupEvents", region, ct => account.CloudTrail(region).LookupEventsAsync(attribute, value, section.Now - History, eventPages, ct));

    private async Task<Trail> ReadTrailAsync(JsonElement trail, string seenIn)
    {
        var (arn, home) = (trail.Required("TrailARN"), trail.Text("HomeRegion") ?? seenIn);
        var cloudTrail = account.CloudTrail(home);
        var status = section.ReadAsync("trails", "cloudtrail:GetTrailStatus", home, ct => cloudTrail.GetTrailStatusAsync(arn, ct));
        var selectors = section.ReadAsync("trails", "cloudtrail:GetEventSelectors", home, ct => cloudTrail.GetEventSelectorsAsync(arn, ct));
        var insights = section.ReadAsync("trails", "cloudtrail:GetInsightSelectors", home, ct => cloudTrail.GetInsightSelectorsAsync(arn, ct));
        var key = ReadKeyAsync(trail.Text("KmsKeyId"), home);
        var bucket = ReadBucketAsync(trail.Text("S3BucketName") ?? "", home);
        return new Trail
        {
            Name = trail.Required("Name"),
            Arn = arn,
            HomeRegion = home,
            S3BucketName = trail.Text("S3BucketName") ?? "",
            SnsTopicArn = trail.Text("SnsTopicARN"),
            IncludeGlobalServiceEvents = trail.Bool("IncludeGlobalServiceEvents"),
            IsMultiRegionTrail = trail.Bool("IsMultiRegionTrail"),
            IsOrganizationTrail = trail.Bool("IsOrganizationTrail"),
            LogFileValidationEnabled = trail.Bool("LogFileValidationEnabled"),
            CloudWatchLogsLogGroupArn = trail.Text("CloudWatchLogsLogGroupArn"),
            KmsKeyId = trail.Text("KmsKeyId"),
            Status = await status,
            Selectors = await selectors,
            InsightTypes = await insights,
            Key = await key,
            Bucket = await bucket,
        };
    }

    private async Task<Observed<KmsKey?>> ReadKeyAsync(string? keyId, string home)
    {
        if (string.IsNullOrEmpty(keyId))
        {
            return Observed<KmsKey?>.Known(null, section.Now);
        }

        var region = keyId.Split(':') is { Length: >= 6 } arn ? arn[3] : home;
        return await section.ReadAsync<KmsKey?>("trails", "kms:DescribeKey", region, async ct => await account.Kms(region).DescribeKeyAsync(keyId, ct));
    }

    private async Task<TrailBucket> ReadBucketAsync(string name, string home)
    {
        var s3 = account.S3(accountId);
        var region = home;
        var presence = await section.ReadAsync("trail-buckets", "s3:ListBucket", home, async ct =>
        {
            (var found, region) = await s3.HeadBucketAsync(name, home, ct);
            return found;
        });
        var readable = presence.Match((found, _) => found == BucketPresence.Ours, _ => true);
        return new TrailBucket
        {
            Name = name,
            Presence = presence,
            PolicyIsPublic = await AskAsync("s3:GetBucketPolicyStatus", s3.GetBucketPolicyStatusAsync),
            PublicGrants = await AskAsync("s3:GetBucketAcl", s3.GetBucketAclAsync),
            PublicAccessBlock = await AskAsync("s3:GetBucketPublicAccessBlock", s3.GetPublicAccessBlockAsync),
            LoggingTarget = await AskAsync("s3:GetBucketLogging", s3.GetBucketLoggingAsync),
            Versioning = await AskAsync("s3:GetBucketVersioning", s3.GetBucketVersioningAsync),
            ObjectLock = await AskAsync("s3:GetBucketObjectLockConfiguration", s3.GetObjectLockConfigurationAsync),
        };

        Task<Observed<T>> AskAsync<T>(string action, Func<string, string, CancellationToken, Task<T>> ask) => readable
            ? section.ReadAsync("trail-buckets", action, region, ct => ask(name, region, ct))
            : Task.FromResult(Observed<T>.Unreadable(new Unreadable("trail-buckets", action, region, "NoSuchBucket", $"the bucket {name} is not this account's")));
    }
}
