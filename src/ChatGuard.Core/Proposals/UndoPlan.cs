namespace ChatGuard.Core.Proposals;

/// <summary>Plans that take others back.</summary>
public static class UndoPlan
{
    /// <summary>The plan that takes back what a proposal did: its steps' undos, last first, on the state that it left.</summary>
    /// <exception cref="ArgumentException">Nothing of it can be taken back.</exception>
    public static Plan Of(Proposal done)
    {
        var plan = done.Plan;
        List<PlannedStep> steps = [.. done.Undoable];
        return steps.Count == 0 ? throw new ArgumentException($"Nothing of proposal {done.Id} can be taken back", nameof(done)) : plan with
        {
            Title = $"Undo: {plan.Title}",
            Before = done.Left,
            Steps = steps,
            Undoes = done.Id,
            Reversibility = Reversibility.Reversible,
            Impact = ["The resource is again as it was before, so the check that failed fails again."],
            Notes = plan.Reversibility == Reversibility.Partly ? plan.Notes : [],
        };
    }
}
