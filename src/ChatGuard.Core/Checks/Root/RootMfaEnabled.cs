using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.Root;

/// <summary>
/// GetAccountSummary.AccountMFAEnabled must be 1. A member account whose root user has no credentials, because the organization manages them, has nothing to protect.
/// </summary>
public sealed class RootMfaEnabled() : Check("root-mfa-enabled", Severity.Critical, "Root has MFA")
{
    private static readonly string[] Credentials = ["AccountPasswordPresent", "AccountAccessKeysPresent", "AccountSigningCertificatesPresent"];

    public override Guidance Guidance => new(
        "Without MFA the root password alone, or the mailbox that can reset it, gives away the whole account.",
        [
            "Sign in to the console as root and open Security credentials from the account menu.",
            "Under Multi-factor authentication (MFA) choose Assign MFA device; prefer a passkey or hardware security key.",
            "Register a second device and keep it in another place, so that a lost device locks nobody out.",
            "Sign out and in again to prove that MFA is asked for.",
            "For a member account, consider removing the root credentials from the management account instead: IAM, Root access management.",
        ],
        "Losing the only device locks root out until AWS Support has verified you.");

    protected override IEnumerable<Finding> Evaluate(Evidence evidence) => evidence.Open(evidence.Snapshot.Summary, summary =>
    {
        var root = RootUser.Arn(evidence);
        var credentials = Credentials.Select(key => summary[key]).ToList();
        return summary["AccountMFAEnabled"] switch
        {
            null => [Unknown(root, "iam:GetAccountSummary did not say whether root has MFA")],
            > 0 => [Pass(root, "root has MFA")],
            _ when credentials.Exists(present => present > 0) => [Fail(root, "root has credentials but no MFA; expected at least one MFA device")],
            _ when credentials.Contains(null) => [Unknown(root, "root has no MFA, and iam:GetAccountSummary did not say whether it has credentials")],
            _ => WithoutCredentials(evidence, root),
        };
    });

    private static IEnumerable<Finding> WithoutCredentials(Evidence evidence, string root)
    {
        var isMember = evidence.Snapshot.Organization.Match((organization, _) => organization?.IsManagement(evidence.Account) == false, _ => false);
        if (isMember)
        {
            return [NotApplicable(root, "root has no credentials; the organization's management account manages them")];
        }

        return evidence.Open(evidence.Snapshot.RootAccessFeatures, features => features?.Contains("RootCredentialsManagement") == true
            ? [NotApplicable(root, "root has no credentials and the organization manages them")]
            : [Unknown(root, "root has no credentials now, but its password can be recovered by e-mail; whether MFA would be asked for is not shown")]);
    }
}
