using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.Root;

/// <summary>The local part of each account's root address is none that everybody would try first. AWS shows addresses only through the organization.</summary>
public sealed class RootEmailObviousName() : OrganizationCheck("root-email-obvious-name", Severity.Low, "Root e-mail is not an obvious name")
{
    private static readonly HashSet<string> Obvious = new(StringComparer.OrdinalIgnoreCase)
    {
        "aws", "amazon", "root", "admin", "administrator", "info", "it", "ops", "devops", "cloud", "billing", "finance", "security", "support",
        "hostmaster", "webmaster", "contact", "office", "ceo", "cto",
    };

    public override Guidance Guidance => new(
        "Whoever guesses the root address can try passwords and start a password recovery.",
        [
            "Make an alias that nobody can derive from the company's or anyone's name, forwarding to a group mailbox with MFA.",
            "Change a member account's address from the management account: aws account start-primary-email-update --account-id ACCOUNT --primary-email NEW_ADDRESS.",
            "Confirm it with the code sent to the new address: aws account accept-primary-email-update --account-id ACCOUNT --primary-email NEW_ADDRESS --otp CODE.",
            "Change the management account's own address in the console, signed in as root, under Account.",
        ],
        "Mail to the old address no longer reaches AWS account recovery; test the new one first.");

    protected override IEnumerable<Finding> Evaluate(Evidence evidence) => OfOrganization(
        evidence,
        evidence.Snapshot.OrganizationAccounts,
        accounts => accounts.Select(Judge),
        Unknown(evidence.Account, "the account is in no organization, and AWS shows a stand-alone account's root address nowhere"));

    private static Finding Judge(OrganizationAccount account)
    {
        var shown = RootEmail.Mask(account.Email);
        return RootEmail.LocalPart(account.Email) switch
        {
            null => Unknown(account.Id, $"{account.Name}: AWS shows no root address"),
            var local when Obvious.Contains(local) => Fail(account.Id, $"{account.Name}: root address {shown} is an obvious name; expected a private alias"),
            _ => Pass(account.Id, $"{account.Name}: root address {shown} is no obvious name"),
        };
    }
}
