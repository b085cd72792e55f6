namespace ChatGuard.Policies;

/// <summary>What the owners of the sandbox organisation decided: part of its story, like its users and trails.</summary>
internal static class SandboxDecisions
{
    private const string Legacy = "111122223333";
    private const string Core = "444455556666";
    private const string Lab = "777788889999";

    /// <param name="start">The story's clock.</param>
    public static IReadOnlyList<Decision> Since(DateTimeOffset start) =>
    [
        new() { EmailDomains = ["northwind-legacy.example", "northwind-core.example"] },
        new() { Accounts = [Core, Lab], TrustedAccounts = [Legacy] },
        new() { Accounts = [Legacy], RootAccessKeyException = true, ThrowawayRootPassword = true },
        new()
        {
            Accounts = [Core],
            ThrowawayRootPassword = true,
            Acknowledgements =
            [
                new() { EventId = "14c795ba-ef12-4995-8e39-c6d81c0c511b", By = "anna.berg", Ticket = "CHG-118" },
                new() { EventId = "5d0c8f0e-3a41-4c6b-9a51-7be1f20c6d93", By = "anna.berg", Ticket = "CHG-118" },
            ],
            Suppressions =
            [
                new() { Check = "access-key-age", Resource = "svc-legacy", Until = start.AddDays(25), By = "anna.berg", Reason = "the ERP is replaced in December" },
                new() { Check = "user-console-unused", Resource = "breakglass-1", Until = start.AddDays(180), By = "ciso", Reason = "break-glass user, unused by design" },
                new() { Check = "user-inactive", Resource = "breakglass-1", Until = start.AddDays(180), By = "ciso", Reason = "break-glass user, unused by design" },
            ],
        },
    ];
}
