using ChatGuard.Core.Answers;
using ChatGuard.Core.Proposals;
using ChatGuard.Doctor;
using ChatGuard.Policies;
using Microsoft.Extensions.Options;

namespace ChatGuard.Commands;

/// <summary>What doctor says of the desk where changes are proposed and approved: rules by which nothing could ever be, though no setting is wrong by itself.</summary>
internal sealed class DeskDoctor(IOptionsMonitor<ApprovalOptions> approvals, IOptions<AskingOptions> asking)
{
    private static readonly string[] Platforms = ["slack:", "teams:"];

    public Task<IReadOnlyList<Diagnosis>> ExamineAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var now = approvals.CurrentValue;
        return Task.FromResult<IReadOnlyList<Diagnosis>>(now.Rules.Count == 0
            ? [Diagnosis.Off($"nobody may approve a change: {ApprovalOptions.Section}:Rules has no rule")]
            : [.. now.Rules.Select(Approving), .. Unknown(now), .. Proposing(now)]);
    }

    private static Diagnosis Approving(ApprovalRule rule, int n)
    {
        var about = $"rule {n}, {(rule.Risk is { } risk ? $"{Wording.Kebab(risk)} risk" : "any risk")} in {(rule.Accounts.Count == 0 ? "every account" : string.Join(", ", rule.Accounts))}";
        return rule.Approvers.Count == 0
            ? Diagnosis.Off($"{about}: nobody may approve")
            : Diagnosis.Well($"{about}: {rule.Required} of {string.Join(", ", rule.Approvers)}");
    }

    /// <summary>Of two ids that no directory holds together it is not known that they are two people, so neither approves what the other asks.</summary>
    private static IEnumerable<Diagnosis> Unknown(ApprovalOptions options)
    {
        var approvers = options.Rules.SelectMany(rule => rule.Approvers.Concat(rule.BreakGlass)).Distinct(StringComparer.Ordinal).ToList();
        if (approvers.Select(Actor.DirectoryOf).Distinct(StringComparer.Ordinal).Count() < 2)
        {
            return [];
        }

        var listed = options.People.SelectMany(person => person.Ids).ToHashSet(StringComparer.Ordinal);
        var unlisted = approvers.Where(id => !id.Contains("/usergroup:", StringComparison.Ordinal) && !listed.Contains(id)).ToList();
        return unlisted.Count == 0 ? [] :
        [
            Diagnosis.Wrong(
                $"approvers are of several workspaces, tenants or logins, and nobody says who these are: {string.Join(", ", unlisted)}; none of them can approve what was asked or approved from another one",
                $"List each, with OtherIds where one person has several, in {ApprovalOptions.Section}:People."),
        ];
    }

    /// <summary>Digests offer fixes, and whoever presses one proposes.</summary>
    private IEnumerable<Diagnosis> Proposing(ApprovalOptions options) => Platforms
        .Where(platform => options.Rules.Exists(rule => rule.Approvers.Concat(rule.BreakGlass).Concat(rule.Notify).Any(id => id.StartsWith(platform, StringComparison.Ordinal))))
        .Where(platform => !asking.Value.Rules.Exists(rule => rule.IsAbout(FixCommand.CommandName) && rule.Askers.Exists(asker => asker == AskingRule.All || asker.StartsWith(platform, StringComparison.Ordinal))))
        .Select(platform => Diagnosis.Wrong(
            $"nobody may propose a change in {platform.TrimEnd(':')}, by {FixCommand.CommandName} or by a digest's button: no rule names anybody there",
            $"Add a rule about {FixCommand.CommandName} to {AskingOptions.Section}:Rules."));
}
