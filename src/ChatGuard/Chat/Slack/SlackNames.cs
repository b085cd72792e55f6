using System.Text.Json.Nodes;

namespace ChatGuard.Chat.Slack;

/// <summary>What Slack calls people and user groups, for cards to show; who somebody is, <see cref="SlackPeople"/> decides.</summary>
internal sealed class SlackNames(SlackApi api, SlackPeople people)
{
    private const string Prefix = "slack:";
    private const string Group = "usergroup:";

    /// <summary>Of <c>slack:T1/U1</c> the name the person goes by, of <c>slack:T1/usergroup:S1</c> the group's handle; null where this workspace has none such.</summary>
    /// <exception cref="SlackException">Slack does not say.</exception>
    public async Task<string?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (id.Split('/') is not [var team, var who] || team != Prefix + (await people.WorkspaceAsync(cancellationToken)).Team)
        {
            return null;
        }

        return who.StartsWith(Group, StringComparison.Ordinal)
            ? await HandleAsync(who[Group.Length..], cancellationToken)
            : SlackPeople.Name((await api.CallAsync("users.info", cancellationToken, ("user", who))).Child("user") ?? []);
    }

    private async Task<string?> HandleAsync(string group, CancellationToken cancellationToken)
    {
        var listed = (await api.CallAsync("usergroups.list", cancellationToken))["usergroups"] as JsonArray ?? [];
        return listed.OfType<JsonObject>().FirstOrDefault(each => each.Text("id") == group) is { } found ? $"@{found.Text("handle") ?? found.Text("name") ?? group}" : null;
    }
}
