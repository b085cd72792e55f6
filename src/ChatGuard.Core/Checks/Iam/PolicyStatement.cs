namespace ChatGuard.Core.Checks.Iam;

/// <summary>One statement of a policy. Lists are empty where the element is absent.</summary>
public sealed record PolicyStatement
{
    /// <summary>Effect Allow; false is Deny.</summary>
    public required bool Allows { get; init; }

    public IReadOnlyList<string> Actions { get; init; } = [];

    public IReadOnlyList<string> NotActions { get; init; } = [];

    public IReadOnlyList<string> Resources { get; init; } = [];

    public IReadOnlyList<string> NotResources { get; init; } = [];

    /// <summary>Whom a trust policy speaks of.</summary>
    public IReadOnlyList<PolicyPrincipal> Principals { get; init; } = [];

    /// <summary>Everyone but the listed ones.</summary>
    public bool HasNotPrincipal { get; init; }

    /// <summary>All of them must hold.</summary>
    public IReadOnlyList<PolicyCondition> Conditions { get; init; } = [];

    /// <summary>Whether the statement is about all resources.</summary>
    public bool CoversAllResources => Resources.Any(Wildcard.CoversAll);

    /// <summary>Whether the statement is about all actions on all resources.</summary>
    public bool CoversEverything => Actions.Any(Wildcard.CoversAll) && CoversAllResources;

    /// <summary>Whether the statement is about an action such as <c>iam:CreateUser</c>, on whatever resource.</summary>
    public bool Covers(string action) =>
        Actions.Any(pattern => Wildcard.Matches(pattern, action))
        || (NotActions.Count > 0 && !NotActions.Any(pattern => Wildcard.Matches(pattern, action)));
}

/// <summary>A principal of a trust policy.</summary>
/// <param name="Kind"><c>AWS</c>, <c>Service</c>, <c>Federated</c> or <c>CanonicalUser</c>.</param>
/// <param name="Value">An ARN, an account id, a service name, or <c>*</c>.</param>
public sealed record PolicyPrincipal(string Kind, string Value)
{
    /// <summary>The account of an <c>AWS</c> principal; null for <c>*</c>, for other kinds and for the bare id AWS leaves of a deleted principal.</summary>
    public string? AccountId
    {
        get
        {
            var parts = Value.Split(':');
            var account = parts.Length > 4 && parts[0] == "arn" ? parts[4] : Value;
            return Kind == "AWS" && account.Length == 12 && account.All(char.IsAsciiDigit) ? account : null;
        }
    }
}

/// <summary>One test of a Condition, such as <c>Bool</c> of <c>aws:MultiFactorAuthPresent</c>.</summary>
public sealed record PolicyCondition(string Operator, string Key, IReadOnlyList<string> Values)
{
    /// <summary>Whether it tests this key; condition keys compare without regard to case.</summary>
    public bool Tests(string key) => string.Equals(Key, key, StringComparison.OrdinalIgnoreCase);
}
