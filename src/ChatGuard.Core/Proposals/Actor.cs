namespace ChatGuard.Core.Proposals;

/// <summary>A person, as the chat platform vouched for them when they asked or clicked.</summary>
/// <param name="Id">
/// The immutable id as configuration writes it: <c>slack:T1/U1</c> (workspace/user), <c>teams:TENANT/OBJECTID</c>, <c>web:name</c> in the sandbox,
/// <c>web:ISSUER/SUBJECT</c> after a login. Never an e-mail address or a display name, which people can change.
/// </param>
/// <param name="Name">What the person is called today; shown, never compared.</param>
public sealed record Actor(string Id, string Name)
{
    /// <summary>The groups that held the person at that moment, as configuration writes them: <c>slack:T1/usergroup:S1</c>.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>The workspace, tenant or issuer that gives each of its people one id: <c>slack:T0123</c> of <c>slack:T0123/U0123</c>, <c>web</c> of the sandbox's <c>web:anna</c>.</summary>
    public static string DirectoryOf(string id) => id[..Math.Max(id.LastIndexOf('/'), Math.Max(0, id.IndexOf(':', StringComparison.Ordinal)))];

    public bool Equals(Actor? other) => other is not null && other.Id == Id;

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Id);
}
