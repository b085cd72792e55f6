using ChatGuard.Core.Answers;

namespace ChatGuard.Core.Digests;

/// <summary>What the root users did since the last digest.</summary>
internal static class RootSection
{
    public static DigestSection? Of(DigestChanges changes) => DigestSection.Of(
        $"Root activity: {Wording.Count(changes.RootEvents.Count, "event")}{WithoutMfa(changes)}", changes.RootEvents, 30, "/aws root-activity",
        [new("Time"), new("Event"), new("MFA"), new("Address"), new("Account")], Row);

    private static string WithoutMfa(DigestChanges changes) =>
        changes.RootEvents.Count(each => each.WithoutMfa) is > 0 and var number ? $", {number:N0} without MFA" : "";

    private static IReadOnlyList<Cell> Row(RootEvent each) =>
    [
        Wording.Time(each.Event.Time),
        each.IsFailedSignIn ? new Cell("failed login", Mark.Medium) : Wording.Clip(each.Event.Name, 24),
        (each.IsFailedSignIn ? null : each.Event.MfaUsed) switch { true => new Cell("yes", Mark.Pass), false => new Cell("no", Mark.Fail), _ => new Cell(each.IsFailedSignIn ? "–" : "not said") },
        Wording.Clip(each.Event.SourceIp ?? "–", 20),
        Wording.Clip(each.Account.AccountName, 18),
    ];
}
