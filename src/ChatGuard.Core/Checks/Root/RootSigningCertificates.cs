namespace ChatGuard.Core.Checks.Root;

/// <summary>GetAccountSummary.AccountSigningCertificatesPresent must be 0.</summary>
public sealed class RootSigningCertificates() : Check("root-signing-certificates", Severity.High, "Root has no X.509 signing certificates")
{
    public override Guidance Guidance => new(
        "A signing certificate of root signs old SOAP requests with the power of root and is never asked for MFA.",
        [
            "Sign in as root, open Security credentials and look at X.509 Signing certificates.",
            "Ask the owners whether an old tool, such as the EC2 AMI tools, still uses it; if so, move it to an IAM role.",
            "Deactivate the certificate, wait seven days, then delete it.",
            "In a member account the management account can delete it in a root session (IAM, Root access management).",
        ],
        "Old tools that sign with the certificate stop working.");

    protected override IEnumerable<Finding> Evaluate(Evidence evidence) => evidence.Open(evidence.Snapshot.Summary, summary => summary["AccountSigningCertificatesPresent"] switch
    {
        0 => [Pass(RootUser.Arn(evidence), "no root signing certificate")],
        null => [Unknown(RootUser.Arn(evidence), "iam:GetAccountSummary did not say whether root has signing certificates")],
        _ => [Fail(RootUser.Arn(evidence), "root has a signing certificate; expected none")],
    });
}
