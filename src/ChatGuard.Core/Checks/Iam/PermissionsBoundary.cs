using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.Iam;

/// <summary>Who may make users or roles without being an administrator, and every developer, works under a permissions boundary.</summary>
public sealed class PermissionsBoundary() : Check("iam-permissions-boundary", Severity.Info, "Those who may create IAM identities have a permissions boundary")
{
    public override Guidance Guidance => new(
        "Who may make a role may make one that is allowed more than they are.",
        [
            "Write a policy with the most that developers and deployments may ever do.",
            "Set it as the permissions boundary of their users and roles.",
            "Demand the same boundary, by a condition on iam:PermissionsBoundary, for whatever they make.",
        ],
        "What the boundary leaves out is refused even where another policy allows it.");

    protected override IEnumerable<Finding> Evaluate(Evidence evidence) => evidence.Open(evidence.Snapshot.Authorization, details =>
    {
        var grants = new Grants(details);
        var findings = new List<Finding>();
        foreach (var user in details.Users)
        {
            var isDeveloper = user.Groups.Contains(evidence.Policy.DeveloperGroup, StringComparer.OrdinalIgnoreCase);
            findings.AddRange(Judge(user.Arn, user.PermissionsBoundaryArn, grants.Of(user).ToList(), isDeveloper));
        }

        foreach (var role in details.Roles.Where(role => !Federation.IsOfAws(role)))
        {
            findings.AddRange(Judge(role.Arn, role.PermissionsBoundaryArn, grants.Of(role), isDeveloper: false));
        }

        return OrPass(findings, evidence, "nobody who needs a boundary lacks one");
    });

    private static IEnumerable<Finding> Judge(string arn, string? boundary, IReadOnlyList<Grant> grants, bool isDeveloper)
    {
        if (boundary is not null || grants.Any(grant => grant.IsAdministrator))
        {
            yield break;
        }

        if (grants.Any(MayCreateIdentities))
        {
            yield return Fail(arn, "may create IAM users or roles, without a permissions boundary");
        }
        else if (isDeveloper)
        {
            yield return Fail(arn, "a developer without a permissions boundary");
        }
        else if (grants.FirstOrDefault(grant => grant.Problem is not null) is { } unclear)
        {
            yield return Unknown(arn, $"policy {unclear.PolicyName} could not be judged: {unclear.Problem}");
        }
    }

    private static bool MayCreateIdentities(Grant grant) => grant.Is("IAMFullAccess")
        || grant.Document?.Statements.Any(statement => statement.Allows && (statement.Covers("iam:CreateUser") || statement.Covers("iam:CreateRole"))) == true;
}
