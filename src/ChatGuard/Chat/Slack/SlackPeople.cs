using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Proposals;

namespace ChatGuard.Chat.Slack;

/// <summary>
/// Who somebody in Slack is, as Slack says now: only full members of the workspace whose app this is count. Groups are those that the configuration names
/// anywhere; each is asked for at most once a minute. Where Slack does not answer, nobody is anybody.
/// </summary>
internal sealed partial class SlackPeople(SlackApi api, IConfiguration configuration, TimeProvider clock)
{
    /// <summary>How old what is known of a person may be when they ask; when they click, a tenth of it.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan GroupAge = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Known<JsonObject>> users = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Known<HashSet<string>>> groups = new(StringComparer.Ordinal);
    private volatile SlackWorkspace? workspace;

    /// <summary>The workspace that the bot token belongs to; asked once.</summary>
    public async Task<SlackWorkspace> WorkspaceAsync(CancellationToken cancellationToken)
    {
        if (workspace is { } known)
        {
            return known;
        }

        var me = await api.CallAsync("auth.test", cancellationToken);
        return workspace = new SlackWorkspace(me.Text("team_id") ?? "", me.Text("team") ?? "", me.Text("user_id") ?? "", me.Text("user") ?? "");
    }

    /// <summary>The person, or why they are nobody here.</summary>
    /// <param name="team">The workspace the delivery names; null where it names none.</param>
    /// <param name="user">Their id.</param>
    /// <param name="isClick">Whether something hangs on it, so that what is known must be fresh.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SlackException">Slack does not say.</exception>
    public async Task<SlackPerson> FindAsync(string? team, string user, bool isClick, CancellationToken cancellationToken)
    {
        var home = await WorkspaceAsync(cancellationToken);
        if (team != home.Team || home.Team.Length == 0)
        {
            return SlackPerson.Nobody("You belong to another workspace, and only members of this one can use ChatGuard.");
        }

        var info = await RecallAsync(users, user, isClick ? MaxAge / 10 : MaxAge, async () => (await api.CallAsync("users.info", CancellationToken.None, ("user", user))).Child("user") ?? [], cancellationToken);
        return Refusal(info, home) is { } refusal
            ? SlackPerson.Nobody(refusal)
            : new SlackPerson(new Actor($"slack:{home.Team}/{user}", Name(info) ?? user) { Groups = await GroupsAsync(home.Team, user, cancellationToken) }, null);
    }

    private static string? Refusal(JsonObject user, SlackWorkspace home) => user switch
    {
        _ when user.Text("id") is null => "Slack does not know you here.",
        _ when user.Is("deleted") => "Your account is deactivated.",
        _ when user.Is("is_bot") || user.Is("is_workflow_bot") || user.Is("is_connector_bot") || user.Text("id") is "USLACKBOT" => "Bots cannot use ChatGuard.",
        _ when user.Is("is_restricted") || user.Is("is_ultra_restricted") => "Guests cannot use ChatGuard; ask a full member.",
        _ when user.Is("is_stranger") || !IsAtHome(user, home.Team) => "You belong to another workspace, and only members of this one can use ChatGuard.",
        _ => null,
    };

    private static bool IsAtHome(JsonObject user, string team) => user.Text("team_id") == team
        || (user.Child("enterprise_user")?["teams"] as JsonArray)?.Any(each => each is JsonValue value && value.TryGetValue<string>(out var id) && id == team) == true;

    /// <summary>The name that a person goes by in Slack.</summary>
    public static string? Name(JsonObject user) =>
        user.Child("profile").Text("display_name") ?? user.Child("profile").Text("real_name") ?? user.Text("real_name") ?? user.Text("name");

    private async Task<IReadOnlyList<string>> GroupsAsync(string team, string user, CancellationToken cancellationToken)
    {
        var named = configuration.GetSection("ChatGuard").AsEnumerable().Select(setting => GroupName().Match(setting.Value ?? ""))
            .Where(match => match.Success && match.Groups["team"].Value == team).Select(match => match.Groups["group"].Value).Distinct(StringComparer.Ordinal);
        var held = new List<string>();
        foreach (var group in named)
        {
            var members = await RecallAsync(groups, group, GroupAge, () => MembersAsync(group), cancellationToken);
            if (members.Contains(user))
            {
                held.Add($"slack:{team}/usergroup:{group}");
            }
        }

        return held;
    }

    private async Task<HashSet<string>> MembersAsync(string group)
    {
        try
        {
            var answer = await api.CallAsync("usergroups.users.list", CancellationToken.None, ("usergroup", group));
            return [.. (answer["users"] as JsonArray ?? []).OfType<JsonValue>().Select(value => value.ToString())];
        }
        catch (SlackException error) when (error.Error is "no_such_subteam" or "subteam_not_found" or "missing_scope")
        {
            // Nobody is in it, as far as anybody can tell; doctor says so.
            return [];
        }
    }

    /// <summary>
    /// What is known, unless it is too old. Many who ask at once wait for one answer, and whoever gives up gives up alone: the question belongs to none of them,
    /// and <see cref="SlackApi"/> ends it in time.
    /// </summary>
    private async Task<T> RecallAsync<T>(ConcurrentDictionary<string, Known<T>> known, string key, TimeSpan age, Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var fresh = new Known<T>(now, new(ask));
        var entry = known.AddOrUpdate(key, fresh, (_, old) => now - old.At > age || old.Value is { IsValueCreated: true, Value: { IsCompleted: true, IsCompletedSuccessfully: false } } ? fresh : old);
        return await entry.Value.Value.WaitAsync(cancellationToken);
    }

    private sealed record Known<T>(DateTimeOffset At, Lazy<Task<T>> Value);

    [GeneratedRegex(@"\Aslack:(?<team>[A-Z0-9]+)/usergroup:(?<group>[A-Z0-9]+)\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex GroupName();
}

/// <summary>The workspace and the bot's own user in it.</summary>
internal sealed record SlackWorkspace(string Team, string Name, string BotUser, string BotName);

/// <summary>Somebody in Slack: an actor, or nobody with the reason as a sentence for them.</summary>
internal sealed record SlackPerson(Actor? Actor, string? Refusal)
{
    public static SlackPerson Nobody(string why) => new(null, why);

    /// <summary>What a person who is nobody here is told.</summary>
    public Answer Refused() => new("Nothing was done", Tone.Warning, [new Block.Text(Refusal ?? "")]);
}
