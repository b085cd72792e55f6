using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Proposals;
using Microsoft.Extensions.Options;

namespace ChatGuard.Chat.Teams;

/// <summary>
/// Who wrote or clicked: the tenant and object id of a verified activity, where the roster of that very conversation says that they are a member of an allowed
/// organisation and no guest. What the roster does not say counts as no.
/// </summary>
internal sealed class TeamsPeople(IOptions<TeamsOptions> options, Connector connector, TimeProvider clock)
{
    /// <summary>How long what the roster says is believed.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);

    // Of members who come one after the other within this, all are read at once: a call for each would be throttled.
    private static readonly TimeSpan Together = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);

    private const int LongestName = 100;
    private const int MostConversations = 500;

    private readonly ConcurrentDictionary<string, Roster> rosters = new(StringComparer.Ordinal);

    /// <summary>Whether an activity comes from an organisation that may use ChatGuard.</summary>
    public bool IsOurs(TeamsActivity activity) =>
        options.Value.DevAnonymous || (activity.Tenant is { } tenant && options.Value.Tenants.Contains(tenant, StringComparer.OrdinalIgnoreCase));

    /// <exception cref="ConnectorException">The roster cannot be asked now.</exception>
    public async Task<Person> OfAsync(TeamsActivity activity, CancellationToken cancellationToken)
    {
        if (!IsOurs(activity) || activity is not { IsFromPerson: true, From: { Id: { } id, AadObjectId: { Length: > 0 } objectId }, Tenant: { } tenant, ServiceUrl: { } serviceUrl })
        {
            return new Person(null, "Teams does not say who you are, so ChatGuard does nothing for you. Use an account of this organisation.");
        }

        using var limit = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return Read(await MemberAsync(serviceUrl, activity.Place, id, either.Token), tenant, objectId);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ConnectorException($"Teams did not say within {Patience.TotalSeconds} seconds who you are. Try again.");
        }
    }

    /// <summary>What the roster says of somebody: as it was read lately, or now.</summary>
    private async Task<JsonObject?> MemberAsync(string serviceUrl, string conversation, string id, CancellationToken cancellationToken)
    {
        if (rosters.Count > MostConversations)
        {
            rosters.Clear();
        }

        var roster = rosters.GetOrAdd(conversation, _ => new Roster());
        if (roster.Find(id, clock.GetUtcNow() - Fresh) is { } known)
        {
            return known;
        }

        await roster.Asking.WaitAsync(cancellationToken);
        try
        {
            var now = clock.GetUtcNow();
            if (roster.Find(id, now - Fresh) is { } meanwhile)
            {
                return meanwhile;
            }

            if (now - roster.AskedAt < Together)
            {
                await foreach (var member in connector.MembersAsync(serviceUrl, conversation, cancellationToken))
                {
                    roster.Keep(Text(member, "id"), member, now);
                }
            }

            roster.AskedAt = now;
            return roster.Find(id, now - Fresh) ?? roster.Keep(id, await connector.MemberAsync(serviceUrl, conversation, id, cancellationToken), now);
        }
        finally
        {
            roster.Asking.Release();
        }
    }

    private static Person Read(JsonObject? member, string tenant, string objectId)
    {
        var (role, principal, home) = (Text(member, "userRole"), Text(member, "userPrincipalName"), Text(member, "tenantId"));
        var isSame = string.Equals(Text(member, "aadObjectId") ?? Text(member, "objectId"), objectId, StringComparison.OrdinalIgnoreCase);
        var isAtHome = string.Equals(home, tenant, StringComparison.OrdinalIgnoreCase);
        var isGuest = role is not (null or "user" or "owner" or "member") || principal?.Contains("#EXT#", StringComparison.OrdinalIgnoreCase) == true;
        return (isSame, isAtHome, isGuest, role ?? principal) switch
        {
            (true, true, false, not null) => new Person(new Actor($"teams:{tenant.ToLowerInvariant()}/{objectId.ToLowerInvariant()}", Name(Text(member, "name") ?? objectId)), null),
            (true, _, true, _) or (true, false, _, _) => new Person(null, "Guests and people of other organisations can neither ask nor decide here. Ask a member of this organisation."),
            _ => new Person(null, "Teams does not count you among this conversation's members, so ChatGuard does nothing for you here."),
        };
    }

    private static string Name(string name) => Wording.Clip(name.Trim(), LongestName);

    private static string? Text(JsonObject? from, string name) => from?[name] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;

    /// <summary>A conversation's members, as far as they were asked for; nobody's absence is kept.</summary>
    private sealed class Roster
    {
        private readonly ConcurrentDictionary<string, (DateTimeOffset At, JsonObject Member)> known = new(StringComparer.Ordinal);

        public SemaphoreSlim Asking { get; } = new(1);

        public DateTimeOffset AskedAt { get; set; } = DateTimeOffset.MinValue;

        public JsonObject? Find(string id, DateTimeOffset since) => known.TryGetValue(id, out var kept) && kept.At > since ? kept.Member : null;

        public JsonObject? Keep(string? id, JsonObject? member, DateTimeOffset at)
        {
            if (id is not null && member is not null)
            {
                known[id] = (at, member);
            }

            return member;
        }
    }
}

/// <summary>A person, or why ChatGuard does nothing for them.</summary>
internal sealed record Person(Actor? Actor, string? Refusal);
