using System.Diagnostics.CodeAnalysis;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.Iam;

/// <summary>A policy that an identity has.</summary>
/// <param name="PolicyName">The policy's name.</param>
/// <param name="Arn">Null for an inline policy.</param>
/// <param name="Document">Null for AWS-managed policies, which are told apart by name, and where <paramref name="Problem"/> says why.</param>
/// <param name="Problem">Why a customer's document could not be read.</param>
public sealed record Grant(string PolicyName, string? Arn, PolicyDocument? Document, string? Problem)
{
    /// <summary>Whether everything is allowed: AWS's AdministratorAccess, or a customer's document that says so.</summary>
    public bool IsAdministrator { get; } = Document?.AllowsEverything ?? IsAws(Arn, "AdministratorAccess");

    /// <summary>Whether it is the AWS-managed policy of that name, in any partition and under any path.</summary>
    public bool Is(string awsManagedName) => IsAws(Arn, awsManagedName);

    /// <summary>Whether an ARN is that of the AWS-managed policy of that name.</summary>
    public static bool IsAws([NotNullWhen(true)] string? arn, string name) => arn is not null
        && arn.Contains(":iam::aws:policy/", StringComparison.Ordinal)
        && arn.EndsWith("/" + name, StringComparison.Ordinal);
}

/// <summary>Which policies users, groups and roles have; each document is parsed once.</summary>
public sealed class Grants
{
    private readonly Dictionary<string, Grant> managed;
    private readonly Dictionary<string, List<Grant>> groups;

    public Grants(AuthorizationDetails details)
    {
        managed = details.Policies.DistinctBy(policy => policy.Arn)
            .ToDictionary(policy => policy.Arn, policy => Read(policy.PolicyName, policy.Arn, policy.Document), StringComparer.Ordinal);
        groups = details.Groups.DistinctBy(group => group.GroupName, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.GroupName, group => Resolve(group.AttachedPolicies, group.InlinePolicies), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>What a group gives its members.</summary>
    public IReadOnlyList<Grant> Of(IamGroup group) => OfGroup(group.GroupName);

    /// <summary>What a role has.</summary>
    public IReadOnlyList<Grant> Of(IamRole role) => Resolve(role.AttachedPolicies, role.InlinePolicies);

    /// <summary>What a user has directly.</summary>
    public IReadOnlyList<Grant> Own(IamUser user) => Resolve(user.AttachedPolicies, user.InlinePolicies);

    /// <summary>What a user has directly and by groups.</summary>
    public IEnumerable<Grant> Of(IamUser user) => Own(user).Concat(user.Groups.SelectMany(OfGroup));

    /// <summary>What the group of that name gives; empty where there is none.</summary>
    public IReadOnlyList<Grant> OfGroup(string name) => groups.GetValueOrDefault(name, []);

    /// <summary>The ARNs of the users, groups and roles to which the AWS-managed policy of that name is attached.</summary>
    public static IEnumerable<string> HoldersOf(AuthorizationDetails details, string awsManagedName) =>
        details.Users.Select(user => (user.Arn, user.AttachedPolicies))
            .Concat(details.Groups.Select(group => (group.Arn, group.AttachedPolicies)))
            .Concat(details.Roles.Select(role => (role.Arn, role.AttachedPolicies)))
            .Where(identity => identity.AttachedPolicies.Any(policy => Grant.IsAws(policy.PolicyArn, awsManagedName)))
            .Select(identity => identity.Arn);

    private List<Grant> Resolve(IReadOnlyList<AttachedPolicy> attached, IReadOnlyList<InlinePolicy> inline) =>
    [
        .. attached.Select(policy => managed.GetValueOrDefault(policy.PolicyArn) ?? new Grant(policy.PolicyName, policy.PolicyArn, null, null)),
        .. inline.Select(policy => Read(policy.PolicyName, null, policy.Document)),
    ];

    private static Grant Read(string name, string? arn, string json) => PolicyDocument.TryParse(json, out var document, out var problem)
        ? new Grant(name, arn, document, null)
        : new Grant(name, arn, null, problem);
}
