using ChatGuard.Aws;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Checks;
using ChatGuard.Core.Checks.Iam;
using ChatGuard.Core.Proposals;
using ChatGuard.Core.Snapshots;
using ChatGuard.Policies;

namespace ChatGuard.Commands;

/// <summary>What concerns the asker alone: plans they may decide, their own access keys, and how the accounts are. Slack's Home tab shows it.</summary>
internal sealed class MineCommand(AccountView view, Policies.Policies policies, Approvals approvals, Accounts accounts, Store.Store store)
    : Command("mine", "mine", "What waits for you: plans you may decide, and your own access keys")
{
    private const int MostPlans = 10;

    public override async Task<Reply> AnswerAsync(Request request, CancellationToken cancellationToken)
    {
        request.NoArgument();
        if (request.Question.Actor is not { } actor)
        {
            return new Reply(Name, new Answer("Nobody vouches for who you are here", Tone.Warning, [new Block.Text("Ask in Slack, in Teams, or in the web chat after signing in.")]), []);
        }

        var plans = (await store.OpenProposalsAsync(cancellationToken)).Where(plan => MayDecide(plan, actor)).ToList();
        var snapshots = await view.ReadAsync(request, cancellationToken);
        var users = approvals.UsersOf(actor);
        var keys = snapshots.SelectMany(snapshot => StaleKeys(snapshot, users)).ToList();
        var title = (plans.Count, keys.Count) switch
        {
            (0, 0) => "Nothing waits for you",
            (0, _) => $"{Wording.Count(keys.Count, "access key")} of yours to look after",
            (_, 0) => $"{Wording.Count(plans.Count, "plan")} you may decide",
            _ => $"{Wording.Count(plans.Count, "plan")} you may decide, {Wording.Count(keys.Count, "access key")} of yours to look after",
        };
        var tone = plans.Count + keys.Count > 0 ? Tone.Warning : Tone.Good;
        return new Reply(Name, new Answer(title, tone, [.. Scores(snapshots), .. Keys(keys, snapshots, users), .. Plans(plans), .. view.Provenance(snapshots)]), [], AccountView.OutcomeOf(snapshots));
    }

    /// <summary>As far as is known without deciding: the click itself is decided by <see cref="Workflow"/>.</summary>
    private bool MayDecide(Proposal proposal, Actor actor) => proposal.State == ProposalState.AwaitingApproval && approvals.Of(proposal.Plan) is var policy
        && policy.Names(actor) && policy.IsIndependent(actor, proposal) && policy.Counted(proposal).All(approval => policy.AreTwo(approval.By, actor));

    private string About(Proposal plan) => $"{plan.Plan.Title} in {accounts.NameOf(plan.Plan.Target.Account)}, until {Wording.Time(plan.ExpiresAt)}";

    private IEnumerable<Block> Plans(List<Proposal> plans)
    {
        if (plans.Count > 0)
        {
            yield return new Block.Heading("Plans you may decide");

            // Buttons about one thing alone do not say what it is.
            if (plans is [var only])
            {
                yield return new Block.Text(About(only));
            }

            yield return new Block.Buttons([.. plans.Take(MostPlans).SelectMany(plan => new[] { Verb.Approve, Verb.Reject }.Select(verb =>
                new Button(verb.ToString(), verb, plan.Id, plan.Nonce, About(plan))))]);
        }

        if (plans.Count > MostPlans)
        {
            yield return new Block.Note(Tone.Neutral, $"{plans.Count - MostPlans} more.");
        }
    }

    private IEnumerable<IReadOnlyList<Cell>> StaleKeys(AccountSnapshot snapshot, IReadOnlyList<string> users)
    {
        var thresholds = policies.Of(snapshot).Thresholds;
        return snapshot.Credentials.Match<IReadOnlyList<UserCredentials>>((report, _) => report.Users, _ => [])
            .Where(row => users.Contains(row.Arn, StringComparer.OrdinalIgnoreCase))
            .SelectMany(row => row.AccessKeys.Select(key => (Row: row, Verdict: KeyVerdict.Of(key, snapshot, thresholds))))
            .Where(key => key.Verdict.Advice != KeyAdvice.Ok)
            .Select(key => (IReadOnlyList<Cell>)[Wording.Kebab(key.Verdict.Advice).Replace('-', ' '), key.Row.UserName, key.Verdict.AgeDays is { } age ? $"{age} d" : "–", key.Verdict.Why, snapshot.AccountName]);
    }

    private static IEnumerable<Block> Keys(List<IReadOnlyList<Cell>> keys, IReadOnlyList<AccountSnapshot> snapshots, IReadOnlyList<string> users)
    {
        var unread = snapshots.Where(snapshot => !snapshot.Credentials.Match((_, _) => true, _ => false)).Select(snapshot => snapshot.AccountName).ToList();
        if (users.Count == 0)
        {
            yield return new Block.Note(Tone.Neutral, $"Which IAM users you are is not known, so your keys are not shown: {ApprovalOptions.Section}:People says it.");
        }
        else if (keys.Count > 0)
        {
            yield return new Block.Table("Your access keys", [new("Verdict"), new("User"), new("Age", true), new("Why"), new("Account")], keys);
        }
        else if (unread.Count == 0)
        {
            yield return new Block.Text("None of your access keys needs attention.");
        }

        if (users.Count > 0 && unread.Count > 0)
        {
            yield return new Block.Note(Tone.Warning, $"Your keys are unknown in {string.Join(", ", unread)}, which could not be read.");
        }
    }

    private IEnumerable<Block> Scores(IReadOnlyList<AccountSnapshot> snapshots)
    {
        yield return new Block.Facts([.. snapshots.Select(snapshot => (snapshot.AccountName, Posture: Posture.Of(snapshot, policies.Of(snapshot)))).OrderBy(each => each.Posture.Score ?? -1)
            .Select(each => new Fact(each.AccountName, each.Posture.Score is { } score ? $"{score} of 100, grade {each.Posture.Grade}" : "unknown"))]);
    }
}
