namespace ChatGuard.Core.Checks.Iam;

/// <summary>Administrators are few: at most five users, or in a large account at most a fifth of them.</summary>
public sealed class AdminCount() : Check("iam-admin-count", Severity.Medium, "Administrators are few")
{
    private const int NamesShown = 6;

    public override Guidance Guidance => new(
        "One administrator's phished session is the whole account's; each more is one more chance.",
        [
            "Ask each administrator what they did with it in the last month.",
            "Move those who need less to a group that gives just that.",
            "Replace programs' administrator policies by what CloudTrail shows they call.",
            "Detach policies that allow everything from single users.",
        ],
        "Rare tasks fail until somebody with the right asks for them.");

    protected override IEnumerable<Finding> Evaluate(Evidence evidence) => evidence.Open(evidence.Snapshot.Authorization, details =>
    {
        if (details.Users.Count == 0)
        {
            return [NotApplicable(evidence.Account, "there are no IAM users")];
        }

        var administrators = Administrators.In(details);
        var (count, limits) = (administrators.Users.Count, evidence.Thresholds);
        var observed = $"{count} of {details.Users.Count} users are administrators";
        if (count > limits.MaxAdministrators && count * 100 > limits.MaxAdministratorsPercent * details.Users.Count)
        {
            var names = string.Join(", ", administrators.Users.Take(NamesShown).Select(user => user.UserName));
            return [Fail(evidence.Account, $"{observed} (at most {limits.MaxAdministrators} or {limits.MaxAdministratorsPercent} %): {names}{(count > NamesShown ? $" and {count - NamesShown} more" : "")}")];
        }

        return OrPass(administrators.Unclear, evidence, observed);
    });
}
