using System.Text.Json.Nodes;

namespace ChatGuard.Tests.Chat.Slack.Fake;

/// <summary>What stands inside blocks.</summary>
internal sealed partial class BlockRules
{
    private static readonly string[] Selects =
    [
        "static_select", "users_select", "conversations_select", "channels_select", "external_select",
        "multi_static_select", "multi_users_select", "multi_conversations_select", "multi_channels_select", "multi_external_select",
    ];

    private static readonly string[] Choosers = [.. Selects, "checkboxes", "radio_buttons", "datepicker", "timepicker", "datetimepicker"];

    private static readonly string[] InActions = [.. Choosers.Where(type => type != "rich_text_input"), "button", "overflow"];

    private static readonly string[] InSection = [.. Choosers.Where(type => type != "datetimepicker"), "button", "overflow", "image"];

    private static readonly string[] InInput = [.. Choosers, "plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input", "file_input"];

    private void Elements(JsonArray elements, string at, string[] allowed, bool single = false)
    {
        var actions = new HashSet<string>(StringComparer.Ordinal);
        Each(elements, at, (node, place) =>
        {
            place = single ? at : place;
            if (Object(node, place) is not { } element)
            {
                return;
            }

            if (Value(element["type"]) is not { } type || !allowed.Contains(type))
            {
                Fail($"{place}/type", $"unsupported type: {Value(element["type"])}");
                return;
            }

            if (String(element, "action_id", place, 1, MostIdCharacters) is { } action && !actions.Add(action))
            {
                Fail($"{place}/action_id", $"action_id already exists: {action}");
            }

            Element(type, element, place);
        });
    }

    private void Element(string type, JsonObject element, string at)
    {
        switch (type)
        {
            case "button":
                Keys(element, at, "text", "action_id", "value", "url", "style", "confirm", "accessibility_label");
                Text(element, "text", at, 75, plainOnly: true, required: true);
                String(element, "value", at, 0, 2000);
                String(element, "url", at, 1, 3000);
                String(element, "accessibility_label", at, 1, 75);
                OneOf(element, "style", at, "primary", "danger");
                Confirm(element, at);
                break;
            case "image":
                Keys(element, at, "alt_text", "image_url", "slack_file");
                Image(element, at);
                break;
            case "overflow":
                Keys(element, at, "action_id", "options", "confirm");
                Each(Array(element, "options", at, 1, 5), $"{at}/options", Option);
                Confirm(element, at);
                break;
            case "checkboxes" or "radio_buttons":
                Keys(element, at, "action_id", "options", "initial_options", "initial_option", "confirm", "focus_on_load");
                Each(Array(element, "options", at, 1, 10), $"{at}/options", Option);
                Confirm(element, at);
                break;
            case "static_select" or "multi_static_select":
                Keys(element, at, "action_id", "options", "option_groups", "initial_option", "initial_options", "placeholder", "confirm", "focus_on_load", "max_selected_items");
                Select(element, at);
                break;
            case "plain_text_input":
                Keys(element, at, "action_id", "initial_value", "multiline", "min_length", "max_length", "dispatch_action_config", "focus_on_load", "placeholder");
                Text(element, "placeholder", at, 150, plainOnly: true);
                String(element, "initial_value", at, 0, 3000);
                Number(element, "min_length", at, 0, 3000);
                Number(element, "max_length", at, 1, 3000);
                break;
            default:
                Text(element, "placeholder", at, 150, plainOnly: true);
                Confirm(element, at);
                break;
        }
    }

    private void Select(JsonObject element, string at)
    {
        Text(element, "placeholder", at, 150, plainOnly: true);
        Confirm(element, at);
        if (element["option_groups"] is null)
        {
            Each(Array(element, "options", at, 1, 100), $"{at}/options", Option);
            return;
        }

        Each(Array(element, "option_groups", at, 1, 100), $"{at}/option_groups", (node, place) =>
        {
            if (Object(node, place) is { } group)
            {
                Keys(group, place, type: false, "label", "options");
                Text(group, "label", place, 75, plainOnly: true, required: true);
                Each(Array(group, "options", place, 1, 100), $"{place}/options", Option);
            }
        });
    }

    private void Option(JsonNode? node, string at)
    {
        if (Object(node, at) is { } option)
        {
            Keys(option, at, type: false, "text", "value", "description", "url");
            Text(option, "text", at, 75, required: true);
            String(option, "value", at, 1, 75, required: true);
            Text(option, "description", at, 75);
        }
    }

    private void Confirm(JsonObject element, string at)
    {
        if (element["confirm"] is { } node && Object(node, $"{at}/confirm") is { } confirm)
        {
            at += "/confirm";
            Keys(confirm, at, type: false, "title", "text", "confirm", "deny", "style");
            Text(confirm, "title", at, 100, plainOnly: true, required: true);
            Text(confirm, "text", at, 300, required: true);
            Text(confirm, "confirm", at, 30, plainOnly: true, required: true);
            Text(confirm, "deny", at, 30, plainOnly: true, required: true);
            OneOf(confirm, "style", at, "primary", "danger");
        }
    }

    private void ContextElement(JsonNode? node, string at)
    {
        if (Value(node?["type"]) == "image")
        {
            Elements([node!.DeepClone()], at, ["image"], single: true);
        }
        else
        {
            TextObject(node, at, 3000);
        }
    }

    private void Image(JsonObject image, string at)
    {
        String(image, "alt_text", at, 1, 2000, required: true);
        if (String(image, "image_url", at, 1, 3000) is null && image["slack_file"] is null)
        {
            Fail(at, "must define either `image_url` or `slack_file`");
        }
    }

    private void RichText(JsonObject block, string at)
    {
        Keys(block, at, "elements");
        Each(Array(block, "elements", at, 1, int.MaxValue), $"{at}/elements", RichTextPart);
    }

    private void RichTextPart(JsonNode? node, string at)
    {
        if (Object(node, at) is not { } part)
        {
            return;
        }

        switch (Value(part["type"]))
        {
            case "rich_text_section":
                Keys(part, at, "elements");
                Each(Array(part, "elements", at, 1, int.MaxValue), $"{at}/elements", Run);
                break;
            case "rich_text_quote":
                Keys(part, at, "elements", "border");
                Each(Array(part, "elements", at, 1, int.MaxValue), $"{at}/elements", Run);
                break;
            case "rich_text_preformatted":
                Keys(part, at, "elements", "border", "language");
                Each(Array(part, "elements", at, 1, int.MaxValue), $"{at}/elements", (run, place) =>
                {
                    if (Value(run?["type"]) is not ("text" or "link"))
                    {
                        Fail($"{place}/type", "only text and link stand in preformatted text");
                    }

                    Run(run, place);
                });
                break;
            case "rich_text_list":
                Keys(part, at, "elements", "style", "indent", "border", "offset");
                OneOf(part, "style", at, required: true, "bullet", "ordered");
                Number(part, "indent", at, 0, 8);
                Each(Array(part, "elements", at, 1, int.MaxValue), $"{at}/elements", (item, place) =>
                {
                    if (Value(item?["type"]) != "rich_text_section")
                    {
                        Fail($"{place}/type", $"unsupported type: {Value(item?["type"])}");
                    }

                    RichTextPart(item, place);
                });
                break;
            default:
                Fail($"{at}/type", $"unsupported type: {Value(part["type"])}");
                break;
        }
    }

    private void Run(JsonNode? node, string at)
    {
        if (Object(node, at) is not { } run)
        {
            return;
        }

        switch (Value(run["type"]))
        {
            case "text":
                Keys(run, at, "text", "style");
                String(run, "text", at, 1, int.MaxValue, required: true);
                break;
            case "link":
                Keys(run, at, "url", "text", "style", "unsafe");
                String(run, "url", at, 1, 3000, required: true);
                String(run, "text", at, 1, int.MaxValue);
                break;
            case "emoji":
                Keys(run, at, "name", "unicode", "style");
                String(run, "name", at, 1, 100, required: true);
                break;
            case "user":
                Keys(run, at, "user_id", "style");
                String(run, "user_id", at, 1, 30, required: true);
                break;
            case "channel":
                Keys(run, at, "channel_id", "style");
                String(run, "channel_id", at, 1, 30, required: true);
                break;
            case "usergroup":
                Keys(run, at, "usergroup_id", "style");
                String(run, "usergroup_id", at, 1, 30, required: true);
                break;
            case "broadcast":
                Keys(run, at, "range", "style");
                OneOf(run, "range", at, required: true, "here", "channel", "everyone");
                break;
            case "date":
                Keys(run, at, "timestamp", "format", "url", "fallback", "style");
                Number(run, "timestamp", at, 0, double.MaxValue, required: true);
                String(run, "format", at, 1, 1000, required: true);
                break;
            default:
                Fail($"{at}/type", $"unsupported type: {Value(run["type"])}");
                break;
        }

        if (run["style"] is { } style && Object(style, $"{at}/style") is { } styles)
        {
            Keys(styles, $"{at}/style", type: false, "bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink");
        }
    }
}
