using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.Iam;

/// <summary>A first password that has waited for more than a week must be changed at the first sign-in: by then more people than one may know it.</summary>
public sealed class UserInitialPasswordReset() : Check("user-initial-password-reset", Severity.Low, "First passwords must be changed at sign-in")
{
    /// <summary>Days a first password may wait.</summary>
    private const int Wait = 7;

    public override Guidance Guidance => new(
        "Whoever made the user, and whoever read the message with the password, can sign in as that person.",
        [
            "Ask whether the person still needs the console.",
            "Demand a change at the first sign-in: aws iam update-login-profile --password-reset-required.",
            "Make sure that the user may change the password (iam:ChangePassword).",
            "Remove the password if nobody wants it.",
        ]);

    protected override IEnumerable<Finding> Evaluate(Evidence evidence) => evidence.Open(evidence.Snapshot.Credentials, report =>
    {
        var waiting = report.Users
            .Where(user => user is { PasswordEnabled: true, PasswordLastUsed: null } && ((user.PasswordLastChanged ?? user.Created) is not { } set || evidence.Age(set) > Wait))
            .ToList();
        return waiting.Count == 0
            ? [Pass(evidence.Account, $"no first password has waited for more than {Wait} d")]
            : evidence.Open(evidence.Snapshot.LoginProfiles, profiles => waiting.Select(user => Judge(evidence, user, profiles.GetValueOrDefault(user.UserName))));
    });

    private static Finding Judge(Evidence evidence, UserCredentials user, LoginProfile? profile)
    {
        var age = (user.PasswordLastChanged ?? user.Created) is { } set ? $"set {evidence.Ago(set)}" : "set at an unknown time";
        return profile switch
        {
            null => Unknown(user.Arn, $"never signed in, password {age}; iam:GetLoginProfile was not asked or did not answer"),
            { PasswordResetRequired: true } => Pass(user.Arn, $"never signed in, password {age}, to be changed at sign-in"),
            _ when user.PasswordLastChanged is null && user.Created is null => Unknown(user.Arn, $"never signed in, password {age}, no change demanded"),
            _ => Fail(user.Arn, $"never signed in, password {age} (at most {Wait} d without a demanded change)"),
        };
    }
}
