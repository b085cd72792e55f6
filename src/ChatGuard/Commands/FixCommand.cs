using Amazon.Runtime;
using ChatGuard.Aws;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Checks;
using ChatGuard.Core.Proposals;
using ChatGuard.Core.Snapshots;
using ChatGuard.Policies;
using ChatGuard.Remediations;

namespace ChatGuard.Commands;

/// <summary>Proposes to put a failing resource right: a plan for others to approve, or the steps where no API can do it. The id is a check's, or a remediation's where a check has several.</summary>
internal sealed class FixCommand(AccountView view, Policies.Policies policies, Proposer proposer, Approvals approvals, Accounts accounts)
    : Command(CommandName, "fix ID [RESOURCE] [--account NAME] [--region REGION]", "Propose to fix what a check finds: shows every AWS call, waits for approval, then does it")
{
    /// <summary>Whoever may ask it may propose, by a digest's button too.</summary>
    public const string CommandName = "fix";

    private const int MostChoices = 15;

    public override IReadOnlyList<string> Arguments { get; } = [.. Check.All.Select(check => check.Id), .. Remediation.All.Select(remediation => remediation.Name)];

    public override int MostArguments => 2;

    public override bool ShowsKeyIds => true;

    public override bool Proposes => true;

    public override async Task<Reply> AnswerAsync(Request request, CancellationToken cancellationToken)
    {
        var named = Remediation.All.FirstOrDefault(each => each.Name.Equals(request.Argument, StringComparison.OrdinalIgnoreCase));
        var check = named is null ? CheckCommand.Named(request) : Check.Find(named.Checks[0])!;
        var found = (await view.ReadAsync(request, cancellationToken)).Select(account => (Account: account, Result: check.Run(account, policies.Of(account)))).ToList();
        var answer = (named ?? Proposer.For(check.Id)) is { } remediation
            ? await ProposeAsync(request, check, remediation, found, cancellationToken)
            : new Answer($"ChatGuard cannot do this by itself: {check.Title}", Tone.Neutral, [.. HowCommand.Guide(check, found), .. view.Provenance([.. found.Select(each => each.Account)])]);
        return new Reply(Name, answer, [.. found.Select(each => AccountView.Reply(each.Account, ("check", CheckJson.Of(each.Result))))]);
    }

    private async Task<Answer> ProposeAsync(Request request, Check check, Remediation remediation, List<(AccountSnapshot Account, CheckResult Result)> found, CancellationToken cancellationToken)
    {
        try
        {
            var candidates = Candidates(request, check, found);
            if (candidates is not [var only])
            {
                return candidates.Count == 0 ? Nothing(check, found) : Choose(request.Argument!, check, candidates);
            }

            var targets = await proposer.TargetsAsync(remediation, check.Id, only, cancellationToken);
            return targets is [var target]
                ? await ProposeAsync(request.Question, await proposer.PlanAsync(remediation, target, cancellationToken), cancellationToken)
                : Choose(request.Argument!, check, targets);
        }
        catch (CannotPlanException refused)
        {
            return Words.Refused(refused.Message);
        }
        catch (AmazonServiceException refused)
        {
            return Words.Problem("AWS did not show what the plan has to be made from", $"{refused.ErrorCode}: {refused.Message}", "Nothing was proposed. Ask again, or give ChatGuard's read role what it lacks.");
        }
    }

    /// <summary>The failing resources that are meant: all, or those called as typed; what no finding is called goes to the remediation, which may know it by another name.</summary>
    private static List<Target> Candidates(Request request, Check check, List<(AccountSnapshot Account, CheckResult Result)> found)
    {
        var failing = found.SelectMany(each => each.Result.Findings.Where(finding => finding.Status == CheckStatus.Fail).Select(finding => (each.Account, Finding: finding))).ToList();
        var typed = request.Resource;
        var meant = failing.Where(each => typed is null || IsCalled(each.Finding, each.Account, typed)).Select(each => new Target(each.Account.AccountId, RegionOf(each.Finding), each.Finding.ResourceId)).Distinct().ToList();
        return meant.Count > 0 || typed is null ? meant
            : found is [var (account, _)] ? [new Target(account.AccountId, request.Region, typed)]
            : throw new NotUnderstoodException($"no failing resource of {check.Id} is called '{typed}'; name its account with --account, or see check {check.Id}", $"check {check.Id}");
    }

    /// <summary>IAM's resources are in no region, though GuardDuty reports them from one.</summary>
    private static string? RegionOf(Finding finding) => finding.ResourceId.Contains(":iam::", StringComparison.Ordinal) ? null : finding.Region;

    private static bool IsCalled(Finding finding, AccountSnapshot account, string typed) => finding.ResourceId.Equals(typed, StringComparison.OrdinalIgnoreCase)
        || Wording.Short(finding.ResourceId).Equals(typed, StringComparison.OrdinalIgnoreCase) || ResourceNames.Of(finding, account).Equals(typed, StringComparison.OrdinalIgnoreCase);

    private Answer Nothing(Check check, List<(AccountSnapshot Account, CheckResult Result)> found)
    {
        var unknown = found.Where(each => each.Result.Status == CheckStatus.Unknown).Select(each => each.Account.AccountName).ToList();
        return new Answer(
            unknown.Count > 0 ? $"Nothing is known to fail: {check.Title}" : $"Nothing to fix: {check.Title}",
            unknown.Count > 0 ? Tone.Warning : Tone.Good,
            [
                .. unknown.Count > 0 ? [new Block.Text($"Unknown, since it could not be read: {string.Join(", ", unknown)}.")] : Array.Empty<Block>(),
                new Block.Choices([new Choice("See the evidence", $"check {check.Id}")]),
                .. view.Provenance([.. found.Select(each => each.Account)]),
            ]);
    }

    /// <param name="id">The check or the remediation, as it was asked for.</param>
    private Answer Choose(string id, Check check, IReadOnlyList<Target> targets) => new(
        $"{Wording.Count(targets.Count, "resource")} to fix; choose one: {check.Title}",
        Tone.Neutral,
        [
            new Block.Choices([.. targets.Take(MostChoices).Select(target => new Choice(Wording.Clip($"{Called(target)} ({accounts.NameOf(target.Account)})", 60), Asking(id, target)))]),
            .. targets.Count > MostChoices ? [new Block.Text($"{targets.Count - MostChoices} more: see check {check.Id}, then name one, such as {Asking(id, targets[MostChoices])}")] : Array.Empty<Block>(),
        ]);

    private static string Called(Target target) => ResourceNames.Of(target.Resource, target.Account) + (target.Region is { } region && region != target.Resource ? $", {region}" : "");

    /// <summary>The command that proposes to fix one resource.</summary>
    public static string Asking(string id, Target target) =>
        $"fix {id} \"{target.Resource}\" --account {target.Account}{(target.Region is { } region ? $" --region {region}" : "")}";

    private async Task<Answer> ProposeAsync(Question question, Plan plan, CancellationToken cancellationToken)
    {
        var shown = Words.ChannelOf(question.Surface, question.Channel);
        if (question.Actor is null || shown.Count == 0)
        {
            var preview = ProposalCard.About(proposer.Preview(plan, question.Actor ?? new Actor("", "nobody yet")), approvals.Of(plan), accounts.NameOf(plan.Target.Account), accounts.Source == "sandbox");
            return preview with
            {
                Title = $"What would be done: {plan.Title}",
                Blocks = [new Block.Note(Tone.Warning, "Nothing is proposed: nobody vouches for who is asking here. Ask in a chat where people are known."), .. preview.Blocks],
            };
        }

        var (proposal, isNew) = (await proposer.ProposeAsync(plan, question.Actor, shown, null, cancellationToken))!.Value;
        return Words.Proposed(proposal, isNew, approvals.Of(proposal.Plan), shown);
    }
}
