namespace ChatGuard.Core.Checks.Iam;

/// <summary>Somebody other than root can administer the account: a user, or a role that people assume by federation.</summary>
public sealed class AdminPathExists() : Check("iam-admin-path-exists", Severity.High, "An administrator other than root exists")
{
    public override Guidance Guidance => new(
        "Where root is the only way in, root is used every day.",
        [
            "Prefer IAM Identity Center: assign the permission set AdministratorAccess to a group of people.",
            "Without it, make a group with AdministratorAccess and add two or three users with MFA.",
            "Sign in as one of them and check that the account can be administered.",
            "Put root's credentials away.",
        ]);

    protected override IEnumerable<Finding> Evaluate(Evidence evidence) => evidence.Open(evidence.Snapshot.Authorization, details =>
    {
        var administrators = Administrators.In(details);
        var roles = administrators.Roles.Where(Federation.Reaches).ToList();
        if (administrators.Users.Count + roles.Count > 0)
        {
            return [Pass(evidence.Account, $"{administrators.Users.Count} users and {roles.Count} federated roles are administrators")];
        }

        return OrFail([.. administrators.Unclear, .. administrators.UnclearRoles], evidence);
    });

    private static List<Finding> OrFail(List<Finding> unclear, Evidence evidence) => unclear.Count > 0
        ? unclear
        : [Fail(evidence.Account, "no user and no federated role is an administrator: root is the only way in")];
}
