using ChatGuard.Aws;
using ChatGuard.Core.Proposals;

namespace ChatGuard.Remediations;

/// <summary>
/// A way to put a failing check right. A new remediation is one file below this folder: it says which fields of the live state it depends on
/// (<see cref="ReadAsync"/>) and which calls change them (<see cref="MakePlanAsync"/>). Everything else follows from the plan's data and is the engine's:
/// approval, applying, finding out after a crash whether a step took effect, verifying, undoing, the session policy, the audit.
/// </summary>
/// <param name="number">The catalogue's number, such as <c>R01</c>.</param>
/// <param name="name">The catalogue's name, such as <c>deactivate-access-key</c>.</param>
/// <param name="risk">Which approval rules hold.</param>
/// <param name="reversibility">Whether it can be taken back.</param>
internal abstract class Remediation(string number, string name, Risk risk, Reversibility reversibility)
{
    /// <summary>All remediations, by number.</summary>
    public static IReadOnlyList<Remediation> All { get; } = typeof(Remediation).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(Remediation)) && !type.IsAbstract)
        .Select(type => (Remediation)Activator.CreateInstance(type, nonPublic: true)!)
        .OrderBy(remediation => remediation.Number, StringComparer.Ordinal)
        .ToList();

    public string Number { get; } = number;

    public string Name { get; } = name;

    public Risk Risk { get; } = risk;

    public Reversibility Reversibility { get; } = reversibility;

    /// <summary>Ids of the checks whose failing resources it puts right; the first remediation that lists a check, by number, is what <c>fix</c> offers.</summary>
    public abstract IReadOnlyList<string> Checks { get; }

    /// <summary>Whether digests offer it unasked: not where it only puts away what was found.</summary>
    public virtual bool IsOffered => true;

    /// <summary>Every IAM action that its steps and their undos can need: what <c>manifests/aws</c> grants to the remediation role.</summary>
    public abstract IReadOnlyList<string> Actions { get; }

    /// <summary>
    /// What it could be done to, given a failing resource: a user whose keys fail has a target for each such key (<c>arn:…:user/bob#AKIA…</c>).
    /// <paramref name="found"/> names the finding's resource, or what a person typed: an ARN, a user's name, a key id.
    /// </summary>
    /// <exception cref="CannotPlanException">There is no such resource.</exception>
    public virtual Task<IReadOnlyList<Target>> TargetsAsync(string check, Target found, AwsAccount account, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Target>>([found]);

    /// <summary>The live state with the read role, from AWS itself and never from a report: only fields that the plan depends on.</summary>
    /// <exception cref="CannotPlanException">The resource is not there (any more), or is not what this remediation is for.</exception>
    public abstract Task<LiveState> ReadAsync(Target target, AwsAccount account, CancellationToken cancellationToken);

    /// <summary>The live state again, to compare with that of a plan: as <see cref="ReadAsync"/>, by what the plan looked at where that depends on when it was made.</summary>
    /// <exception cref="CannotPlanException">The resource is not there (any more).</exception>
    public virtual Task<LiveState> ReadAgainAsync(Plan plan, AwsAccount account, CancellationToken cancellationToken) => ReadAsync(plan.Target, account, cancellationToken);

    /// <summary>The plan from that state, unless it touches what is protected or more than one AWS session can be narrowed to.</summary>
    /// <exception cref="CannotPlanException">Nothing is to be done, or it must not be done; the message says why and what to do instead.</exception>
    public async Task<Plan> PlanAsync(Target target, LiveState live, AwsAccount account, CancellationToken cancellationToken)
    {
        var plan = await MakePlanAsync(target, live, account, cancellationToken);
        try
        {
            _ = SessionPolicy.Of(plan.Steps);
            _ = SessionPolicy.Of(plan.Steps.Select(step => step.Undo).OfType<PlannedStep>());
        }
        catch (SessionPolicyTooLongException tooLong)
        {
            throw new CannotPlanException(tooLong.Message);
        }

        await Protection.CheckAsync(plan, account, cancellationToken);
        return plan;
    }

    /// <summary>The plan from that state; may read more about what could break.</summary>
    /// <exception cref="CannotPlanException">Nothing is to be done, or it must not be done; the message says why and what to do instead.</exception>
    protected abstract Task<Plan> MakePlanAsync(Target target, LiveState live, AwsAccount account, CancellationToken cancellationToken);

    /// <summary>A plan with this remediation's own facts filled in.</summary>
    protected Plan NewPlan(Target target, string title, LiveState before, IReadOnlyList<PlannedStep> steps, int approvals) =>
        new(Name, target, title, Risk, Reversibility, approvals, before, steps);
}

/// <summary>There is no plan to make; the message, for the person who asked, says why and what to do.</summary>
internal sealed class CannotPlanException(string message) : Exception(message);
