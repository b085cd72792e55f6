using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.Iam;

/// <summary>Every console user has, directly or by a group, a policy that denies everything while MFA is absent.</summary>
public sealed class MfaEnforcementPolicy() : Check("mfa-enforcement-policy", Severity.Medium, "Use without MFA is denied by policy", Fix.Automatic)
{
    public override Guidance Guidance => new(
        "MFA protects the sign-in page alone unless a policy refuses what was signed without it.",
        [
            "Write a policy that denies all but setting up MFA, on every resource, where aws:MultiFactorAuthPresent is false.",
            "Attach it to the groups of people; ChatGuard can do it once approved.",
            "Tell people to get a session with MFA for the command line (aws sts get-session-token).",
            "Keep it away from groups of programs: BoolIfExists refuses plain access keys too.",
        ],
        "Command lines that use a long-lived key without an MFA session stop working.");

    protected override IEnumerable<Finding> Evaluate(Evidence evidence) => evidence.Open(evidence.Snapshot.Credentials.And(evidence.Snapshot.Authorization), both =>
    {
        var console = both.First.Users.Where(user => user.PasswordEnabled == true).ToList();
        if (console.Count == 0)
        {
            return [NotApplicable(evidence.Account, "no user has a console password")];
        }

        var grants = new Grants(both.Second);
        var users = both.Second.ByName();
        return OrPass(console.Select(row => Judge(row, users.GetValueOrDefault(row.UserName), grants)).OfType<Finding>(), evidence, "every console user is denied everything without MFA");
    });

    private static Finding? Judge(UserCredentials row, IamUser? user, Grants grants)
    {
        if (user is null)
        {
            return Unknown(row.Arn, "the user's policies were not read");
        }

        if (grants.Of(user).Any(grant => grant.Document?.Statements.Any(DeniesWithoutMfa) == true))
        {
            return null;
        }

        return grants.Of(user).FirstOrDefault(grant => grant.Problem is not null) is { } unclear
            ? Unknown(row.Arn, $"policy {unclear.PolicyName} could not be judged: {unclear.Problem}")
            : Fail(row.Arn, "no policy, own or by group, denies everything while aws:MultiFactorAuthPresent is false");
    }

    // A further condition would leave cases undenied, save the one that lets AWS services act on the user's behalf.
    private static bool DeniesWithoutMfa(PolicyStatement statement) => !statement.Allows
        && statement.CoversAllResources
        && (statement.Actions.Any(Wildcard.CoversAll) || (statement.NotActions.Count > 0 && !statement.NotActions.Any(Wildcard.CoversAll)))
        && statement.Conditions.Any(IsMfaAbsent)
        && statement.Conditions.All(condition => IsMfaAbsent(condition) || condition.Tests("aws:ViaAWSService"));

    private static bool IsMfaAbsent(PolicyCondition condition) => condition.Operator is "Bool" or "BoolIfExists"
        && condition.Tests("aws:MultiFactorAuthPresent")
        && condition.Values.Any(value => string.Equals(value, "false", StringComparison.OrdinalIgnoreCase));
}
