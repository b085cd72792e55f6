using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.CloudTrail;

/// <summary>A check of the buckets that trails write to, each once.</summary>
public abstract class BucketCheck(string id, Severity severity, string title) : Check(id, severity, title)
{
    protected sealed override IEnumerable<Finding> Evaluate(Evidence evidence)
    {
        var known = KnownTrails.In(evidence);
        var judged = known.All.GroupBy(trail => trail.Bucket.Name, StringComparer.Ordinal).SelectMany(sharing => Judge(evidence, sharing.First().Bucket, [.. sharing]));
        return known is { All.Count: 0, Unread.Count: 0 } ? [NotApplicable(evidence.Account, "no trail")] : judged.Concat(known.Unread);
    }

    /// <summary>Findings about one bucket and the trails that share it, at least one.</summary>
    protected abstract IEnumerable<Finding> Judge(Evidence evidence, TrailBucket bucket, IReadOnlyList<Trail> trails);

    protected static string Arn(Evidence evidence, TrailBucket bucket) => $"arn:{evidence.Snapshot.Partition}:s3:::{bucket.Name}";

    protected static string Describe(BucketPresence presence) => presence switch
    {
        BucketPresence.Ours => "belongs to this account",
        BucketPresence.Missing => "does not exist",
        _ => "belongs to another account",
    };
}

/// <summary>A check of how a bucket of this account is set up. One that is missing or another account's is judged by cloudtrail-bucket-exists alone.</summary>
public abstract class BucketSettingCheck(string id, Severity severity, string title) : BucketCheck(id, severity, title)
{
    protected sealed override IEnumerable<Finding> Judge(Evidence evidence, TrailBucket bucket, IReadOnlyList<Trail> trails) => evidence.Open(
        bucket.Presence,
        presence => presence == BucketPresence.Ours
            ? Judge(evidence, bucket)
            : [NotApplicable(Arn(evidence, bucket), $"{bucket.Name} {Describe(presence)}; cloudtrail-bucket-exists judges it")],
        Arn(evidence, bucket));

    /// <summary>Findings about one bucket of this account, at least one.</summary>
    protected abstract IEnumerable<Finding> Judge(Evidence evidence, TrailBucket bucket);

    /// <summary>Opens a part of a bucket: passes or fails with the detail.</summary>
    protected static IEnumerable<Finding> Open<T>(Evidence evidence, TrailBucket bucket, Observed<T> part, Func<T, (bool Good, string Detail)> judge) => evidence.Open(
        part,
        value =>
        {
            var (good, detail) = judge(value);
            return [good ? Pass(Arn(evidence, bucket), $"{bucket.Name}: {detail}") : Fail(Arn(evidence, bucket), $"{bucket.Name}: {detail}")];
        },
        Arn(evidence, bucket));
}
