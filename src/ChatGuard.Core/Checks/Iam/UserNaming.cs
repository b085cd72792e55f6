using System.Text.RegularExpressions;

namespace ChatGuard.Core.Checks.Iam;

/// <summary>Console users are named after persons by one scheme, which the owners configure.</summary>
public sealed class UserNaming() : Check("user-naming", Severity.Info, "Console users are named by one scheme")
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    public override Guidance Guidance => new(
        "A name such as admin or dev says nothing about who acted, and often hides several people.",
        [
            "Ask who signs in by that name.",
            "Make a user for each of them, named by the scheme, in the same groups.",
            "Remove the old user's password when they have moved.",
            "If the scheme is wrong, change ChatGuard's UserNamePattern.",
        ],
        "Policies and scripts that name the old user have to follow.");

    protected override IEnumerable<Finding> Evaluate(Evidence evidence) => evidence.Open(evidence.Snapshot.Credentials, report =>
    {
        var console = report.Users.Where(user => user.PasswordEnabled == true).ToList();
        try
        {
            return console.Count == 0
                ? [NotApplicable(evidence.Account, "no user has a console password")]
                : OrPass(
                    console.Where(user => !Regex.IsMatch(user.UserName, evidence.Policy.UserNamePattern, RegexOptions.None, Patience))
                        .Select(user => Fail(user.Arn, $"the name does not match {evidence.Policy.UserNamePattern}")),
                    evidence,
                    "all console users are named by the scheme");
        }
        catch (Exception e) when (e is ArgumentException or RegexMatchTimeoutException)
        {
            return [Unknown(evidence.Account, $"UserNamePattern cannot be used: {e.Message}")];
        }
    });
}
