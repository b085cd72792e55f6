using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ChatGuard.Core.Answers;
using ChatGuard.Store;

namespace ChatGuard.Chat.Slack;

/// <summary>
/// Posts to Slack's channels and edits what it posted. A post is written down under its key before the call and after; one whose answer was lost is looked for
/// in the channel by the key in its metadata before it is made again, where the app may read the channel.
/// </summary>
internal sealed partial class SlackSurface(SlackSender sender, SlackApi api, Pages pages, Store.Store store, ILogger<SlackSurface> log) : IChatSurface
{
    public const string SurfaceName = "slack";

    private const string EventType = "chatguard_post";

    public string Name => SurfaceName;

    public bool Owns(ChannelRef channel) => channel.Surface == Name && ChannelId().IsMatch(channel.Channel);

    public async Task<MessageRef> PostAsync(ChannelRef channel, MessageRef? thread, Answer answer, string key, CancellationToken cancellationToken)
    {
        var earlier = await store.BeginSlackPostAsync(key, channel.Channel, cancellationToken);
        if (earlier?.Message is { } posted)
        {
            return posted;
        }

        if (earlier is not null && await FindAsync(channel.Channel, thread?.Id, key, earlier.BegunAt, cancellationToken) is { } found)
        {
            await store.EndSlackPostAsync(key, channel.Channel, found, cancellationToken);
            return found;
        }

        try
        {
            var page = await pages.FirstAsync(answer, BlockKit.Fits, cancellationToken);
            var message = await sender.PostAsync(channel.Channel, thread?.Id, page, Metadata(key), cancellationToken);
            await store.EndSlackPostAsync(key, channel.Channel, message, CancellationToken.None);
            return message;
        }
        catch (SlackException error) when (error.Failure != SlackFailure.Unknown)
        {
            await store.ForgetSlackPostAsync(key, channel.Channel, CancellationToken.None);
            throw error.Error == "is_archived" ? new ChannelGoneException(error.Message) : error;
        }
    }

    public async Task UpdateAsync(MessageRef message, Answer answer, CancellationToken cancellationToken)
    {
        try
        {
            await sender.UpdateAsync(message, await pages.FirstAsync(answer, BlockKit.Fits, cancellationToken), cancellationToken);
        }
        catch (SlackException error) when (error.Error == "message_not_found")
        {
            // Somebody deleted it; there is nothing left to edit.
            log.SlackMessageGone(message.Channel, message.Id);
        }
        catch (SlackException error) when (error.Error is "is_archived" or "cant_update_message")
        {
            throw new ChannelGoneException(error.Message);
        }
    }

    private static string Metadata(string key) => new JsonObject { ["event_type"] = EventType, ["event_payload"] = new JsonObject { ["key"] = key } }.ToJsonString();

    /// <summary>The message of that key, if an earlier attempt made one after all; null where there is none or nobody may look.</summary>
    private async Task<MessageRef?> FindAsync(string channel, string? thread, string key, DateTimeOffset since, CancellationToken cancellationToken)
    {
        try
        {
            var oldest = since.AddMinutes(-1).ToUnixTimeSeconds().ToString();
            for (string? cursor = null; ;)
            {
                var answer = await api.CallAsync(
                    thread is null ? "conversations.history" : "conversations.replies",
                    cancellationToken,
                    ("channel", channel), ("ts", thread), ("oldest", oldest), ("include_all_metadata", "true"), ("limit", "100"), ("cursor", cursor));
                var found = (answer["messages"] as JsonArray ?? []).OfType<JsonObject>().FirstOrDefault(message => message.Child("metadata").Text("event_type") == EventType && message.Child("metadata").Child("event_payload").Text("key") == key);
                if (found.Text("ts") is { } ts)
                {
                    return new MessageRef(SurfaceName, channel, ts);
                }

                cursor = answer.Child("response_metadata").Text("next_cursor");
                if (cursor is null)
                {
                    return null;
                }
            }
        }
        catch (SlackException error) when (error.Failure == SlackFailure.Refused)
        {
            log.SlackMaybeTwice(key, channel, error.Message);
            return null;
        }
    }

    [GeneratedRegex(@"\A[CGD][A-Z0-9]{2,20}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ChannelId();
}
