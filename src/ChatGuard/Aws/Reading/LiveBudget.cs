namespace ChatGuard.Aws.Reading;

/// <summary>
/// How the live calls that complete the credential report are shared out. A small account is completed wholly;
/// in a larger one, where that would be a call a user, the configured number is shared: two thirds to users the report shows failing, the rest in halves.
/// </summary>
/// <param name="Users">Users to read live, at three calls each.</param>
/// <param name="LoginProfiles">Login profiles of users who never signed in.</param>
/// <param name="SshKeys">Users whose SSH keys are listed.</param>
internal sealed record LiveBudget(int Users, int LoginProfiles, int SshKeys)
{
    /// <summary>Accounts of so many users are completed wholly.</summary>
    public const int SmallAccount = 50;

    public static LiveBudget For(int users, int liveReads) => users <= SmallAccount && liveReads > 0
        ? new(users, users, users)
        : new(liveReads * 2 / 3 / LiveUser.CallsEach, (liveReads + 5) / 6, liveReads / 6);
}
