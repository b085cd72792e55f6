using System.Text.Json.Nodes;
using ChatGuard.Store;

namespace ChatGuard.Chat.Slack;

/// <summary>Keeps what Slack delivers, whichever way it came; the same for HTTP and Socket Mode.</summary>
internal sealed class SlackReceiver(Inbox inbox, ILogger<SlackReceiver> log)
{
    /// <summary>The immediate answer to a command that could not be kept.</summary>
    public static readonly object NotKept = new { response_type = "ephemeral", text = "ChatGuard's database does not answer, so nothing was done. Try again in a minute." };

    /// <summary>Once it returns, the delivery may be acknowledged.</summary>
    /// <exception cref="StoreException">It could not be kept, so it must not be.</exception>
    public async Task ReceiveAsync(SlackKind kind, JsonObject payload, CancellationToken cancellationToken)
    {
        if (payload.Text("type") == "app_rate_limited")
        {
            log.SlackEventsDropped();
        }
        else if (SlackDelivery.Take(kind, payload) is { } delivery)
        {
            try
            {
                await inbox.ReceiveAsync(delivery.Key, SlackSurface.SurfaceName, delivery.Write(), cancellationToken);
            }
            catch (StoreException error)
            {
                log.SlackNotKept(error.Message);
                throw;
            }
        }
    }
}
