using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.Iam;

/// <summary>
/// Each console user's MFA was asked for at a sign-in, as CloudTrail's 90 days show. A user without MFA is user-mfa-enabled's matter,
/// except one who never signed in either: then nothing at all was ever proven.
/// </summary>
public sealed class UserMfaTested() : Check("user-mfa-tested", Severity.Low, "MFA was proven at a sign-in")
{
    /// <summary>How far CloudTrail's event history reaches.</summary>
    private const int EventHistory = 90;

    public override Guidance Guidance => new(
        "A device that was never asked for may be lost, broken or somebody else's, and one learns it on the worst day.",
        [
            "Ask the person to sign out and to sign in again with MFA.",
            "Check that the sign-in page asked for the code or the key.",
            "If it did not, remove the device and register it again.",
            "Remove the console password of somebody who never signs in.",
        ]);

    protected override IEnumerable<Finding> Evaluate(Evidence evidence) => evidence.Open(evidence.Snapshot.Credentials, report =>
    {
        var console = report.Users.Where(user => user.PasswordEnabled == true).ToList();
        if (console.Count == 0)
        {
            return [NotApplicable(evidence.Account, "no user has a console password")];
        }

        var signIns = SuccessfulByUser(evidence);
        var unread = evidence.Snapshot.SignIns.SelectMany(part => part.Section.Reasons).Select(reason => reason.Summary).Distinct().ToList();
        var enabled = EnabledByArn(evidence);
        var every = console.Select(user => Judge(evidence, user, signIns[user.UserName].Where(signIn => signIn.Time >= enabled.GetValueOrDefault(user.Arn)).ToList(), unread)).ToList();
        var judged = every.OfType<Finding>().ToList();
        var proven = console.Where((user, n) => user.MfaActive && every[n] is null).Count();
        return proven > 0 && judged.TrueForAll(finding => finding.Status == CheckStatus.NotApplicable)
            ? [.. judged, Pass(evidence.Account, $"{proven} users proved their MFA at a sign-in")]
            : OrPass(judged, evidence, "every user with MFA proved it at a sign-in");
    });

    private static Finding? Judge(Evidence evidence, UserCredentials user, List<CloudTrailEvent> signIns, List<string> unread) => user switch
    {
        { MfaActive: false, PasswordLastUsed: null } => Fail(user.Arn, "never signed in and has no MFA: nothing was ever proven"),
        { MfaActive: false } => null,
        _ when signIns.Any(signIn => signIn.MfaUsed == true) => null,
        { PasswordLastUsed: { } used } when signIns.Count == 0 && evidence.Age(used) >= EventHistory =>
            NotApplicable(user.Arn, $"last sign-in {evidence.Ago(used)}: CloudTrail tells of {EventHistory} d only"),
        _ when unread.Count > 0 => Unknown(user.Arn, $"no sign-in with MFA in the regions read; {string.Join("; ", unread)}"),
        _ when signIns.Count == 0 => Unknown(user.Arn, $"no sign-in since the device was set up, none within {EventHistory} d"),
        _ when signIns.Any(signIn => signIn.MfaUsed is null) => Unknown(user.Arn, "CloudTrail's sign-ins do not say whether MFA was used"),
        _ => Fail(user.Arn, $"has MFA, but signed in without it {signIns.Count} times, last {evidence.Ago(signIns.Max(signIn => signIn.Time))}"),
    };

    private static ILookup<string, CloudTrailEvent> SuccessfulByUser(Evidence evidence) => evidence.Snapshot.SignIns
        .SelectMany(part => part.Section.Match((events, _) => events, _ => []))
        .Where(signIn => signIn is { Name: "ConsoleLogin", Outcome: "Success", UserName: not null } && evidence.Age(signIn.Time) <= EventHistory)
        .ToLookup(signIn => signIn.UserName!, StringComparer.Ordinal);

    private static Dictionary<string, DateTimeOffset> EnabledByArn(Evidence evidence) => evidence.Snapshot.VirtualMfaDevices
        .Match((devices, _) => devices, _ => [])
        .Where(device => device is { UserArn: not null, EnableDate: not null })
        .GroupBy(device => device.UserArn!, StringComparer.Ordinal)
        .ToDictionary(devices => devices.Key, devices => devices.Min(device => device.EnableDate!.Value), StringComparer.Ordinal);
}
