using System.Text.Json.Nodes;
using ChatGuard.Core.Answers;

namespace ChatGuard.Chat.Teams;

/// <summary>
/// What a reader can press. About one proposal, whose plan is on the card, the reason is asked for above the buttons; where a card lists several, a dialog shows
/// the plan and asks. Breaking glass asks in a card of its own, for it must have a reason.
/// </summary>
internal static class CardButtons
{
    /// <summary>The input of a reason that may stay empty.</summary>
    public const string Reason = "reason";

    /// <summary>The input of the reason for breaking glass.</summary>
    public const string GlassReason = "glassReason";

    /// <summary>The verb of a command that is asked with one press; its data names the command.</summary>
    public const string Ask = "ask";

    /// <summary>The verb that turns to another page of a long answer, for the one who presses; its data names the pages and which.</summary>
    public const string Page = "page";

    /// <summary>The longest reason, in UTF-16 characters.</summary>
    public const int LongestReason = 500;

    private const int LongestId = 200;
    private const int LongestLabel = 60;
    private const int LongestAbout = 200;
    private const int LongestCommand = 300;
    private const int MostInRow = 6;

    /// <summary>As many as fit; the rest is counted.</summary>
    public static IEnumerable<JsonObject> Render(Block block, CardRoom room)
    {
        var rows = block switch
        {
            Block.Choices choices => [.. choices.Items.Where(choice => choice.Command.Length <= LongestCommand).Select(Choice).Chunk(MostInRow).Select(row => (Above: (JsonObject?)null, Actions: row))],
            Block.Buttons buttons => Rows([.. buttons.Items.Where(button => button.Proposal.Length <= LongestId && button.Nonce.Length <= LongestId)]),
            _ => new List<(JsonObject? Above, JsonObject[] Actions)>(),
        };
        var all = rows.Sum(row => row.Actions.Length);
        var more = CardBlocks.More(all, "button");
        if (all == 0 || !room.Take(more))
        {
            return [];
        }

        var elements = new List<JsonObject>();
        var shown = 0;
        foreach (var (above, actions) in rows)
        {
            var set = new JsonObject { ["type"] = "ActionSet", ["actions"] = new JsonArray() };
            var fitting = (above is null || room.Take(above)) && room.Take(set) ? actions.TakeWhile(room.Take).ToList() : [];
            if (fitting.Count > 0)
            {
                fitting.ForEach(action => set["actions"]!.AsArray().Add(action));
                elements.AddRange(above is null ? [set] : [above, set]);
            }

            shown += fitting.Count;
            if (fitting.Count < actions.Length)
            {
                break;
            }
        }

        return shown == all ? elements : [.. elements, CardBlocks.More(all - shown, "button")];
    }

    /// <summary>The links from a page to the one before and the one after; null where there is one page.</summary>
    public static JsonObject? Links(AnswerPage page) => page.Id is not { } id ? null : new JsonObject
    {
        ["type"] = "ActionSet",
        ["actions"] = new JsonArray(
        [
            .. page.Number > 1 ? [Link(page, id, page.Number - 1, "‹")] : Array.Empty<JsonObject>(),
            .. page.Number < page.Count ? [Link(page, id, page.Number + 1, "›")] : Array.Empty<JsonObject>(),
        ]),
    };

    /// <summary>An input of a reason.</summary>
    public static JsonObject ReasonInput(string id, string label, bool isRequired)
    {
        var input = new JsonObject { ["type"] = "Input.Text", ["id"] = id, ["label"] = label, ["maxLength"] = LongestReason };
        if (isRequired)
        {
            input["isRequired"] = true;
            input["errorMessage"] = "Say why: it is kept in the audit.";
        }

        return input;
    }

    /// <summary>What a button's press says: the ids it carries and nothing else.</summary>
    public static JsonObject Data(Button button) => new() { ["proposal"] = button.Proposal, ["nonce"] = button.Nonce };

    private static JsonObject Link(AnswerPage page, string id, int number, string arrow) => new()
    {
        ["type"] = "Action.Execute",
        ["title"] = $"{arrow} Page {number} of {page.Count}",
        ["verb"] = Page,
        ["data"] = new JsonObject { ["pages"] = id, ["page"] = number },
        ["associatedInputs"] = "none",
    };

    /// <summary>Buttons about one proposal below the field for the reason; about several, each below what it is about.</summary>
    private static List<(JsonObject? Above, JsonObject[] Actions)> Rows(IReadOnlyList<Button> buttons)
    {
        var isAboutOne = buttons.Select(button => button.Proposal).Distinct(StringComparer.Ordinal).Count() <= 1;
        var field = isAboutOne && buttons.Any(button => button.AsksReason && button.Verb != Verb.BreakGlass) ? ReasonInput(Reason, "Reason (optional)", isRequired: false) : null;
        return isAboutOne
            ? [.. buttons.Select(button => Action(button, isAboutOne)).Chunk(MostInRow).Select((row, n) => (n == 0 ? field : null, row))]
            : [.. buttons.GroupBy(button => button.About, StringComparer.Ordinal).SelectMany(group => group.Select(button => Action(button, isAboutOne)).Chunk(MostInRow).Select(row =>
                ((JsonObject?)CardText.Block([CardText.Run(Wording.Clip(group.Key, LongestAbout))]), row)))];
    }

    private static JsonObject Action(Button button, bool isAboutOne) =>
        !button.AsksReason || (isAboutOne && button.Verb != Verb.BreakGlass) ? Execute(button)
        : isAboutOne ? ShowCard(button)
        : Dialog(button);

    private static JsonObject Execute(Button button)
    {
        var action = new JsonObject
        {
            ["type"] = "Action.Execute",
            ["title"] = Title(button.Label),
            ["tooltip"] = Title(button.About),
            ["verb"] = Wording.Kebab(button.Verb),
            ["data"] = Data(button),
            ["associatedInputs"] = button.AsksReason ? "auto" : "none",
        };
        if (Style(button.Verb) is { } style)
        {
            action["style"] = style;
        }

        return action;
    }

    private static JsonObject ShowCard(Button button) => new()
    {
        ["type"] = "Action.ShowCard",
        ["title"] = Title(button.Label),
        ["tooltip"] = Title(button.About),
        ["style"] = "destructive",
        ["card"] = new JsonObject
        {
            ["type"] = "AdaptiveCard",
            ["body"] = new JsonArray(ReasonInput(GlassReason, "Why nobody else can approve", isRequired: true)),
            ["actions"] = new JsonArray(Execute(button)),
        },
    };

    private static JsonObject Dialog(Button button)
    {
        var data = Data(button);
        data["verb"] = Wording.Kebab(button.Verb);
        data["msteams"] = new JsonObject { ["type"] = "task/fetch" };
        return new JsonObject { ["type"] = "Action.Submit", ["title"] = Title(button.Label), ["tooltip"] = Title(button.About), ["data"] = data, ["associatedInputs"] = "none" };
    }

    private static JsonObject Choice(Choice choice) => new()
    {
        ["type"] = "Action.Execute",
        ["title"] = Title(choice.Label),
        ["verb"] = Ask,
        ["data"] = new JsonObject { ["command"] = choice.Command },
        ["associatedInputs"] = "none",
    };

    private static string? Style(Verb verb) => verb switch
    {
        Verb.Approve => "positive",
        Verb.Reject or Verb.BreakGlass => "destructive",
        _ => null,
    };

    private static string Title(string text) => text.Length == 0 ? "–" : Wording.Clip(text, LongestLabel);
}
