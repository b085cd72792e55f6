using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.Root;

/// <summary>CIS 1.1: each account's root address is in a mail domain that the owners named as theirs.</summary>
public sealed class RootEmailDomainOwned() : OrganizationCheck("root-email-domain-owned", Severity.Medium, "Root e-mail is in a domain the company owns")
{
    public override Guidance Guidance => new(
        "Whoever holds the mailbox holds the account; a personal or free mailbox leaves with its owner.",
        [
            "Make a group mailbox with MFA in a domain that the company owns.",
            "Change a member account's address from the management account: aws account start-primary-email-update --account-id ACCOUNT --primary-email NEW_ADDRESS.",
            "Confirm it with the code sent to the new address: aws account accept-primary-email-update --account-id ACCOUNT --primary-email NEW_ADDRESS --otp CODE.",
            "If the domain is the company's after all, add it to the configured e-mail domains.",
        ],
        "Mail to the old address no longer reaches AWS account recovery; test the new one first.");

    protected override IEnumerable<Finding> Evaluate(Evidence evidence) => evidence.Policy.EmailDomains.Count == 0
        ? [NotApplicable(evidence.Account, "no e-mail domains are configured")]
        : OfOrganization(
            evidence,
            evidence.Snapshot.OrganizationAccounts,
            accounts => accounts.Select(account => Judge(evidence, account)),
            Unknown(evidence.Account, "the account is in no organization, and AWS shows a stand-alone account's root address nowhere"));

    private static Finding Judge(Evidence evidence, OrganizationAccount account)
    {
        var shown = RootEmail.Mask(account.Email);
        return RootEmail.Domain(account.Email) switch
        {
            null => Unknown(account.Id, $"{account.Name}: AWS shows no root address"),
            var domain when evidence.Policy.EmailDomains.Contains(domain, StringComparer.OrdinalIgnoreCase) => Pass(account.Id, $"{account.Name}: root address {shown} is in an own domain"),
            _ => Fail(account.Id, $"{account.Name}: root address {shown} is in none of the {evidence.Policy.EmailDomains.Count} own domains"),
        };
    }
}
