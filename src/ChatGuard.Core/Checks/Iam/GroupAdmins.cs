using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.Iam;

/// <summary>Administrators are members of a group; it is small and each member has MFA.</summary>
public sealed class GroupAdmins() : Check("iam-group-admins", Severity.Medium, "A small group of administrators with MFA exists")
{
    public override Guidance Guidance => new(
        "Every administrator is a way to the whole account, so they must be few, known and well protected.",
        [
            "Make a group admins with AdministratorAccess if there is none.",
            "Move users with the policy of their own into it, and detach theirs.",
            "Take out everyone who does not administer the account every week.",
            "Ask each member without MFA to set it up today.",
        ],
        "Who is taken out loses every permission that no other group gives.");

    protected override IEnumerable<Finding> Evaluate(Evidence evidence) => evidence.Open(evidence.Snapshot.Authorization, details =>
    {
        var administrators = Administrators.In(details);
        return (details.Users.Count, administrators.Groups.Count) switch
        {
            (0, _) => [NotApplicable(evidence.Account, "there are no IAM users: administrators come by federation")],
            (_, 0) when administrators.DirectUsers.Count > 0 =>
                [Fail(evidence.Account, $"no group of administrators, though {administrators.DirectUsers.Count} users are administrators by policies of their own")],
            (_, 0) when administrators.Unclear.Count > 0 => administrators.Unclear,
            (_, 0) => [NotApplicable(evidence.Account, "no IAM user is an administrator")],
            _ => OrPass(
                [
                    .. administrators.Groups.SelectMany(group => Size(evidence, group, Members(details, group))),
                    .. evidence.Open(evidence.Snapshot.Credentials, report => WithoutMfa(report, administrators.Groups.SelectMany(group => Members(details, group)).DistinctBy(user => user.Arn))),
                ],
                evidence,
                "the administrators' groups are small and each member has MFA"),
        };
    });

    private static IEnumerable<IamUser> Members(AuthorizationDetails details, IamGroup group) =>
        details.Users.Where(user => user.Groups.Contains(group.GroupName, StringComparer.OrdinalIgnoreCase));

    private static IEnumerable<Finding> Size(Evidence evidence, IamGroup group, IEnumerable<IamUser> members)
    {
        var count = members.Count();
        if (count > evidence.Thresholds.MaxAdministrators)
        {
            yield return Fail(group.Arn, $"{count} members (at most {evidence.Thresholds.MaxAdministrators})");
        }
    }

    private static IEnumerable<Finding> WithoutMfa(CredentialReport report, IEnumerable<IamUser> members)
    {
        var rows = report.Users.DistinctBy(row => row.UserName).ToDictionary(row => row.UserName, StringComparer.Ordinal);
        foreach (var member in members)
        {
            if (!rows.TryGetValue(member.UserName, out var row))
            {
                yield return Unknown(member.Arn, "an administrator whom the credential report does not list yet");
            }
            else if (!row.MfaActive)
            {
                yield return Fail(member.Arn, "an administrator without MFA");
            }
        }
    }
}
