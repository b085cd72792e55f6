using System.Text.Json.Nodes;

namespace ChatGuard.Sandbox.Services;

/// <summary>What an account has in GuardDuty: at most one detector a region, and who administers it.</summary>
public sealed class GuardDutyState
{
    /// <summary>The detector of each region that has one.</summary>
    public Dictionary<string, Detector> Detectors { get; } = new(StringComparer.Ordinal);

    /// <summary>The account that administers this account's detectors; null for an account on its own.</summary>
    public string? AdministratorAccountId { get; set; }

    /// <summary>The accounts this one administers; empty for all but a delegated administrator.</summary>
    public List<string> Members { get; } = [];

    /// <summary>The organization's delegated administrator, known to its management account.</summary>
    public string? OrganizationAdminAccountId { get; set; }

    /// <summary>Which new members get GuardDuty: NEW, ALL or NONE; read by the delegated administrator.</summary>
    public string AutoEnableOrganizationMembers { get; set; } = "NONE";
}

/// <summary>A GuardDuty detector: its settings, filters and findings.</summary>
/// <param name="Id">32 hexadecimal digits.</param>
/// <param name="CreatedAt">When GuardDuty was switched on.</param>
public sealed record Detector(string Id, DateTimeOffset CreatedAt)
{
    /// <summary>All features of a detector, in AWS's order; the first three cannot be switched off.</summary>
    public static IReadOnlyList<string> AllFeatures { get; } =
    [
        "CLOUD_TRAIL", "DNS_LOGS", "FLOW_LOGS", "S3_DATA_EVENTS", "EKS_AUDIT_LOGS", "EBS_MALWARE_PROTECTION",
        "RDS_LOGIN_EVENTS", "LAMBDA_NETWORK_LOGS", "RUNTIME_MONITORING",
    ];

    /// <summary>False for a suspended detector.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>FIFTEEN_MINUTES, ONE_HOUR or SIX_HOURS.</summary>
    public string FindingPublishingFrequency { get; set; } = "SIX_HOURS";

    public DateTimeOffset UpdatedAt { get; set; } = CreatedAt;

    /// <summary>The features that are on.</summary>
    public HashSet<string> Features { get; } = [.. AllFeatures];

    public JsonObject Tags { get; init; } = [];

    /// <summary>Findings in AWS's own shape.</summary>
    public List<JsonObject> Findings { get; } = [];

    public List<FindingFilter> Filters { get; } = [];
}

/// <summary>A saved filter; with the action ARCHIVE it suppresses what it matches.</summary>
public sealed record FindingFilter(string Name, string Description, string Action, JsonObject FindingCriteria);
