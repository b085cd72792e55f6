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

    /// <summary>What configuration says of people: which ids are one person, and which IAM users they are.</summary>
    public IReadOnlyList<KnownPerson> People { get; init; } = [];

    /// <summary>What approvers are called, by id, as far as that is known: shown, never compared.</summary>
    public IReadOnlyDictionary<string, string> Called { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the person is an approver now.</summary>
    public bool Names(Actor actor) => IsOneOf(Approvers, actor);

    public bool MayBreakGlass(Actor actor) => IsOneOf(BreakGlass, actor);

    /// <summary>Whether the plan touches the person's own credentials.</summary>
    public bool IsSubject(Actor actor, Plan plan) => PersonOf(actor) is { } person && person.IamUsers.Any(arn => plan.Subjects.Contains(arn, StringComparer.OrdinalIgnoreCase));

    /// <summary>Whether both are one person: by their id, or because <see cref="People"/> says so.</summary>
    public bool AreSame(Actor one, Actor other) => one.Equals(other) || (PersonOf(one) is { } person && person == PersonOf(other));

    /// <summary>
    /// Whether both are certainly two people. A workspace, a tenant or an issuer gives everybody one id; of ids from two of them only <see cref="People"/>, where it lists both,
    /// tells whose they are. Otherwise one person could ask in Slack and approve in Teams.
    /// </summary>
    public bool AreTwo(Actor one, Actor other) => !AreSame(one, other) && (Actor.DirectoryOf(one.Id) == Actor.DirectoryOf(other.Id) || (PersonOf(one) is not null && PersonOf(other) is not null));

    /// <summary>The approvals that count now: by approvers, each certainly another person than those before.</summary>
    public IReadOnlyList<Approval> Counted(Proposal proposal)
    {
        var counted = new List<Approval>();
        foreach (var approval in proposal.Approvals.Where(each => Names(each.By) && counted.TrueForAll(earlier => AreTwo(earlier.By, each.By))))
        {
            counted.Add(approval);
        }

        return counted;
    }

    /// <summary>Whether an approver may be among those who approve: nobody does who asked for it, or whose credentials it touches, or who may be the one who asked.</summary>
    public bool IsIndependent(Actor approver, Proposal proposal) => !IsSubject(approver, proposal.Plan) && (proposal.Requester is not { Id.Length: > 0 } asked || AreTwo(approver, asked));

    private KnownPerson? PersonOf(Actor actor) => People.FirstOrDefault(person => person.Ids.Contains(actor.Id, StringComparer.Ordinal));

    private static bool IsOneOf(IReadOnlyList<string> list, Actor actor) =>
        list.Contains(actor.Id, StringComparer.Ordinal) || actor.Groups.Any(group => list.Contains(group, StringComparer.Ordinal));
}

/// <summary>A person of whom configuration tells.</summary>
/// <param name="Ids">What chats and logins call them, as <see cref="Actor.Id"/>.</param>
/// <param name="IamUsers">ARNs of the IAM users they are.</param>
public sealed record KnownPerson(IReadOnlyList<string> Ids, IReadOnlyList<string> IamUsers);
