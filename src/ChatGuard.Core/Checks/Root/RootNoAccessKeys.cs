namespace ChatGuard.Core.Checks.Root;

/// <summary>GetAccountSummary.AccountAccessKeysPresent must be 0; an inactive root key still counts there and is to be deleted.</summary>
public sealed class RootNoAccessKeys() : Check("root-no-access-keys", Severity.Critical, "Root has no API keys")
{
    public override Guidance Guidance => new(
        "A root access key can do everything in the account and no policy can limit it.",
        [
            "Look at when and where the key was last used: the credential report shows date, service and region.",
            "Give whatever used it an IAM role with only the permissions it needs.",
            "Sign in as root, deactivate the key and wait seven days.",
            "Delete the key. In a member account the management account can do this through centralised root access.",
        ],
        "Whatever still signs with the key stops working when it is deactivated.");

    protected override IEnumerable<Finding> Evaluate(Evidence evidence) => evidence.Open(evidence.Snapshot.Summary, summary => summary["AccountAccessKeysPresent"] switch
    {
        0 => [Pass(evidence.Account, "no root access key")],
        null => [Unknown(evidence.Account, "iam:GetAccountSummary did not say whether root has access keys")],
        _ => [Fail($"arn:{evidence.Snapshot.Partition}:iam::{evidence.Account}:root", "root has an access key")],
    });
}
