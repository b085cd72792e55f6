using System.Text.Json.Nodes;
using ChatGuard.Store;

namespace ChatGuard.Chat.Slack;

/// <summary>Works off what Slack delivered: says which part of it does.</summary>
internal sealed class SlackHandlers(SlackQuestions questions, SlackClicks clicks, SlackTurns turns, SlackHome home, ILogger<SlackHandlers> log)
{
    public Task HandleAsync(InboxItem item, CancellationToken cancellationToken)
    {
        var delivery = SlackDelivery.Read(item.Payload);
        switch (delivery.Type)
        {
            case "command":
                return questions.CommandAsync(item.Key, delivery.Payload, cancellationToken);
            case "app_mention" or "message":
                return questions.MessageAsync(item.Key, delivery, cancellationToken);
            case "app_home_opened":
                return home.ShowAsync(delivery.Payload.Text("team_id"), delivery.Event.Text("user") ?? "", cancellationToken);
            case "block_actions":
                return ActionsAsync(item, delivery.Payload, cancellationToken);
            case "view_submission":
                return clicks.SubmittedAsync(delivery.Payload, cancellationToken);
            case "app_uninstalled" or "tokens_revoked":
                log.SlackUninstalled(delivery.Type);
                return Task.CompletedTask;
            default:
                return Task.CompletedTask;
        }
    }

    private async Task ActionsAsync(InboxItem item, JsonObject payload, CancellationToken cancellationToken)
    {
        foreach (var action in (payload["actions"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var (id, value) = (action.Text("action_id") ?? "", action.Text("value") ?? "");
            if (BlockKitButtons.VerbOf(id) is { } verb && BlockKitButtons.Read(value) is { } button)
            {
                await clicks.ClickedAsync(new SlackClick(verb, button.Proposal, button.Nonce, Place(payload)), item.Attempts == 0 ? payload.Text("trigger_id") : null, cancellationToken);
            }
            else if (id.StartsWith($"{BlockKitButtons.Ask}-", StringComparison.Ordinal))
            {
                await questions.ChosenAsync(item.Key, value, Place(payload), cancellationToken);
            }
            else if (id.StartsWith($"{BlockKitButtons.Page}-", StringComparison.Ordinal))
            {
                await turns.TurnAsync(value, Place(payload), IsForOne(payload), cancellationToken);
            }
            else if (id == BlockKitButtons.File)
            {
                await turns.FileAsync(value, Place(payload), cancellationToken);
            }
        }
    }

    private static bool IsForOne(JsonObject payload) => payload.Child("container").Is("is_ephemeral");

    private static SlackPlace Place(JsonObject payload)
    {
        var (user, container) = (payload.Child("user"), payload.Child("container"));
        return new SlackPlace(
            user.Text("team_id") ?? payload.Child("team").Text("id"),
            user.Text("id") ?? "",
            payload.Child("channel").Text("id") ?? container.Text("channel_id"),
            container.Text("thread_ts") ?? payload.Child("message").Text("thread_ts"),
            SlackPlace.Address(payload.Text("response_url")));
    }
}
