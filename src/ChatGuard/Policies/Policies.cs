using ChatGuard.Aws;
using ChatGuard.Core.Checks;
using ChatGuard.Core.Snapshots;
using Microsoft.Extensions.Options;

namespace ChatGuard.Policies;

/// <summary>The policy each account is judged by: thresholds of the configuration and its decisions, the story's own for the sandbox.</summary>
internal sealed class Policies(IOptions<Thresholds> thresholds, IOptions<DecisionOptions> decisions, Accounts accounts, TimeProvider clock)
{
    private readonly DateTimeOffset started = clock.GetUtcNow();

    public PosturePolicy Of(AccountSnapshot account)
    {
        var story = accounts.Source == "sandbox" ? SandboxDecisions.Since(started) : [];
        var concerned = story.Concat(decisions.Value.Decisions).Where(decision => decision.Concerns(account.AccountId, account.AccountName));
        return concerned.Aggregate(new PosturePolicy { Thresholds = thresholds.Value }, Apply);
    }

    private static PosturePolicy Apply(PosturePolicy policy, Decision decision) => policy with
    {
        RootAccessKeyException = decision.RootAccessKeyException ?? policy.RootAccessKeyException,
        ThrowawayRootPassword = decision.ThrowawayRootPassword ?? policy.ThrowawayRootPassword,
        EmailDomains = [.. policy.EmailDomains, .. decision.EmailDomains],
        TrustedAccounts = [.. policy.TrustedAccounts, .. decision.TrustedAccounts],
        DeveloperGroup = decision.DeveloperGroup ?? policy.DeveloperGroup,
        AuditorGroup = decision.AuditorGroup ?? policy.AuditorGroup,
        UserNamePattern = decision.UserNamePattern ?? policy.UserNamePattern,
        Acknowledgements = [.. policy.Acknowledgements, .. decision.Acknowledgements.Select(each => new Acknowledgement(each.EventId, each.By, each.Ticket))],
        Suppressions = [.. policy.Suppressions, .. decision.Suppressions.Select(each => new Suppression(each.Check, each.Resource, each.Until ?? DateTimeOffset.MinValue, each.By, each.Reason))],
    };
}
