using System.Text.RegularExpressions;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Proposals;

namespace ChatGuard.Policies;

/// <summary>Who may decide what is done to the accounts. Section <c>ChatGuard:Approvals</c>. Without a rule that fits nobody may.</summary>
internal sealed class ApprovalOptions
{
    public const string Section = "ChatGuard:Approvals";

    /// <summary>Of the rules that fit an account and a risk the first counts, alone.</summary>
    public List<ApprovalRule> Rules { get; set; } = [];

    /// <summary>How long a plan can be decided; from 5 minutes to 7 days.</summary>
    public TimeSpan Expiry { get; set; } = TimeSpan.FromHours(4);

    /// <summary>Which person is which IAM user, for nobody decides about their own credentials; and which ids are one person, for nobody counts twice.</summary>
    public List<PersonOptions> People { get; set; } = [];
}

/// <summary>Who decides plans of some accounts and a risk.</summary>
internal sealed class ApprovalRule
{
    /// <summary>Ids or names; empty for every account.</summary>
    public List<string> Accounts { get; set; } = [];

    /// <summary><c>low</c>, <c>high</c> or <c>critical</c>; empty for any.</summary>
    public Risk? Risk { get; set; }

    /// <summary>People and groups: <c>slack:T1/U1</c>, <c>slack:T1/usergroup:S1</c>, <c>teams:TENANT/OBJECTID</c>, <c>web:name</c>; empty for nobody.</summary>
    public List<string> Approvers { get; set; } = [];

    /// <summary>How many different people; from 1 to 10. A plan that asks for more gets more.</summary>
    public int Required { get; set; } = 1;

    /// <summary>People and groups who may approve alone in an emergency, with a reason that others review afterwards; empty for nobody.</summary>
    public List<string> BreakGlass { get; set; } = [];

    /// <summary>Channels where approvers see each plan and hear of a broken glass, such as <c>slack:C0123</c>.</summary>
    public List<string> Notify { get; set; } = [];

    public bool Fits(string id, string name, Risk risk) =>
        (Risk is null || Risk == risk) && (Accounts.Count == 0 || Accounts.Any(account => account == id || account.Equals(name, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Whether this rule fits whatever <paramref name="later"/> fits, which then never counts.</summary>
    public bool Hides(ApprovalRule later) =>
        (Risk is null || Risk == later.Risk) && (Accounts.Count == 0 || (later.Accounts.Count > 0 && later.Accounts.All(account => Accounts.Contains(account, StringComparer.OrdinalIgnoreCase))));
}

/// <summary>A person and the IAM users they are.</summary>
internal sealed class PersonOptions
{
    /// <summary>As in <see cref="ApprovalRule.Approvers"/>; not a group.</summary>
    public string Id { get; set; } = "";

    /// <summary>What other chats and logins call the same person.</summary>
    public List<string> OtherIds { get; set; } = [];

    /// <summary>ARNs such as <c>arn:aws:iam::111122223333:user/bob</c>.</summary>
    public List<string> IamUsers { get; set; } = [];

    public IEnumerable<string> Ids => OtherIds.Prepend(Id);
}

/// <summary>What is wrong with approval settings, each with its key and its fix.</summary>
/// <param name="owns">Whether a chat that is set up has the channel; null where chats are not known.</param>
/// <param name="isUnknown">Whether no account is called so, as far as is known at start.</param>
internal sealed partial class ApprovalProblems(Func<ChannelRef, bool>? owns, Func<string, bool> isUnknown)
{
    private const int MostRequired = 10;

    public IEnumerable<string> Of(ApprovalOptions options) =>
    [
        .. options.Expiry < TimeSpan.FromMinutes(5) || options.Expiry > TimeSpan.FromDays(7) ? [$"{ApprovalOptions.Section}:Expiry is a time from 00:05:00 to 7.00:00:00, not {options.Expiry}"] : Array.Empty<string>(),
        .. options.Rules.SelectMany((rule, n) => Of(rule, options.People, $"{ApprovalOptions.Section}:Rules:{n}").Concat(Hidden(options, n))),
        .. options.People.SelectMany((person, n) => Of(person, $"{ApprovalOptions.Section}:People:{n}")),
        .. options.People.SelectMany(person => person.Ids).GroupBy(id => id, StringComparer.Ordinal).Where(same => same.Count() > 1).Select(same => $"{ApprovalOptions.Section}:People lists '{same.Key}' more than once"),
    ];

    private IEnumerable<string> Of(ApprovalRule rule, List<PersonOptions> people, string key)
    {
        foreach (var account in rule.Accounts.Where(isUnknown))
        {
            yield return $"{key}:Accounts names '{account}', which is none of the configured accounts";
        }

        foreach (var (list, who) in rule.Approvers.Select(who => ("Approvers", who)).Concat(rule.BreakGlass.Select(who => ("BreakGlass", who))).Where(each => !PersonOrGroup().IsMatch(each.who)))
        {
            yield return $"{key}:{list}: '{who}' is no person or group; write slack:T0123/U0123, slack:T0123/usergroup:S0123, teams:TENANT/OBJECTID or web:name";
        }

        if (rule.Required is < 1 or > MostRequired)
        {
            yield return $"{key}:Required is a number from 1 to {MostRequired}, not {rule.Required}";
        }
        else if (rule.Approvers.Count > 0 && rule.Approvers.All(who => !who.Contains("/usergroup:", StringComparison.Ordinal))
            && rule.Approvers.Select(who => people.Find(person => person.Ids.Contains(who, StringComparer.Ordinal))?.Id ?? who).Distinct(StringComparer.Ordinal).Count() is var named && named < rule.Required)
        {
            yield return $"{key}:Required asks for {rule.Required} people, and Approvers names {named}: nothing could ever be approved";
        }

        foreach (var channel in rule.Notify)
        {
            if (!ChannelRef.TryParse(channel, out var parsed))
            {
                yield return $"{key}:Notify: '{channel}' is written as surface:channel, such as slack:C0123";
            }
            else if (owns is not null && !owns(parsed))
            {
                yield return $"{key}:Notify: '{channel}' belongs to no chat that is set up";
            }
        }
    }

    private static IEnumerable<string> Of(PersonOptions person, string key)
    {
        foreach (var (setting, id) in person.OtherIds.Select(id => ("OtherIds", id)).Prepend(("Id", person.Id)).Where(each => !PersonOrGroup().IsMatch(each.Item2) || each.Item2.Contains("/usergroup:", StringComparison.Ordinal)))
        {
            yield return $"{key}:{setting}: '{id}' is no person; write slack:T0123/U0123, teams:TENANT/OBJECTID or web:name";
        }

        foreach (var arn in person.IamUsers.Where(arn => !UserArn().IsMatch(arn)))
        {
            yield return $"{key}:IamUsers: '{arn}' is no IAM user's ARN, such as arn:aws:iam::111122223333:user/bob";
        }
    }

    private static IEnumerable<string> Hidden(ApprovalOptions options, int n) => options.Rules.Take(n).ToList().FindIndex(earlier => earlier.Hides(options.Rules[n])) is >= 0 and var first
        ? [$"{ApprovalOptions.Section}:Rules:{n} never counts, for Rules:{first} fits all that it fits and comes first; put the narrower rule first"]
        : [];

    [GeneratedRegex(@"\A(slack:[A-Z0-9]+/([UW][A-Z0-9]+|usergroup:S[A-Z0-9]+)|teams:[0-9A-Za-z-]+/[0-9A-Za-z-]+|web:\S+)\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PersonOrGroup();

    [GeneratedRegex(@"\Aarn:aws[a-z-]*:iam::[0-9]{12}:user/\S+\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UserArn();
}
