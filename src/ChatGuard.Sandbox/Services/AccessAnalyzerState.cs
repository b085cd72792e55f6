namespace ChatGuard.Sandbox.Services;

/// <summary>What an account has in IAM Access Analyzer: the analyzers of every region.</summary>
public sealed class AccessAnalyzerState
{
    public List<Analyzer> Analyzers { get; } = [];
}

/// <summary>An analyzer and what it found.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Arn">Its ARN, which holds its region.</param>
/// <param name="Type">ACCOUNT for external access, ACCOUNT_UNUSED_ACCESS and so on.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record Analyzer(string Name, string Arn, string Type, DateTimeOffset CreatedAt)
{
    public string Region => Arn.Split(':')[3];

    public List<AnalyzerFinding> Findings { get; } = [];
}

/// <summary>A finding of an analyzer.</summary>
/// <param name="Id">A UUID.</param>
/// <param name="FindingType">ExternalAccess, UnusedIAMRole, UnusedIAMUserAccessKey, UnusedIAMUserPassword or UnusedPermission.</param>
/// <param name="ResourceType">Such as <c>AWS::IAM::User</c>.</param>
/// <param name="Resource">The resource's ARN.</param>
/// <param name="Status">ACTIVE, ARCHIVED or RESOLVED.</param>
/// <param name="CreatedAt">When it was found.</param>
public sealed record AnalyzerFinding(string Id, string FindingType, string ResourceType, string Resource, string Status, DateTimeOffset CreatedAt);
