namespace ChatGuard.Doctor;

/// <summary>
/// A connection that ChatGuard keeps open to somebody else, as <c>/health/ready</c> shows it. That it is gone makes no replica less ready: the other side is away
/// for all of them alike, and whoever restarts replicas or sends them nobody any more because of it takes the rest away too.
/// </summary>
/// <param name="To">Whom to, in one word.</param>
/// <param name="State">How it is now.</param>
internal sealed record Connection(string To, Func<ConnectionState> State);

/// <summary>How a connection is.</summary>
/// <param name="Open">Whether there is one.</param>
/// <param name="Since">Since when it is so.</param>
/// <param name="Reason">Why there is none, in a word that names nobody and no address; null where there is one.</param>
internal sealed record ConnectionState(bool Open, DateTimeOffset Since, string? Reason);
