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
        ];
        UnclearRoles = details.Roles.SelectMany(role => Problems(role.Arn, grants.Of(role))).ToList();
    }

    /// <summary>The policies everything was read from.</summary>
    public Grants Grants { get; }

    /// <summary>Users with AdministratorAccess, or a policy of the account's own that allows everything, directly or by a group.</summary>
    public IReadOnlyList<IamUser> Users { get; }

    /// <summary>Those of <see cref="Users"/> who have it attached to themselves.</summary>
    public IReadOnlyList<IamUser> DirectUsers { get; }

    public IReadOnlyList<IamGroup> Groups { get; }

    public IReadOnlyList<IamRole> Roles { get; }

    /// <summary>Policies of users and groups that could not be read, each as an Unknown finding of the identity that has it.</summary>
    public IReadOnlyList<Finding> Unclear { get; }

    /// <summary>The same of roles.</summary>
    public IReadOnlyList<Finding> UnclearRoles { get; }

    /// <summary>Reads who is an administrator.</summary>
    public static Administrators In(AuthorizationDetails details) => new(details, new Grants(details));

    /// <summary>Whether the user of that name is an administrator.</summary>
    public bool Include(string userName) => names.Contains(userName);

    private static IEnumerable<Finding> Problems(string arn, IEnumerable<Grant> grants) => grants
        .Where(grant => grant.Problem is not null)
        .Select(grant => new Finding(arn, CheckStatus.Unknown, $"policy {grant.PolicyName} could not be judged: {grant.Problem}"));
}
