namespace ChatGuard.Core.Checks.Iam;

/// <summary>CIS: AWSSupportAccess is attached to a role, group or user.</summary>
public sealed class SupportRole() : Check("iam-support-role", Severity.Low, "Someone can open AWS Support cases")
{
    public override Guidance Guidance => new(
        "During an incident nobody should have to look for root to talk to AWS.",
        [
            "Make a role for support cases with AWS's policy AWSSupportAccess.",
            "Let those who handle incidents assume it.",
            "Open and close a test case to see that it works.",
        ]);

    protected override IEnumerable<Finding> Evaluate(Evidence evidence) => evidence.Open(evidence.Snapshot.Authorization, details =>
        Grants.HoldersOf(details, "AWSSupportAccess").FirstOrDefault() is { } holder
            ? [Pass(holder, "has AWSSupportAccess")]
            : [Fail(evidence.Account, "AWSSupportAccess is attached to nobody")]);
}
