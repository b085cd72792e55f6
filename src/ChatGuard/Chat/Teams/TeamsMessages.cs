using ChatGuard.Commands;
using ChatGuard.Core.Answers;
using ChatGuard.Store;

namespace ChatGuard.Chat.Teams;

/// <summary>Works off what came from Teams and was acknowledged: answers messages in their thread, and keeps where the app was added and removed.</summary>
internal sealed class TeamsMessages(TeamsSurface surface, TeamsPeople people, AnswerQuestion answer, Connector connector, Store.Store store)
{
    /// <summary>The longest text understood, in UTF-16 characters.</summary>
    private const int LongestText = 2_000;

    /// <summary>Works one off; what it posts it posts under a key of the delivery, so that doing it again posts nothing twice.</summary>
    public async Task HandleAsync(InboxItem item, CancellationToken cancellationToken)
    {
        var activity = TeamsActivity.Read(item.Payload);
        await SeenAsync(activity, item.ReceivedAt, cancellationToken);
        if (activity is { Type: "message", IsFromPerson: true })
        {
            await surface.ReplyAsync(activity, await AnswerAsync(activity, cancellationToken), $"{item.Key}/reply", cancellationToken);
        }
        else if (activity is { Type: "installationUpdate", Action: "add", Conversation.ConversationType: "personal" })
        {
            await surface.ReplyAsync(activity, Welcome, $"{item.Key}/welcome", cancellationToken);
        }
    }

    /// <summary>Keeps where an activity came from, or that the app was removed there.</summary>
    public Task SeenAsync(TeamsActivity activity, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (activity.Place.Length == 0 || !connector.Trusts(activity.ServiceUrl))
        {
            return Task.CompletedTask;
        }

        var isRemoved = activity is { Type: "installationUpdate", Action: "remove" }
            || activity.ChannelData?.EventType is "teamDeleted" or "channelDeleted"
            || activity.MembersRemoved?.Any(member => member?.Id == activity.Recipient?.Id) == true;
        return isRemoved
            ? store.LeftTeamsConversationAsync(activity.Place, activity.ChannelData?.EventType == "channelDeleted" ? null : activity.ChannelData?.Team?.Id, at, cancellationToken)
            : store.SeenTeamsConversationAsync(
                new(activity.Place, Kind(activity), activity.Tenant ?? "", activity.ServiceUrl!, activity.Recipient?.Id ?? "", activity.ChannelData?.Team?.Id, Installed: true, at), cancellationToken);
    }

    private static Answer Welcome => new("ChatGuard is here", Tone.Neutral,
    [
        new Block.Text("Ask it about your AWS accounts: type a command such as posture. In a channel, mention it first."),
        new Block.Choices([new Choice("What can be asked", "help"), new Choice("Posture", "posture")]),
    ]);

    private async Task<Answer> AnswerAsync(TeamsActivity activity, CancellationToken cancellationToken)
    {
        var person = await people.OfAsync(activity, cancellationToken);
        if (person.Actor is not { } actor)
        {
            return new Answer("Not answered", Tone.Warning, [new Block.Text(person.Refusal!)]);
        }

        if (activity is { Value: not null, Name: not CardButtons.Ask })
        {
            return new Answer("Nothing was done", Tone.Warning, [new Block.Text("This version of Teams sends buttons in a way that ChatGuard does not take. Update Teams and press again.")]);
        }

        var words = activity.Words;
        var reply = await answer(new Question(words.Length <= LongestText ? words : words[..LongestText], surface.Name, activity.Place) { Actor = actor }, cancellationToken);
        return activity.Name == CardButtons.Ask ? reply.Answer with { Blocks = [new Block.Note(Tone.Neutral, $"{actor.Name} asked: {words}"), .. reply.Answer.Blocks] } : reply.Answer;
    }

    private static string Kind(TeamsActivity activity) => activity.Conversation?.ConversationType ?? (activity.ChannelData?.Channel is not null ? "channel" : "personal");
}
