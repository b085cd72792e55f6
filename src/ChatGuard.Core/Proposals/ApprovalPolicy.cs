namespace ChatGuard.Core.Proposals;

/// <summary>Who may decide a proposal. The empty policy lets nobody.</summary>
/// <param name="Approvers">Ids of people and groups; empty for nobody.</param>
/// <param name="Required">How many different people, at least 1.</param>
/// <param name="BreakGlass">Ids of people and groups who may approve alone in an emergency; empty for nobody.</param>
/// <param name="Notify">Where all approvers are told, such as <c>slack:C0123</c>: channels.</param>
public sealed record ApprovalPolicy(IReadOnlyList<string> Approvers, int Required, IReadOnlyList<string> BreakGlass, IReadOnlyList<string> Notify)
{
    /// <summary>No rule matches: nobody may.</summary>
    public static readonly ApprovalPolicy Nobody = new([], 1, [], []);

    /// <summary>Which person is which IAM user (ARN): by person's id, the ARNs.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> People { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Whether the person is an approver now.</summary>
    public bool Names(Actor actor) => IsOneOf(Approvers, actor);

    public bool MayBreakGlass(Actor actor) => IsOneOf(BreakGlass, actor);

    /// <summary>Whether the plan touches the person's own credentials.</summary>
    public bool IsSubject(Actor actor, Plan plan) => People.TryGetValue(actor.Id, out var own) && own.Any(arn => plan.Subjects.Contains(arn, StringComparer.OrdinalIgnoreCase));

    private static bool IsOneOf(IReadOnlyList<string> list, Actor actor) =>
        list.Contains(actor.Id, StringComparer.Ordinal) || actor.Groups.Any(group => list.Contains(group, StringComparer.Ordinal));
}
