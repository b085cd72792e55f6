using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.Root;

/// <summary>What the checks of the root user have in common: its ARN, and how its events are told apart.</summary>
internal static class RootUser
{
    public static string Arn(Evidence evidence) => $"arn:{evidence.Snapshot.Partition}:iam::{evidence.Account}:root";

    public static bool IsAcknowledged(Evidence evidence, CloudTrailEvent record) =>
        evidence.Policy.Acknowledgements.Any(acknowledgement => acknowledgement.EventId == record.EventId);

    /// <summary>A password sign-in of root, successful or not.</summary>
    public static bool IsSignIn(CloudTrailEvent record) => record.IdentityType == "Root" && record.Name == "ConsoleLogin";

    public static bool IsSuccessfulSignIn(CloudTrailEvent record) => IsSignIn(record) && record.Outcome == "Success";

    /// <summary>A failed sign-in, or a request to recover the password, which anybody who knows the address can make.</summary>
    public static bool IsAttempt(CloudTrailEvent record) =>
        record.IdentityType == "Root" && ((IsSignIn(record) && record.Outcome == "Failure") || record.Name == "PasswordRecoveryRequested");

    /// <summary>Time and address of an event as a person reads them.</summary>
    public static string When(CloudTrailEvent record) => $"{record.Time.UtcDateTime:yyyy-MM-dd HH:mm} UTC from {record.SourceIp ?? "an unknown address"}";
}
