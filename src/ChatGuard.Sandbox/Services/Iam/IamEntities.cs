using System.Collections.Immutable;

namespace ChatGuard.Sandbox.Services.Iam;

/// <summary>What users, groups and roles share: a name, an ARN, and policies inline and attached.</summary>
internal abstract record IamEntity
{
    public required string Name { get; init; }

    public string Path { get; init; } = "/";

    public string Id { get; init; } = "";

    public string Arn { get; init; } = "";

    public DateTimeOffset Created { get; init; }

    /// <summary>Inline policy documents by policy name.</summary>
    public ImmutableSortedDictionary<string, string> Inline { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The ARNs of the attached managed policies.</summary>
    public ImmutableSortedSet<string> Attached { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    public string? Boundary { get; init; }

    public ImmutableSortedDictionary<string, string> Tags { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
}

/// <summary>A user, or root.</summary>
internal sealed record IamUser : IamEntity
{
    public const string RootName = "<root_account>";

    public ImmutableSortedSet<string> Groups { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>The console password; null where there is none.</summary>
    public LoginProfile? Password { get; init; }

    public ImmutableList<AccessKey> Keys { get; init; } = [];

    public ImmutableList<MfaDevice> Mfa { get; init; } = [];

    public ImmutableList<SigningCertificate> Certificates { get; init; } = [];

    public ImmutableList<SshKey> SshKeys { get; init; } = [];

    public ImmutableList<ServiceCredential> ServiceCredentials { get; init; } = [];
}

internal sealed record IamGroup : IamEntity;

internal sealed record IamRole : IamEntity
{
    public string Trust { get; init; } = "";

    public string Description { get; init; } = "";

    public int MaxSessionDuration { get; init; } = 3600;

    public DateTimeOffset? LastUsed { get; init; }

    public string LastUsedRegion { get; init; } = "us-east-1";

    /// <summary>Whether an instance profile of the same name holds the role.</summary>
    public bool HasInstanceProfile { get; init; }
}

/// <param name="Changed">Null where the report says <c>not_supported</c>, as for an old root password.</param>
internal sealed record LoginProfile(DateTimeOffset Created, DateTimeOffset? Changed, DateTimeOffset? LastUsed, bool ResetRequired = false);

internal sealed record AccessKey(string Id, bool Active, DateTimeOffset Created, KeyUse? LastUse = null)
{
    public string Status => Active ? "Active" : "Inactive";
}

/// <param name="Region">Null for a service without regions: AWS writes <c>N/A</c>.</param>
internal sealed record KeyUse(DateTimeOffset Time, string Service, string? Region);

/// <param name="Serial">The ARN of a virtual device or security key, the printed serial of a hardware one.</param>
internal sealed record MfaDevice(string Serial, DateTimeOffset Enabled)
{
    public bool IsVirtual => Serial.Contains(":mfa/", StringComparison.Ordinal);
}

internal sealed record SigningCertificate(string Id, bool Active, DateTimeOffset Uploaded);

internal sealed record SshKey(string Id, bool Active, DateTimeOffset Uploaded);

internal sealed record ServiceCredential(string Id, string Service, string ServiceUserName, bool Active, DateTimeOffset Created);

internal sealed record ServerCertificate(string Name, string Id, string Arn, DateTimeOffset Uploaded, DateTimeOffset Expires);

/// <summary>A managed policy with its only version, v1.</summary>
internal sealed record ManagedPolicy(string Name, string Path, string Id, string Arn, string Document, DateTimeOffset Created, string? Description = null);

internal sealed record PasswordPolicy
{
    public int MinimumLength { get; init; } = 6;

    public bool Symbols { get; init; }

    public bool Numbers { get; init; }

    public bool Uppercase { get; init; }

    public bool Lowercase { get; init; }

    public bool SelfService { get; init; }

    public int? MaxAge { get; init; }

    public int? ReusePrevention { get; init; }

    public bool? HardExpiry { get; init; }
}

/// <param name="Content">The CSV; fixed when the generation started.</param>
/// <param name="GeneratedAt">By the clock of the data: the four hours run on it.</param>
/// <param name="ReadyAt">By the signature clock.</param>
internal sealed record CredentialReportState(string Content, DateTimeOffset GeneratedAt, DateTimeOffset ReadyAt);
