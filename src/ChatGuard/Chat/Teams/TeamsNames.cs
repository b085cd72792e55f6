using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace ChatGuard.Chat.Teams;

/// <summary>
/// What Teams calls people, for cards to show; who somebody is, <see cref="TeamsPeople"/> decides. Bots may not ask for anybody by name or id, only who is in
/// a conversation of theirs: so the rosters of those last heard from are read, all members at once.
/// </summary>
internal sealed class TeamsNames(Store.Store store, Connector connector, TimeProvider clock) : IDisposable
{
    private const int MostConversations = 3;

    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(30);

    private readonly ConcurrentDictionary<string, string> names = new(StringComparer.OrdinalIgnoreCase);
    private readonly SemaphoreSlim reading = new(1);
    private DateTimeOffset? readAt;

    /// <summary>Of <c>teams:TENANT/OBJECTID</c> the name; null where nobody such is in those conversations.</summary>
    /// <exception cref="ConnectorException">Teams does not say.</exception>
    public async Task<string?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await reading.WaitAsync(cancellationToken);
        try
        {
            var isFresh = readAt is { } at && clock.GetUtcNow() - at < Fresh;
            readAt = isFresh || !await ReadAsync(cancellationToken) ? readAt : clock.GetUtcNow();
        }
        finally
        {
            reading.Release();
        }

        return names.GetValueOrDefault(id);
    }

    public void Dispose() => reading.Dispose();

    /// <summary>False where nothing came from Teams yet.</summary>
    private async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        var places = (await store.TeamsConversationsAsync(MostConversations, cancellationToken)).Where(place => place.Installed).ToList();
        foreach (var place in places)
        {
            await foreach (var member in connector.MembersAsync(place.ServiceUrl, place.Id, cancellationToken))
            {
                if (Text(member, "name") is { } name && (Text(member, "aadObjectId") ?? Text(member, "objectId")) is { } objectId)
                {
                    names[$"teams:{Text(member, "tenantId") ?? place.Tenant}/{objectId}"] = name;
                }
            }
        }

        return places.Count > 0;
    }

    private static string? Text(JsonObject from, string name) => from[name] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;
}
