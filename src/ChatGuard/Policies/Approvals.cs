using ChatGuard.Aws;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Proposals;
using Microsoft.Extensions.Options;

namespace ChatGuard.Policies;

/// <summary>Who may decide a plan, by the rules of the configuration; read anew for each click.</summary>
internal sealed class Approvals(IOptionsMonitor<ApprovalOptions> options, Accounts accounts, Names names)
{
    /// <summary>How long a plan can be decided.</summary>
    public TimeSpan Expiry => options.CurrentValue.Expiry;

    /// <summary>Which IAM users a person is: ARNs.</summary>
    public IReadOnlyList<string> UsersOf(Actor actor) => options.CurrentValue.People.Find(person => person.Ids.Contains(actor.Id, StringComparer.Ordinal))?.IamUsers ?? [];

    /// <summary>The policy of a plan: the first rule that fits its account and risk; nobody where none does.</summary>
    public ApprovalPolicy Of(Plan plan)
    {
        var now = options.CurrentValue;
        var (id, risk) = (plan.Target.Account, plan.Risk);
        var name = accounts.NameOf(id);
        List<KnownPerson> people = [.. now.People.Select(person => new KnownPerson([.. person.Ids], person.IamUsers))];
        return (now.Rules.Find(rule => rule.Fits(id, name, risk)) is { } rule ? new ApprovalPolicy(rule.Approvers, rule.Required, rule.BreakGlass, rule.Notify) { Called = Called(rule.Approvers) } : ApprovalPolicy.Nobody) with { People = people };
    }

    private Dictionary<string, string> Called(IEnumerable<string> ids)
    {
        var called = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var id in ids)
        {
            if (names.Of(id) is { } name)
            {
                called[id] = name;
            }
        }

        return called;
    }
}

/// <summary>Checks the approval settings when ChatGuard starts.</summary>
internal sealed class ApprovalValidator(IEnumerable<IChatSurface> surfaces, IOptions<AwsOptions> aws) : IValidateOptions<ApprovalOptions>
{
    public ValidateOptionsResult Validate(string? name, ApprovalOptions options)
    {
        var chats = surfaces.ToList();
        var problems = new ApprovalProblems(chats.Count == 0 ? null : channel => chats.Exists(chat => chat.Owns(channel)), IsUnknown).Of(options).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    /// <summary>Accounts of the embedded sandbox, and the ambient one, are known only once they run.</summary>
    private bool IsUnknown(string account) => !aws.Value.IsSandbox && !aws.Value.UseAmbientAccount
        && !aws.Value.Accounts.Exists(each => each.Id == account || each.Name.Equals(account, StringComparison.OrdinalIgnoreCase));
}
