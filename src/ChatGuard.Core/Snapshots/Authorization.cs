namespace ChatGuard.Core.Snapshots;

/// <summary>iam:GetAccountAuthorizationDetails: who may do what.</summary>
public sealed record AuthorizationDetails(
    IReadOnlyList<IamUser> Users,
    IReadOnlyList<IamGroup> Groups,
    IReadOnlyList<IamRole> Roles,
    IReadOnlyList<ManagedPolicy> Policies);

/// <summary>An IAM user with what is attached to it.</summary>
public sealed record IamUser
{
    public required string UserName { get; init; }

    public required string Arn { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>Names of the groups it is in.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    public IReadOnlyList<AttachedPolicy> AttachedPolicies { get; init; } = [];

    public IReadOnlyList<InlinePolicy> InlinePolicies { get; init; } = [];

    public string? PermissionsBoundaryArn { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}

/// <summary>An IAM group.</summary>
public sealed record IamGroup(string GroupName, string Arn, IReadOnlyList<AttachedPolicy> AttachedPolicies, IReadOnlyList<InlinePolicy> InlinePolicies);

/// <summary>An IAM role.</summary>
public sealed record IamRole
{
    public required string RoleName { get; init; }

    public required string Arn { get; init; }

    /// <summary>The path, such as <c>/aws-reserved/sso.amazonaws.com/</c>.</summary>
    public string Path { get; init; } = "/";

    /// <summary>The trust policy, decoded JSON.</summary>
    public required string AssumeRolePolicyDocument { get; init; }

    public IReadOnlyList<AttachedPolicy> AttachedPolicies { get; init; } = [];

    public IReadOnlyList<InlinePolicy> InlinePolicies { get; init; } = [];

    public string? PermissionsBoundaryArn { get; init; }
}

/// <summary>A managed policy's name and ARN as attached.</summary>
public sealed record AttachedPolicy(string PolicyName, string PolicyArn);

/// <summary>An inline policy with its decoded JSON document.</summary>
public sealed record InlinePolicy(string PolicyName, string Document);

/// <summary>A customer-managed policy with the decoded JSON of its default version.</summary>
public sealed record ManagedPolicy(string PolicyName, string Arn, int AttachmentCount, string Document);
