namespace ChatGuard.Sandbox;

/// <summary>One verified request, for tests and benchmarks to count.</summary>
/// <param name="AccountId">The account of the caller's credentials.</param>
/// <param name="Service">The service, such as <c>iam</c> or <c>s3control</c>.</param>
/// <param name="Operation">AWS's operation name; empty where the request matched none.</param>
/// <param name="Region">The region of the signature.</param>
/// <param name="CallerArn">Who asked.</param>
public sealed record RecordedCall(string AccountId, string Service, string Operation, string Region, string CallerArn)
{
    /// <summary>The IAM actions that the call needs, such as <c>s3:ListBucket</c> for HeadBucket; none where it needs none.</summary>
    public IReadOnlyList<string> IamActions { get; init; } = [];

    /// <summary>Whether it is a call that changes something, taken effect or not.</summary>
    public bool IsWrite { get; init; }

    /// <summary>The role session's name; null for a long-lived key.</summary>
    public string? SessionName { get; init; }

    /// <summary>The source identity that the session was opened with.</summary>
    public string? SourceIdentity { get; init; }
}
