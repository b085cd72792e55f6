using System.Text.Json.Nodes;
using ChatGuard.Commands;
using ChatGuard.Core.Answers;
using ChatGuard.Store;

namespace ChatGuard.Chat.Slack;

/// <summary>A click on a verb's button, from the message until the dialog is submitted.</summary>
internal sealed record SlackClick(Verb Verb, string Proposal, string Nonce, SlackPlace Place);

/// <summary>
/// Clicks on what decides something. A dialog is opened at once, because Slack allows three seconds for that, and filled after: with the plan and the reason
/// asked for, or with why the person may not. Who clicked is found out when they click and again when they submit; the reply is theirs alone.
/// </summary>
internal sealed class SlackClicks(ClickButton click, ShowPlan showPlan, SlackPeople people, SlackSender sender, SlackApi api, ILogger<SlackClicks> log)
{
    private static readonly Answer TooLate = new("Press the button again", Tone.Warning, [new Block.Text("Your click took too long to reach ChatGuard, so Slack did not open its dialog. Nothing was done.")]);

    /// <param name="clicked">What was clicked.</param>
    /// <param name="trigger">Opens a dialog within three seconds; null where they are over.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task ClickedAsync(SlackClick clicked, string? trigger, CancellationToken cancellationToken)
    {
        if (!new Button("", clicked.Verb, "", "", "").AsksReason)
        {
            await DecideAsync(clicked, null, cancellationToken);
            return;
        }

        if (trigger is null || await OpenAsync(clicked, trigger, cancellationToken) is not { } view)
        {
            await sender.TellAsync(clicked.Place, TooLate, cancellationToken);
            return;
        }

        await FillAsync(view, await FilledAsync(clicked, cancellationToken), cancellationToken);
    }

    /// <summary>A dialog was submitted.</summary>
    public async Task SubmittedAsync(JsonObject payload, CancellationToken cancellationToken)
    {
        var user = payload.Child("user");
        if (SlackModal.Read(payload.Child("view"), user.Text("team_id") ?? payload.Child("team").Text("id"), user.Text("id") ?? "") is { } submitted)
        {
            await DecideAsync(submitted.Click, submitted.Reason, cancellationToken);
        }
    }

    private async Task DecideAsync(SlackClick clicked, string? reason, CancellationToken cancellationToken)
    {
        var place = clicked.Place;
        var person = await people.FindAsync(place.Team, place.User, isClick: true, cancellationToken);
        if (person.Actor is not { } actor)
        {
            await sender.TellAsync(place, person.Refused(), cancellationToken);
            return;
        }

        var channel = place.Channel ?? await sender.DirectAsync(place, cancellationToken);
        var reply = await click(new Click(actor, clicked.Verb, clicked.Proposal, clicked.Nonce, reason, SlackSurface.SurfaceName, channel), cancellationToken);
        await sender.TellAsync(place, reply.Answer, cancellationToken);
    }

    /// <summary>The id of the opened dialog; null where the trigger is over.</summary>
    private async Task<string?> OpenAsync(SlackClick clicked, string trigger, CancellationToken cancellationToken)
    {
        try
        {
            var opened = await api.CallAsync("views.open", cancellationToken, ("trigger_id", trigger), ("view", SlackModal.Loading(clicked).ToJsonString(BlockKit.Json)));
            return opened.Child("view").Text("id");
        }
        catch (SlackException error)
        {
            log.SlackDialogNotOpened(error.Error);
            return null;
        }
    }

    private async Task FillAsync(string view, JsonObject filled, CancellationToken cancellationToken)
    {
        try
        {
            await api.CallAsync("views.update", cancellationToken, ("view_id", view), ("view", filled.ToJsonString(BlockKit.Json)));
        }
        catch (SlackException error) when (error.Failure == SlackFailure.Refused)
        {
            // Who clicked has closed it again.
            log.SlackDialogNotOpened(error.Error);
        }
    }

    private async Task<JsonObject> FilledAsync(SlackClick clicked, CancellationToken cancellationToken)
    {
        try
        {
            return await FindAsync(clicked, cancellationToken);
        }
        catch (Exception error) when (error is SlackException or StoreException)
        {
            return SlackModal.Told(clicked, new Answer("The plan cannot be shown just now", Tone.Bad, [new Block.Text(error.Message), new Block.Text("Nothing was done. Close this and press the button again in a minute.")]));
        }
    }

    private async Task<JsonObject> FindAsync(SlackClick clicked, CancellationToken cancellationToken)
    {
        var person = await people.FindAsync(clicked.Place.Team, clicked.Place.User, isClick: true, cancellationToken);
        return person.Actor is not { } actor ? SlackModal.Told(clicked, person.Refused())
            : await showPlan(actor, clicked.Proposal, cancellationToken) is { } plan ? SlackModal.Asking(clicked, plan)
            : SlackModal.Told(clicked, new Answer("There is no such plan any more", Tone.Warning, [new Block.Text("Nothing was done. Ask for a new plan.")]));
    }
}
