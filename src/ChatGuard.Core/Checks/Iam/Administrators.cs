using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.Iam;

/// <summary>Who may do everything in an account.</summary>
public sealed class Administrators
{
    private readonly HashSet<string> names;

    private Administrators(AuthorizationDetails details, Grants grants)
    {
        Grants = grants;
        Users = details.Users.Where(user => grants.Of(user).Any(grant => grant.IsAdministrator)).ToList();
        DirectUsers = Users.Where(user => grants.Own(user).Any(grant => grant.IsAdministrator)).ToList();
        Groups = details.Groups.Where(group => grants.Of(group).Any(grant => grant.IsAdministrator)).ToList();
        Roles = details.Roles.Where(role => grants.Of(role).Any(grant => grant.IsAdministrator)).ToList();
        names = Users.Select(user => user.UserName).ToHashSet(StringComparer.Ordinal);
        Unclear =
        [
            .. details.Users.SelectMany(user => Problems(user.Arn, grants.Own(user))),
            .. details.Groups.SelectMany(group => Problems(group.Arn, grants.Of(group))),
            .. details.Roles.SelectMany(role => Problems(role.Arn, grants.Of(role))),
        ];
    }

    /// <summary>The policies everything was read from.</summary>
    public Grants Grants { get; }

    /// <summary>Users with AdministratorAccess, or a policy of the account's own that allows everything, directly or by a group.</summary>
    public IReadOnlyList<IamUser> Users { get; }

    /// <summary>Those of <see cref="Users"/> who have it attached to themselves.</summary>
    public IReadOnlyList<IamUser> DirectUsers { get; }

    public IReadOnlyList<IamGroup> Groups { get; }

    public IReadOnlyList<IamRole> Roles { get; }

    /// <summary>Policies that could not be read, each as an Unknown finding of the identity that has it.</summary>
    public IReadOnlyList<Finding> Unclear { get; }

    /// <summary>Reads who is an administrator.</summary>
    public static Administrators In(AuthorizationDetails details) => new(details, new Grants(details));

    /// <summary>Whether the user of that name is an administrator.</summary>
    public bool Include(string userName) => names.Contains(userName);

    /// <summary>
    /// Whether people come to a role from outside: Identity Center's own roles, and those whose trust policy allows a SAML or OIDC provider.
    /// Providers of build systems and clusters are machines, not people. A trust policy that cannot be read counts as no.
    /// </summary>
    public static bool AreReachedByPeople(IamRole role) => IsIdentityCenter(role)
        || (PolicyDocument.TryParse(role.AssumeRolePolicyDocument, out var trust, out _)
            && trust.Statements.Any(statement => statement.Allows && statement.Principals.Any(IsPeoplesProvider)));

    /// <summary>Whether IAM Identity Center made the role for a permission set.</summary>
    public static bool IsIdentityCenter(IamRole role) => role.Path.StartsWith("/aws-reserved/sso.amazonaws.com/", StringComparison.Ordinal);

    private static bool IsPeoplesProvider(PolicyPrincipal principal) => principal.Kind == "Federated"
        && !principal.Value.Contains("token.actions.githubusercontent.com", StringComparison.Ordinal)
        && !principal.Value.Contains("oidc-provider/oidc.eks.", StringComparison.Ordinal);

    private static IEnumerable<Finding> Problems(string arn, IEnumerable<Grant> grants) => grants
        .Where(grant => grant.Problem is not null)
        .Select(grant => new Finding(arn, CheckStatus.Unknown, $"policy {grant.PolicyName} could not be judged: {grant.Problem}"));
}
