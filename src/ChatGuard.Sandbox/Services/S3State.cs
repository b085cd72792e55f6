using System.Collections.Concurrent;

namespace ChatGuard.Sandbox.Services;

/// <summary>What an account has in S3.</summary>
public sealed class S3State
{
    /// <summary>The account's buckets by name; bucket names are unique over all accounts, so other accounts look here too.</summary>
    public ConcurrentDictionary<string, Bucket> Buckets { get; } = new(StringComparer.Ordinal);

    /// <summary>The account's own block; null where none was ever set.</summary>
    public PublicAccessBlock? PublicAccessBlock { get; set; }
}

/// <summary>The four switches that keep buckets from the public.</summary>
public sealed record PublicAccessBlock(bool BlockPublicAcls, bool IgnorePublicAcls, bool BlockPublicPolicy, bool RestrictPublicBuckets)
{
    public static PublicAccessBlock All { get; } = new(true, true, true, true);
}

/// <summary>A bucket and its configuration.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Owner">The account that owns it.</param>
/// <param name="Region">Where it lives.</param>
/// <param name="CreationDate">When it was made.</param>
public sealed record Bucket(string Name, string Owner, string Region, DateTimeOffset CreationDate)
{
    public PublicAccessBlock? PublicAccessBlock { get; set; }

    /// <summary>The bucket policy, a JSON document.</summary>
    public string? Policy { get; set; }

    /// <summary>Grants beside the owner's FULL_CONTROL.</summary>
    public IReadOnlyList<BucketGrant> Grants { get; set; } = [];

    /// <summary>Where access logs go; null when logging is off.</summary>
    public (string Bucket, string Prefix)? Logging { get; set; }

    /// <summary>Enabled or Suspended; null when versioning was never on.</summary>
    public string? Versioning { get; set; }

    public bool MfaDelete { get; set; }

    public string SseAlgorithm { get; set; } = "AES256";

    public string? KmsMasterKeyId { get; set; }

    public bool ObjectLock { get; init; }

    /// <summary>BucketOwnerEnforced (access control lists are off), BucketOwnerPreferred or ObjectWriter.</summary>
    public string ObjectOwnership { get; init; } = "BucketOwnerEnforced";

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>A grant to a group (by URI) or to another canonical user (by id).</summary>
public sealed record BucketGrant(string Permission, string? Uri, string? CanonicalId)
{
    public const string AllUsers = "http://acs.amazonaws.com/groups/global/AllUsers";
    public const string AuthenticatedUsers = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";

    /// <summary>Whether it lets strangers in.</summary>
    public bool IsPublic => Uri is AllUsers or AuthenticatedUsers;
}
