using System.Collections.Immutable;
using ChatGuard.Sandbox.Services.Iam;

namespace ChatGuard.Sandbox.Services;

/// <summary>What an account has in IAM. Every part is immutable and replaced as a whole, so that a copy is a view of one moment.</summary>
public sealed class IamState
{
    internal ImmutableSortedDictionary<string, IamUser> Users { get; set; } = Empty<IamUser>();

    internal ImmutableSortedDictionary<string, IamGroup> Groups { get; set; } = Empty<IamGroup>();

    internal ImmutableSortedDictionary<string, IamRole> Roles { get; set; } = Empty<IamRole>();

    /// <summary>The account's own managed policies by ARN.</summary>
    internal ImmutableSortedDictionary<string, ManagedPolicy> Policies { get; set; } = Empty<ManagedPolicy>();

    /// <summary>Root as a user named <c>&lt;root_account&gt;</c>; absent credentials are absent members.</summary>
    internal IamUser Root { get; set; } = new() { Name = IamUser.RootName };

    internal ImmutableList<string> UnassignedMfa { get; set; } = [];

    internal ImmutableList<ServerCertificate> ServerCertificates { get; set; } = [];

    internal ImmutableList<string> Aliases { get; set; } = [];

    internal ImmutableList<(string Arn, DateTimeOffset Created)> SamlProviders { get; set; } = [];

    internal ImmutableList<string> OpenIdProviders { get; set; } = [];

    /// <summary>Null where nobody set one: AWS's default holds and GetAccountPasswordPolicy answers NoSuchEntity.</summary>
    internal PasswordPolicy? PasswordPolicy { get; set; }

    internal CredentialReportState? Report { get; set; }

    /// <summary>The organization whose management account this is, or null.</summary>
    internal string? ManagedOrganizationId { get; set; }

    /// <summary>The organization the account belongs to as a member, or null.</summary>
    internal string? MemberOfOrganizationId { get; set; }

    internal ImmutableSortedSet<string> OrganizationFeatures { get; set; } = [];

    /// <summary>Counts the ids given out, so that equal calls give equal ids.</summary>
    internal int Issued { get; set; }

    internal IamState Copy() => (IamState)MemberwiseClone();

    private static ImmutableSortedDictionary<string, T> Empty<T>() => ImmutableSortedDictionary.Create<string, T>(StringComparer.Ordinal);
}
