using System.Text.Json.Nodes;
using ChatGuard.Core.Answers;

namespace ChatGuard.Chat.Slack;

/// <summary>
/// Buttons, and what their clicks mean. What one carries is opaque: a command as if typed, a proposal's id with its nonce, or a page of a kept answer; who may
/// do that is decided when it is clicked.
/// </summary>
internal static class BlockKitButtons
{
    /// <summary>Begins the action ids of commands.</summary>
    public const string Ask = "ask";

    /// <summary>Begins the action ids of verbs; the verb follows.</summary>
    public const string Decide = "decide";

    /// <summary>Begins the action ids of pages.</summary>
    public const string Page = "page";

    /// <summary>Begins the action id of the file.</summary>
    public const string File = "file";

    // Block Kit reference, button: text and accessibility label 75 characters, value 2,000; actions: 25 elements.
    private const int LongestLabel = 75;
    private const int LongestValue = 2_000;
    private const int MostInRow = 25;
    private const int LongestAbout = 300;

    public static IEnumerable<JsonObject> Render(Block.Choices choices) => Rows(choices.Items
        .Where(choice => choice.Command.Length is > 0 and <= LongestValue)
        .Select((choice, n) => Button($"{Ask}-{n}", choice.Label, choice.Command)));

    /// <summary>Buttons about one thing stand in a row; of several things, each beside what it is about.</summary>
    public static IEnumerable<JsonObject> Render(Block.Buttons buttons)
    {
        var groups = buttons.Items.Where(button => Value(button).Length <= LongestValue).Select((button, n) => (button.About, Element: Button(button, n))).GroupBy(button => button.About, button => button.Element).ToList();
        return groups is [var only] ? Rows(only) : groups.SelectMany(Beside);
    }

    private static IEnumerable<JsonObject> Beside(IGrouping<string, JsonObject> group)
    {
        var section = new JsonObject { ["type"] = "section", ["text"] = SlackText.Object(group.Key, LongestAbout) };
        if (group.ToList() is not [var only])
        {
            return Rows(group).Prepend(section);
        }

        section["accessory"] = only;
        return [section];
    }

    public static JsonObject Links(PageLinks links)
    {
        var buttons = new List<JsonObject>();
        if (links.Page > 1)
        {
            buttons.Add(Button($"{Page}-previous", "‹ Previous", $"{links.Id} {links.Page - 1}"));
        }

        if (links.Page < links.Pages)
        {
            buttons.Add(Button($"{Page}-next", $"Page {links.Page + 1} of {links.Pages} ›", $"{links.Id} {links.Page + 1}"));
        }

        buttons.Add(Button(File, "All of it as CSV", links.Id));
        return new JsonObject { ["type"] = "actions", ["elements"] = new JsonArray([.. buttons]) };
    }

    /// <summary>The proposal and nonce of a verb's button; null where the value is none.</summary>
    public static (string Proposal, string Nonce)? Read(string value) => value.Split(' ', 2) is [{ Length: > 0 } proposal, { Length: > 0 } nonce] ? (proposal, nonce) : null;

    /// <summary>The verb of an action id; null where it is none.</summary>
    public static Verb? VerbOf(string action) => action.Split('-', 3) is [Decide, var name, _] && Enum.GetValues<Verb>().Any(verb => verb.ToString() == name) ? Enum.Parse<Verb>(name) : null;

    private static JsonObject Button(Button button, int n)
    {
        var element = Button($"{Decide}-{button.Verb}-{n}", button.Label, Value(button));
        element["accessibility_label"] = SlackText.Clip($"{button.Label}: {button.About}", LongestLabel);
        _ = button.Verb switch
        {
            Verb.Approve => element["style"] = "primary",
            Verb.Reject or Verb.BreakGlass => element["style"] = "danger",
            _ => null,
        };
        return element;
    }

    private static JsonObject Button(string action, string label, string value) =>
        new() { ["type"] = "button", ["action_id"] = action, ["text"] = SlackText.Object(label, LongestLabel), ["value"] = value };

    private static string Value(Button button) => $"{button.Proposal} {button.Nonce}";

    private static IEnumerable<JsonObject> Rows(IEnumerable<JsonObject> buttons) =>
        buttons.Chunk(MostInRow).Select(row => new JsonObject { ["type"] = "actions", ["elements"] = new JsonArray([.. row]) });
}
