using System.Text.Json.Nodes;
using ChatGuard.Core.Answers;

namespace ChatGuard.Chat.Slack;

/// <summary>Sends answers: as messages, edits, and to one person alone. Where the workspace does not know chart blocks, they become text.</summary>
internal sealed class SlackSender(SlackApi api, Pages pages, ILogger<SlackSender> log)
{
    private volatile bool charts = true;

    /// <summary>Posts a message.</summary>
    public Task<MessageRef> PostAsync(string channel, string? thread, AnswerPage page, string? metadata, CancellationToken cancellationToken) => DrawnAsync(
        page,
        async message =>
        {
            var posted = await api.CallAsync(
                "chat.postMessage",
                cancellationToken,
                [.. Common(message), ("channel", channel), ("thread_ts", thread), ("unfurl_links", "false"), ("unfurl_media", "false"), ("metadata", metadata)]);
            return new MessageRef(SlackSurface.SurfaceName, posted.Text("channel") ?? channel, posted.Text("ts") ?? "");
        });

    /// <summary>Replaces what a message of ChatGuard's says.</summary>
    public Task UpdateAsync(MessageRef message, AnswerPage page, CancellationToken cancellationToken) => DrawnAsync(
        page, drawn => api.CallAsync("chat.update", cancellationToken, [.. Common(drawn), ("channel", message.Channel), ("ts", message.Id)]));

    /// <summary>
    /// Tells one person alone: where they asked or clicked as long as Slack takes it there, which works in channels ChatGuard is not in; otherwise in the
    /// channel; otherwise in a direct message.
    /// </summary>
    /// <param name="to">Who, and where.</param>
    /// <param name="answer">What.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task TellAsync(SlackPlace to, Answer answer, CancellationToken cancellationToken) =>
        await TellAsync(to, await pages.FirstAsync(answer, BlockKit.Fits, cancellationToken), replace: false, cancellationToken);

    /// <param name="to">Who, and where.</param>
    /// <param name="page">What.</param>
    /// <param name="replace">Whether it takes the place of the message whose button was clicked.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task TellAsync(SlackPlace to, AnswerPage page, bool replace, CancellationToken cancellationToken)
    {
        if (to.ResponseUrl is { } address && await RespondAsync(address, page, replace, cancellationToken))
        {
            return;
        }

        if (to.Channel is { } channel && !to.IsDirect)
        {
            try
            {
                await DrawnAsync(page, message => api.CallAsync("chat.postEphemeral", cancellationToken, [.. Common(message), ("channel", channel), ("user", to.User), ("thread_ts", to.Thread)]));
                return;
            }
            catch (SlackException error) when (error.Failure == SlackFailure.Refused)
            {
                log.SlackElsewhere("chat.postEphemeral", error.Error);
            }
        }

        await PostAsync(await DirectAsync(to, cancellationToken), null, page, null, cancellationToken);
    }

    /// <summary>The person's direct messages with ChatGuard.</summary>
    public async Task<string> DirectAsync(SlackPlace to, CancellationToken cancellationToken) => to is { IsDirect: true, ResponseUrl: null, Channel: { } channel }
        ? channel
        : (await api.CallAsync("conversations.open", cancellationToken, ("users", to.User))).Child("channel").Text("id") ?? to.User;

    private async Task<bool> RespondAsync(Uri address, AnswerPage page, bool replace, CancellationToken cancellationToken)
    {
        foreach (var drawCharts in charts && HasChart(page) ? new[] { true, false } : [false])
        {
            var message = Draw(page, drawCharts);
            var body = new JsonObject { ["replace_original"] = replace, ["text"] = message.Text, ["blocks"] = message.Blocks, ["mrkdwn"] = false };
            if (!replace)
            {
                body["response_type"] = "ephemeral";
            }

            if (await api.RespondAsync(address, body, cancellationToken))
            {
                return true;
            }
        }

        log.SlackElsewhere("response_url", "not taken");
        return false;
    }

    private async Task<T> DrawnAsync<T>(AnswerPage page, Func<SlackMessage, Task<T>> send)
    {
        try
        {
            return await send(Draw(page, charts));
        }
        catch (SlackException error) when (error.Error is "invalid_blocks" or "invalid_blocks_format" or "invalid_arguments" && charts && HasChart(page))
        {
            var result = await send(Draw(page, drawCharts: false));
            charts = false;
            log.SlackWithoutCharts();
            return result;
        }
    }

    private static SlackMessage Draw(AnswerPage page, bool drawCharts) => BlockKit.Render(page.Answer, drawCharts, page.Id is { } id ? new PageLinks(id, page.Number, page.Count) : null);

    private static bool HasChart(AnswerPage page) => page.Answer.Blocks.OfType<Block.Chart>().Any();

    private static IEnumerable<(string Name, string? Value)> Common(SlackMessage message) => [("text", message.Text), ("blocks", message.BlocksText), ("mrkdwn", "false")];
}

/// <summary>Where somebody asked or clicked.</summary>
/// <param name="Team">Their workspace.</param>
/// <param name="User">Their id.</param>
/// <param name="Channel">The channel; null in the Home tab.</param>
/// <param name="Thread">The thread inside it.</param>
/// <param name="ResponseUrl">Where Slack takes answers for half an hour, five at most; null where it gave no such address.</param>
internal sealed record SlackPlace(string? Team, string User, string? Channel, string? Thread, Uri? ResponseUrl)
{
    /// <summary>A direct message, which nobody else reads.</summary>
    public bool IsDirect => Channel?.StartsWith('D') == true;

    public static Uri? Address(string? text) => Uri.TryCreate(text, UriKind.Absolute, out var address) ? address : null;
}
