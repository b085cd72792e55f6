using System.Text.Json.Nodes;
using ChatGuard.Core.Answers;
using ChatGuard.Store;
using Microsoft.Extensions.Options;

namespace ChatGuard.Chat.Teams;

/// <summary>
/// Teams' channels and chats. A message of its own begins a thread in a channel, an answer to it goes below; edits replace the whole card. What was posted under
/// a key is kept, so that it is posted once; where the connector fails to answer after it has posted, a second message can be seen.
/// </summary>
internal sealed class TeamsSurface(IOptions<TeamsOptions> options, Connector connector, Pages pages, Store.Store store) : IChatSurface
{
    // A conversation's id and an activity's; neither holds this.
    private const char Between = '|';

    private const int MostKnown = 50;

    public string Name => "teams";

    public bool Owns(ChannelRef channel) => options.Value.IsOn && channel.Surface == Name;

    public async Task<MessageRef> PostAsync(ChannelRef channel, MessageRef? thread, Answer answer, string key, CancellationToken cancellationToken)
    {
        if (await store.TeamsMessageAsync(key, cancellationToken) is { } posted)
        {
            return new MessageRef(Name, channel.Channel, posted);
        }

        var place = await PlaceAsync(channel.Channel, cancellationToken);
        var message = await MessageAsync(answer, cancellationToken);
        var (conversation, activity) = thread is not null ? await SendAsync(place, Split(thread).Conversation, message, cancellationToken)
            : place.Kind == "channel" ? await connector.StartThreadAsync(place.ServiceUrl, place.Id, place.Tenant, message, cancellationToken)
            : await SendAsync(place, place.Id, message, cancellationToken);
        return await KeptAsync(channel.Channel, key, conversation, activity);
    }

    /// <summary>Answers where an activity came from, in its thread.</summary>
    public async Task ReplyAsync(TeamsActivity activity, Answer answer, string key, CancellationToken cancellationToken)
    {
        if (await store.TeamsMessageAsync(key, cancellationToken) is null)
        {
            var conversation = activity.Conversation!.Id!;
            var id = await connector.SendAsync(activity.ServiceUrl!, conversation, await MessageAsync(answer, cancellationToken), cancellationToken);
            await KeptAsync(activity.Place, key, conversation, id);
        }
    }

    public async Task UpdateAsync(MessageRef message, Answer answer, CancellationToken cancellationToken)
    {
        var (conversation, activity) = Split(message);
        var place = await PlaceAsync(message.Channel, cancellationToken);
        await connector.UpdateAsync(place.ServiceUrl, conversation, activity, await MessageAsync(answer, cancellationToken), cancellationToken);
    }

    /// <summary>The first page, where an answer is too long for one card.</summary>
    private async Task<JsonObject> MessageAsync(Answer answer, CancellationToken cancellationToken) =>
        AdaptiveCard.Message(await pages.FirstAsync(answer, AdaptiveCard.Fits, cancellationToken));

    private async Task<(string Conversation, string Activity)> SendAsync(TeamsConversation place, string conversation, JsonObject message, CancellationToken cancellationToken) =>
        (conversation, await connector.SendAsync(place.ServiceUrl, conversation, message, cancellationToken));

    private async Task<MessageRef> KeptAsync(string channel, string key, string conversation, string activity)
    {
        var id = $"{conversation}{Between}{activity}";

        // Even while stopping: what is posted but not kept is posted again.
        await store.PostedTeamsMessageAsync(key, id, CancellationToken.None);
        return new MessageRef(Name, channel, id);
    }

    private static (string Conversation, string Activity) Split(MessageRef message)
    {
        var at = message.Id.LastIndexOf(Between);
        return at > 0 ? (message.Id[..at], message.Id[(at + 1)..]) : throw new ChannelGoneException($"{message.Id} is no message of Teams");
    }

    /// <summary>Where a channel is. One that nothing came from yet is reached by the connector that its organisation was last heard through.</summary>
    /// <exception cref="ChannelGoneException">The app was removed from it.</exception>
    /// <exception cref="ConnectorException">Nothing came from its organisation yet.</exception>
    private async Task<TeamsConversation> PlaceAsync(string channel, CancellationToken cancellationToken)
    {
        if (await store.TeamsConversationAsync(channel, cancellationToken) is { } known)
        {
            return known.Installed ? known : throw new ChannelGoneException("the app was removed there; add it again");
        }

        var others = await store.TeamsConversationsAsync(MostKnown, cancellationToken);
        return others.FirstOrDefault(each => each.Installed && options.Value.Tenants.Contains(each.Tenant, StringComparer.OrdinalIgnoreCase)) is { } other
            ? other with { Id = channel, Kind = Kind(channel) }
            : throw new ConnectorException("nothing came from Teams yet, so it is not known where to post. Add the app to the team and say help to it once.");
    }

    // Chats end in @thread.v2 or @unq.gbl.spaces.
    private static string Kind(string channel) =>
        channel.EndsWith("@thread.tacv2", StringComparison.Ordinal) || channel.EndsWith("@thread.skype", StringComparison.Ordinal) ? "channel" : "groupChat";
}
