using ChatGuard.Aws;
using ChatGuard.Commands;
using ChatGuard.Core.Digests;
using Microsoft.Extensions.Options;

namespace ChatGuard.Schedules;

/// <summary>Makes a configured digest from its accounts, read now.</summary>
internal sealed class DigestMaker(Accounts accounts, DigestSource source)
{
    public async Task<Digest> MakeAsync(DigestPlan plan, DateOnly today, CancellationToken cancellationToken) =>
        DigestBuilder.Build(await source.GatherAsync(plan.Name, Find(plan), today, plan.OnlyWhenChanged, fresh: true, cancellationToken));

    /// <exception cref="OptionsValidationException">A digest names an account that is not there; accounts of the sandbox are known only once it runs.</exception>
    public void Validate(DigestPlans plans)
    {
        var known = string.Join(", ", accounts.Names.Select(account => account.Name));
        var problems = plans.All.SelectMany(plan => plan.Accounts.Where(name => accounts.Find(name).Count == 0)
            .Select(name => $"{ScheduleOptions.Section}:Digests: '{plan.Name}' names the account '{name}', which is none of {known}")).ToList();

        // The ambient account's id is not known before it is read.
        if (problems.Count > 0 && accounts.Nameless.Count == 0)
        {
            throw new OptionsValidationException("", typeof(ScheduleOptions), problems);
        }
    }

    private IReadOnlyList<int> Find(DigestPlan plan) => plan.Accounts.Count == 0 ? accounts.Find(null)
        : [.. plan.Accounts.SelectMany(name => accounts.Find(name)).Concat(plan.Accounts.Any(IsAmbient) ? accounts.Nameless : []).Distinct()];

    private bool IsAmbient(string name) => accounts.Find(name).Count == 0;
}
