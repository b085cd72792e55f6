using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.Iam;

/// <summary>The group of developers, by its configured name, exists and cannot rule the account.</summary>
public sealed class GroupDeveloper() : Check("iam-group-developer", Severity.Info, "A developers' group without administrator rights exists")
{
    private static readonly IReadOnlyList<string> TooMuch = ["AdministratorAccess", "PowerUserAccess", "IAMFullAccess"];

    public override Guidance Guidance => new(
        "Developers who may change IAM may make themselves administrators.",
        [
            "Make the group, or set ChatGuard's DeveloperGroup to the name you use.",
            "Attach policies for the services the team works with.",
            "Detach AdministratorAccess, PowerUserAccess and anything that allows iam:*.",
            "Let developers who must make roles do so under a permissions boundary.",
        ],
        "Deployments that rely on the wide permissions fail until the missing ones are granted.");

    protected override IEnumerable<Finding> Evaluate(Evidence evidence) => evidence.Open(evidence.Snapshot.Authorization, details =>
    {
        if (details.Users.Count == 0)
        {
            return [NotApplicable(evidence.Account, "there are no IAM users to group")];
        }

        var name = evidence.Policy.DeveloperGroup;
        var group = details.Groups.FirstOrDefault(group => string.Equals(group.GroupName, name, StringComparison.OrdinalIgnoreCase));
        return group is null ? [Fail(evidence.Account, $"no group {name}")] : Judge(group, new Grants(details).Of(group));
    });

    private static List<Finding> Judge(IamGroup group, IReadOnlyList<Grant> grants)
    {
        var wide = grants.Where(IsTooMuch).Select(grant => grant.PolicyName).ToList();
        if (wide.Count > 0)
        {
            return [Fail(group.Arn, $"administrator rights by {string.Join(", ", wide)}")];
        }

        return grants.FirstOrDefault(grant => grant.Problem is not null) is { } unclear
            ? [Unknown(group.Arn, $"policy {unclear.PolicyName} could not be judged: {unclear.Problem}")]
            : [Pass(group.Arn, "no administrator rights")];
    }

    private static bool IsTooMuch(Grant grant) => TooMuch.Any(grant.Is)
        || grant.Document?.Statements.Any(statement => statement is { Allows: true, CoversAllResources: true } && (statement.NotActions.Count > 0 || statement.Actions.Any(IsAllOfIam))) == true;

    private static bool IsAllOfIam(string action) => Wildcard.CoversAll(action) || string.Equals(action, "iam:*", StringComparison.OrdinalIgnoreCase);
}
