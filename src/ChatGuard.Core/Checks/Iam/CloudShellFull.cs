namespace ChatGuard.Core.Checks.Iam;

/// <summary>CIS: AWSCloudShellFullAccess is attached to nobody.</summary>
public sealed class CloudShellFull() : Check("iam-cloudshell-full", Severity.Low, "AWSCloudShellFullAccess is attached to nobody")
{
    public override Guidance Guidance => new(
        "It lets people carry files out of the account through the browser, past every network rule.",
        [
            "Ask its holders whether they use CloudShell.",
            "Write a policy that allows CloudShell without file transfer (cloudshell:GetFileDownloadUrls, cloudshell:GetFileUploadUrls).",
            "Attach that one and detach AWSCloudShellFullAccess.",
        ],
        "Files can no longer be moved in or out of CloudShell.");

    protected override IEnumerable<Finding> Evaluate(Evidence evidence) => evidence.Open(evidence.Snapshot.Authorization, details =>
        OrPass(Grants.HoldersOf(details, "AWSCloudShellFullAccess").Select(arn => Fail(arn, "AWSCloudShellFullAccess is attached")), evidence, "attached to nobody"));
}
