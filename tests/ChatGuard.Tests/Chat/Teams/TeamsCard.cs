using System.Text;
using System.Text.Json.Nodes;

namespace ChatGuard.Tests.Chat.Teams;

/// <summary>Reads an adaptive card as a person does: its words, its buttons, the fields around a button.</summary>
internal static class TeamsCard
{
    /// <summary>A card's JSON may be no longer, in bytes: the smallest of the limits that Teams has documented.</summary>
    public const int Most = 28 * 1024;

    private static readonly HashSet<string> Elements = new(StringComparer.Ordinal)
    {
        "TextBlock", "RichTextBlock", "TextRun", "FactSet", "Table", "TableRow", "TableCell", "Container", "ColumnSet", "Column", "Image", "ImageSet", "Media", "ActionSet",
        "Input.Text", "Input.Number", "Input.Date", "Input.Time", "Input.Toggle", "Input.ChoiceSet",
        "Action.Execute", "Action.Submit", "Action.OpenUrl", "Action.ShowCard", "Action.ToggleVisibility", "AdaptiveCard",
    };

    /// <summary>A button with the fields that go with it.</summary>
    /// <param name="Action">The action's JSON.</param>
    /// <param name="Inputs">The fields of its card and of the cards around it.</param>
    public sealed record Button(JsonObject Action, IReadOnlyList<JsonObject> Inputs)
    {
        public string Title => (string?)Action["title"] ?? "";
    }

    /// <summary>What of a card the service refuses; empty where it takes it.</summary>
    public static IEnumerable<string> Problems(JsonObject card)
    {
        if (Encoding.UTF8.GetByteCount(card.ToJsonString()) is var size and > Most)
        {
            yield return $"the card is {size} bytes long, {Most} at most";
        }

        if ((string?)card["type"] != "AdaptiveCard" || (string?)card["version"] is not ("1.2" or "1.3" or "1.4" or "1.5"))
        {
            yield return "no adaptive card of version 1.2 to 1.5";
        }

        foreach (var part in Parts(card))
        {
            if ((string?)part["type"] is { } type && !Elements.Contains(type) && part["fallback"] is null)
            {
                yield return $"{type} has no fallback for clients that lack it";
            }

            if ((string?)part["type"] == "Action.Execute" && (string?)part["verb"] is not { Length: > 0 })
            {
                yield return "an Action.Execute without a verb";
            }

            if (((string?)part["type"])?.StartsWith("Input.", StringComparison.Ordinal) == true && (string?)part["id"] is not { Length: > 0 })
            {
                yield return "an input without an id";
            }
        }

        foreach (var twice in Parts(card).Select(part => part["type"] is null ? null : (string?)part["id"]).Where(id => id is not null).GroupBy(id => id).Where(each => each.Count() > 1))
        {
            yield return $"two elements have the id {twice.Key}";
        }
    }

    /// <summary>Every word that can be read, in reading order; what is hidden until a button shows it included.</summary>
    public static string Text(JsonObject card)
    {
        var text = new StringBuilder();
        Read(card, text);
        return text.ToString();
    }

    /// <summary>The buttons in reading order, those inside of what a button shows included.</summary>
    public static IReadOnlyList<Button> Buttons(JsonObject card)
    {
        var found = new List<Button>();
        Collect(card, [], found);
        return found;
    }

    /// <summary>The button of that title; where it only opens a small card, the one in there.</summary>
    public static Button Find(JsonObject card, string title)
    {
        var buttons = Buttons(card);
        var titled = buttons.Where(each => each.Title == title).ToList();
        var found = titled.Find(each => (string?)each.Action["type"] is "Action.Execute" or "Action.Submit")
            ?? titled.Select(each => each.Action["card"] is JsonObject shown ? buttons.FirstOrDefault(inner => Buttons(shown).Any(one => ReferenceEquals(one.Action, inner.Action))) : null).FirstOrDefault();
        return found ?? throw new InvalidOperationException($"There is no button '{title}', but {string.Join(", ", buttons.Select(each => $"'{each.Title}'"))} in:\n{Text(card)}");
    }

    /// <summary>A button's data with what was typed, as a client sends it.</summary>
    /// <returns>What the client complains about instead of sending anything; null where nothing.</returns>
    public static string? Fill(Button button, string? typed, out JsonObject data)
    {
        data = (button.Action["data"] as JsonObject)?.DeepClone().AsObject() ?? [];
        foreach (var input in (string?)button.Action["associatedInputs"] == "none" ? [] : button.Inputs)
        {
            var text = (string?)input["value"] ?? "";
            var filled = (string?)input["type"] == "Input.Text" ? typed ?? text : text;
            if (filled.Length == 0 && (bool?)input["isRequired"] == true)
            {
                return (string?)input["errorMessage"] ?? "This is a required input.";
            }

            data[(string)input["id"]!] = filled.Length > ((int?)input["maxLength"] ?? int.MaxValue) ? filled[..(int)input["maxLength"]!] : filled;
        }

        return null;
    }

    /// <summary>The value of the invoke that a press of Action.Execute sends.</summary>
    public static JsonObject Execute(Button button, JsonObject data) => new()
    {
        ["action"] = new JsonObject { ["type"] = "Action.Execute", ["id"] = button.Action["id"]?.DeepClone(), ["verb"] = (string?)button.Action["verb"], ["title"] = button.Title, ["data"] = data },
        ["trigger"] = "manual",
    };

    private static void Collect(JsonObject card, IReadOnlyList<JsonObject> around, List<Button> found)
    {
        List<JsonObject> inputs = [.. around, .. Parts(card, inside: false).Where(part => ((string?)part["type"])?.StartsWith("Input.", StringComparison.Ordinal) == true)];
        foreach (var action in Parts(card, inside: false).Where(part => ((string?)part["type"])?.StartsWith("Action.", StringComparison.Ordinal) == true))
        {
            found.Add(new(action, inputs));
            if (action["card"] is JsonObject shown)
            {
                Collect(shown, inputs, found);
            }
        }
    }

    /// <summary>Every element and action; of what Action.ShowCard shows only where asked for.</summary>
    private static IEnumerable<JsonObject> Parts(JsonObject node, bool inside = true)
    {
        yield return node;
        foreach (var (name, value) in node)
        {
            if (name is "fallback" or "data" or "refresh" or "authentication" || (name == "card" && !inside))
            {
                continue;
            }

            var children = value switch { JsonObject one => [one], JsonArray many => many.OfType<JsonObject>(), _ => [] };
            foreach (var part in children.SelectMany(child => Parts(child, inside)))
            {
                yield return part;
            }
        }
    }

    private static void Read(JsonNode? node, StringBuilder text)
    {
        switch (node)
        {
            case JsonArray many:
                foreach (var one in many)
                {
                    Read(one, text);
                }

                break;
            case JsonObject element:
                ReadElement(element, text);
                break;
            case JsonValue value when value.TryGetValue<string>(out var run):
                text.Append(run);
                break;
        }
    }

    private static void ReadElement(JsonObject element, StringBuilder text)
    {
        foreach (var word in new[] { "title", "label", "text", "value" })
        {
            if (element[word] is JsonValue said && said.TryGetValue<string>(out var words))
            {
                text.Append(words).Append((string?)element["type"] == "TextRun" ? "" : word is "title" or "label" ? " " : "\n");
            }
        }

        foreach (var part in new[] { "body", "items", "columns", "rows", "cells", "facts", "inlines", "card", "actions" })
        {
            Read(element[part], text);
            if (part is "inlines" or "cells" or "actions" && element[part] is not null)
            {
                text.Append('\n');
            }
        }
    }
}
