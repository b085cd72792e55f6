namespace ChatGuard.Core.Snapshots;

/// <summary>A GuardDuty detector with its findings and filters.</summary>
public sealed record Detector
{
    public required string DetectorId { get; init; }

    /// <summary>Status ENABLED; false when suspended.</summary>
    public required bool Enabled { get; init; }

    /// <summary>FIFTEEN_MINUTES, ONE_HOUR or SIX_HOURS.</summary>
    public string? FindingPublishingFrequency { get; init; }

    /// <summary>Features by name with ENABLED or DISABLED.</summary>
    public IReadOnlyDictionary<string, string> Features { get; init; } = new Dictionary<string, string>();

    /// <summary>Findings, archived ones included, worst first.</summary>
    public required Observed<IReadOnlyList<GuardDutyFinding>> Findings { get; init; }

    /// <summary>Filters with their action.</summary>
    public required Observed<IReadOnlyList<GuardDutyFilter>> Filters { get; init; }

    /// <summary>DescribeOrganizationConfiguration.autoEnableOrganizationMembers: ALL, NEW or NONE; null value where the account is no delegated administrator.</summary>
    public required Observed<string?> OrganizationAutoEnable { get; init; }
}

/// <summary>One GuardDuty finding.</summary>
public sealed record GuardDutyFinding
{
    public required string Id { get; init; }

    /// <summary>Such as <c>CryptoCurrency:EC2/BitcoinTool.B!DNS</c>.</summary>
    public required string Type { get; init; }

    /// <summary>1.0 to 10.0.</summary>
    public required double Severity { get; init; }

    public required string Title { get; init; }

    public required string AccountId { get; init; }

    public required string Region { get; init; }

    /// <summary>The user, instance, bucket or role it is about.</summary>
    public required string Resource { get; init; }

    public int Count { get; init; } = 1;

    public DateTimeOffset? FirstSeen { get; init; }

    public DateTimeOffset? LastSeen { get; init; }

    public bool Archived { get; init; }

    /// <summary>A finding made by CreateSampleFindings.</summary>
    public bool Sample { get; init; }

    /// <summary>accessKeyDetails.userName, or the users among an attack sequence's actors.</summary>
    public IReadOnlyList<string> Users { get; init; } = [];

    /// <summary>critical from 9, high from 7, medium from 4, else low: GuardDuty's bands.</summary>
    public string Band => Severity switch { >= 9 => "critical", >= 7 => "high", >= 4 => "medium", _ => "low" };
}

/// <summary>A GuardDuty filter.</summary>
/// <param name="Action"><c>ARCHIVE</c> suppresses findings; <c>NOOP</c> does not.</param>
public sealed record GuardDutyFilter(string Name, string Action, string? Description);

/// <summary>An EC2 instance.</summary>
/// <param name="State"><c>running</c>, <c>stopped</c>, …</param>
/// <param name="InstanceProfileArn">Null where the instance has no role.</param>
public sealed record Instance(string InstanceId, string State, string? InstanceProfileArn, string? Name);

/// <summary>An IAM Access Analyzer analyzer for unused access.</summary>
/// <param name="ActiveFindings">How many of its findings are ACTIVE.</param>
public sealed record UnusedAccessAnalyzer(string Arn, string Name, Observed<int> ActiveFindings);

/// <summary>organizations:DescribeOrganization.</summary>
public sealed record Organization(string Id, string ManagementAccountId)
{
    public bool IsManagement(string accountId) => string.Equals(ManagementAccountId, accountId, StringComparison.Ordinal);
}

/// <summary>An account as organizations:ListAccounts shows it.</summary>
public sealed record OrganizationAccount(string Id, string Name, string Email);

/// <summary>A service control policy with its decoded JSON document and the ids of roots, units and accounts it is attached to; targets are read only where the document speaks of principals.</summary>
public sealed record ServiceControlPolicy(string Id, string Name, string Document, IReadOnlyList<string> Targets);
