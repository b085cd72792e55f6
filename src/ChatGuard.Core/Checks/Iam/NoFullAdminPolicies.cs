using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.Iam;

/// <summary>CIS: no policy of the account's own that is in use, attached or inline, allows every action on every resource, be it under a condition.</summary>
public sealed class NoFullAdminPolicies() : Check("iam-no-full-admin-policies", Severity.High, "No policy of the account's own allows everything")
{
    public override Guidance Guidance => new(
        "A home-made policy that allows everything makes administrators whom nobody counts as such.",
        [
            "See who has the policy and what they called in the last 90 days (IAM's last-accessed data).",
            "Write a policy with those services and, where possible, resources.",
            "Attach it beside the old one, then detach the old one and watch for AccessDenied.",
            "Use AWS's AdministratorAccess for those who really administer.",
        ],
        "Whatever was not called during the review is refused afterwards.");

    protected override IEnumerable<Finding> Evaluate(Evidence evidence) => evidence.Open(evidence.Snapshot.Authorization, details =>
        OrPass(
            [
                .. details.Policies.Where(policy => policy.AttachmentCount > 0).Select(policy => Judge(policy.Arn, $"policy {policy.PolicyName}", policy.Document)).OfType<Finding>(),
                .. details.Users.SelectMany(user => Inline(user.Arn, user.InlinePolicies)),
                .. details.Groups.SelectMany(group => Inline(group.Arn, group.InlinePolicies)),
                .. details.Roles.SelectMany(role => Inline(role.Arn, role.InlinePolicies)),
            ],
            evidence,
            "no policy of the account's own allows everything"));

    private static IEnumerable<Finding> Inline(string arn, IReadOnlyList<InlinePolicy> policies) =>
        policies.Select(policy => Judge(arn, $"inline policy {policy.PolicyName}", policy.Document)).OfType<Finding>();

    private static Finding? Judge(string arn, string what, string json)
    {
        if (!PolicyDocument.TryParse(json, out var document, out var problem))
        {
            return Unknown(arn, $"{what} could not be judged: {problem}");
        }

        return document.AllowsEverything ? Fail(arn, $"{what} allows * on *") : null;
    }
}
