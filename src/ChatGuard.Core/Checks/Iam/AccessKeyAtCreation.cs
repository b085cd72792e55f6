using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.Iam;

/// <summary>CIS up to v5: no key is made together with a console user. Five minutes are the catalogue's idea of together.</summary>
public sealed class AccessKeyAtCreation() : Check("access-key-at-creation", Severity.Info, "Console users get no access key at creation", Fix.Automatic)
{
    private static readonly TimeSpan Together = TimeSpan.FromMinutes(5);

    public override Guidance Guidance => new(
        "A key handed out by habit is rarely used and rarely guarded.",
        [
            "Ask the user whether the key is needed at all.",
            "Deactivate the key if it was never used; ChatGuard can do it once approved, and undo it.",
            "Take the creation of a key out of the steps by which users are made.",
        ],
        "A first script that the user was about to run with it does not work.");

    protected override IEnumerable<Finding> Evaluate(Evidence evidence) => evidence.Open(evidence.Snapshot.Credentials, report =>
        OrPass(report.Users.Where(user => user.PasswordEnabled == true).SelectMany(Judge), evidence, "no unused key was made together with a console user"));

    private static IEnumerable<Finding> Judge(UserCredentials user)
    {
        foreach (var key in user.ActiveKeys().Where(key => key.LastUsed is null))
        {
            if (user.Created is not { } created || key.LastRotated is not { } made)
            {
                yield return Unknown(user.Arn, $"{key.Label()}: AWS did not say when it or the user was made");
            }
            else if ((made - created).Duration() <= Together)
            {
                yield return Fail(user.Arn, $"{key.Label()} was made together with the console user and never used");
            }
        }
    }
}
