namespace ChatGuard.Sandbox.Services;

/// <summary>An AWS Organization: its accounts, its units and its service control policies.</summary>
public sealed class OrganizationState
{
    /// <summary>Such as <c>o-legacy0001</c>.</summary>
    public required string Id { get; init; }

    public required string ManagementAccountId { get; init; }

    /// <summary>Such as <c>r-ab12</c>.</summary>
    public required string RootId { get; init; }

    /// <summary>The members, the management account among them.</summary>
    public List<OrganizationMember> Members { get; } = [];

    public List<OrganizationalUnit> Units { get; } = [];

    public List<OrganizationPolicy> Policies { get; } = [];

    public List<DelegatedAdministrator> DelegatedAdministrators { get; } = [];

    /// <summary>Whether ListAccounts answers its first request with an empty page and a token, as AWS sometimes does.</summary>
    public bool StartsWithEmptyPage { get; set; }
}

/// <summary>An account of an organization, the way it joined and the root or unit it is in.</summary>
public sealed record OrganizationMember(string AccountId, string JoinedMethod, DateTimeOffset Joined, string ParentId);

/// <summary>An organizational unit directly under the root.</summary>
public sealed record OrganizationalUnit(string Id, string Name);

/// <summary>A service control policy and what it is attached to: ids of the root, units or accounts.</summary>
public sealed record OrganizationPolicy(string Id, string Name, string Description, string Content)
{
    public bool AwsManaged { get; init; }

    public List<string> Targets { get; } = [];
}

/// <summary>A member that administers one AWS service for the whole organization.</summary>
/// <param name="AccountId">The member.</param>
/// <param name="ServicePrincipal">Such as <c>guardduty.amazonaws.com</c>.</param>
/// <param name="Enabled">Since when.</param>
public sealed record DelegatedAdministrator(string AccountId, string ServicePrincipal, DateTimeOffset Enabled);
