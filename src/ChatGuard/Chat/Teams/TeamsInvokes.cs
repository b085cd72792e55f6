using System.Text.Json.Nodes;
using ChatGuard.Commands;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Proposals;
using ChatGuard.Store;

namespace ChatGuard.Chat.Teams;

/// <summary>
/// Presses of buttons, which Teams wants answered in the response within seconds: the decision is made, and what comes of it everybody sees on the card, which is
/// edited. The answer is for the clicker alone, unless it comes later than Teams waits: then it stands below the card. A second delivery of a press gets the first one's answer.
/// </summary>
internal sealed class TeamsInvokes(TeamsPeople people, TeamsMessages messages, TeamsSurface surface, ClickButton click, ShowPlan plan, Inbox inbox, Pages pages, Store.Store store, IHostApplicationLifetime life, TimeProvider clock, ILogger<TeamsInvokes> log)
{
    /// <summary>How long a press may take before it is told to be under way: Teams gives up after 10 to 15 seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(250);

    private static readonly Dictionary<string, Verb> Verbs = Enum.GetValues<Verb>().ToDictionary(Wording.Kebab, StringComparer.Ordinal);

    /// <summary>What the response holds; null where the invoke's name is not known.</summary>
    public async Task<JsonObject?> AnswerAsync(TeamsActivity activity)
    {
        if (activity.Name is not ("adaptiveCard/action" or "task/fetch" or "task/submit"))
        {
            return null;
        }

        // Not on the caller's thread: SQLite blocks whoever calls it, and what Teams is told must not wait for it.
        var work = Task.Run(() => OnceAsync(activity, life.ApplicationStopping), CancellationToken.None);
        try
        {
            return await work.WaitAsync(Patience, clock);
        }
        catch (TimeoutException) when (IsDecision(activity))
        {
            _ = SayLateAsync(activity, work);
            return CardReply.Said(activity, "This takes a moment. When it is done, the card changes and it says below what came of it.");
        }
        catch (TimeoutException)
        {
            return CardReply.Said(activity, "This takes longer than Teams waits. Press again in a moment.");
        }
    }

    /// <summary>What came of a press that Teams no longer waits for, below the card; for a refusal changes nothing there.</summary>
    private async Task SayLateAsync(TeamsActivity activity, Task<JsonObject> work)
    {
        try
        {
            var said = CardReply.WordsOf(await work);
            await surface.ReplyAsync(activity, new Answer($"{activity.From?.Name}'s press", Tone.Neutral, [new Block.Text(said)]), $"{activity.Conversation?.Id}|{activity.Id}/late", life.ApplicationStopping);
        }
        catch (Exception error) when (error is ConnectorException or ChannelGoneException or StoreException)
        {
            log.TeamsClickFailed(error);
        }
        catch (OperationCanceledException)
        {
            // ChatGuard stops; what was decided is kept and shown on the card.
        }
    }

    private async Task<JsonObject> OnceAsync(TeamsActivity activity, CancellationToken cancellationToken)
    {
        try
        {
            await messages.SeenAsync(activity, clock.GetUtcNow(), cancellationToken);
            var key = $"{activity.Conversation?.Id}|{activity.Id}";
            if (!IsDecision(activity) || string.IsNullOrEmpty(activity.Id))
            {
                return await ReplyAsync(activity, cancellationToken);
            }

            if (await EarlierAsync(key, cancellationToken) is { } earlier)
            {
                return earlier;
            }

            var reply = await ReplyAsync(activity, cancellationToken);
            await store.AnsweredTeamsClickAsync(key, AdaptiveCard.Write(reply), cancellationToken);
            return reply;
        }
        catch (ConnectorException error)
        {
            log.TeamsClickFailed(error);
            return CardReply.Failed(activity, $"Nothing was done: {error.Message}");
        }
        catch (StoreException error)
        {
            log.TeamsClickFailed(error);
            return CardReply.Failed(activity, "ChatGuard's database does not answer, so it is not known whether this was done. Press again in a minute: nothing is done twice.");
        }
    }

    /// <summary>What an earlier delivery of the same press was answered, waiting a while for it; null for a first one, or where nobody answered it: deciding again does nothing twice.</summary>
    private async Task<JsonObject?> EarlierAsync(string key, CancellationToken cancellationToken)
    {
        var until = clock.GetUtcNow() + (Patience / 2);
        for (var (isFirst, reply) = await store.BeginTeamsClickAsync(key, cancellationToken); !isFirst; (_, reply) = await store.BeginTeamsClickAsync(key, cancellationToken))
        {
            if (reply is not null)
            {
                return JsonNode.Parse(reply)!.AsObject();
            }

            if (clock.GetUtcNow() >= until)
            {
                return null;
            }

            await Task.Delay(Between, clock, cancellationToken);
        }

        return null;
    }

    private static bool IsDecision(TeamsActivity activity) => activity.Name == "task/submit" || (activity.Name == "adaptiveCard/action" && TeamsPress.Of(activity).Verb is not (CardButtons.Ask or CardButtons.Page));

    private async Task<JsonObject> ReplyAsync(TeamsActivity activity, CancellationToken cancellationToken)
    {
        var press = TeamsPress.Of(activity);
        if (press.IsAutomatic)
        {
            // What a client does by itself decides nothing.
            return CardReply.Said(activity, "Press the button to decide.");
        }

        var person = await people.OfAsync(activity, cancellationToken);
        if (person.Actor is not { } actor)
        {
            return CardReply.Said(activity, $"Nothing was done. {person.Refusal}");
        }

        return press.Verb == CardButtons.Ask ? await AskAsync(activity, press)
            : press.Verb == CardButtons.Page ? await TurnAsync(activity, press, cancellationToken)
            : !Verbs.TryGetValue(press.Verb ?? "", out var verb) || press.Proposal is null || press.Nonce is null ? CardReply.Refused(activity, "This button does nothing that ChatGuard knows. Ask for the card anew.")
            : press.Reason?.Length > CardButtons.LongestReason ? CardReply.Refused(activity, $"The reason is longer than {CardButtons.LongestReason} characters. Shorten it.")
            : activity.Name == "task/fetch" ? await DialogAsync(actor, verb, press, cancellationToken)
            : CardReply.Said(activity, Said((await click(new Click(actor, verb, press.Proposal, press.Nonce, press.Reason, "teams", activity.Place), cancellationToken)).Answer));
    }

    private async Task<JsonObject> AskAsync(TeamsActivity activity, TeamsPress press)
    {
        if (string.IsNullOrWhiteSpace(press.Command))
        {
            return CardReply.Refused(activity, "This button asks nothing.");
        }

        var asked = activity with { Type = "message", Name = CardButtons.Ask, Text = press.Command, Value = null, Entities = null };
        await inbox.ReceiveAsync($"teams:{activity.Conversation?.Id}:{activity.Id}", "teams", asked.Write(), CancellationToken.None);
        return CardReply.Said(activity, $"{CardText.Words(press.Command)}: the answer follows below.");
    }

    /// <summary>Another page in place of the one that was pressed, for the one who pressed.</summary>
    private async Task<JsonObject> TurnAsync(TeamsActivity activity, TeamsPress press, CancellationToken cancellationToken) =>
        press.Pages is { } id && await pages.ReadAsync(id, press.Page, cancellationToken) is { } page
            ? CardReply.Card(AdaptiveCard.Render(page))
            : CardReply.Said(activity, "These pages are no longer kept. Ask again.");

    private async Task<JsonObject> DialogAsync(Actor actor, Verb verb, TeamsPress press, CancellationToken cancellationToken) =>
        await plan(actor, press.Proposal!, cancellationToken) is { } shown
            ? CardReply.Dialog(shown, new Button(Label(verb), verb, press.Proposal!, press.Nonce!, shown.Title))
            : CardReply.Message("There is no such proposal any more.");

    private static string Label(Verb verb) => verb == Verb.BreakGlass ? "Break glass" : verb.ToString();

    /// <summary>An answer in a few words.</summary>
    private static string Said(Answer answer) => CardText.Words(Wording.Clip(string.Join(" ", answer.Blocks.SelectMany(Sentences).Prepend($"{CardText.Shape(answer.Tone)}{answer.Title.TrimEnd('.')}.")), 1_000));

    private static IEnumerable<string> Sentences(Block block) => block switch
    {
        Block.Text text => [text.Content],
        Block.Note note => [note.Content],
        Block.Bullets bullets => bullets.Items,
        Block.Facts facts => facts.Items.Select(fact => $"{fact.Label}: {fact.Value}."),
        _ => [],
    };
}
