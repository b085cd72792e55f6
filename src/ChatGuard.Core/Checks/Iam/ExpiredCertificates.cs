namespace ChatGuard.Core.Checks.Iam;

/// <summary>CIS: no expired server certificate is left in IAM.</summary>
public sealed class ExpiredCertificates() : Check("iam-expired-certificates", Severity.Low, "No expired server certificate is in IAM")
{
    public override Guidance Guidance => new(
        "An expired certificate picked by mistake takes a site down.",
        [
            "Check that no load balancer or distribution uses it.",
            "Where one does, move it to a certificate of AWS Certificate Manager, which renews itself.",
            "Delete it: aws iam delete-server-certificate with its name.",
        ],
        "A listener that still refers to it breaks at its next change.");

    protected override IEnumerable<Finding> Evaluate(Evidence evidence) => evidence.Open(evidence.Snapshot.ServerCertificates, certificates =>
        OrPass(
            certificates.Where(certificate => certificate.Expiration <= evidence.Snapshot.TakenAt)
                .Select(certificate => Fail(certificate.Arn, $"{certificate.Name} expired {evidence.Ago(certificate.Expiration)}")),
            evidence,
            certificates.Count == 0 ? "no server certificates" : "no server certificate has expired"));
}
