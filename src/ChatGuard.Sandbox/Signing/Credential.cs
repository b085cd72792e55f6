using ChatGuard.Sandbox.Protocols;

namespace ChatGuard.Sandbox.Signing;

/// <summary>A key pair that the sandbox knows, long-lived or of a session.</summary>
internal sealed record Credential(string AccessKeyId, string SecretAccessKey, SandboxAccount Account, string Arn, string UserId)
{
    /// <summary>The token a temporary pair must send along; null for a long-lived pair.</summary>
    public string? SessionToken { get; init; }

    /// <summary>When a session ends, by the signature clock.</summary>
    public DateTimeOffset? Expires { get; init; }

    public string? RoleSessionName { get; init; }

    /// <summary>The role behind a session; null for others.</summary>
    public string? RoleName { get; init; }

    /// <summary>Who is behind the session, as AssumeRole was told; never changes while roles are chained.</summary>
    public string? SourceIdentity { get; init; }

    public IReadOnlyDictionary<string, string> SessionTags { get; init; } = new Dictionary<string, string>();

    /// <summary>The session policy passed to AssumeRole, or the task policy of AssumeRoot.</summary>
    public string? SessionPolicy { get; init; }

    public Caller Caller => new(Arn, UserId, AccessKeyId, RoleSessionName);
}
