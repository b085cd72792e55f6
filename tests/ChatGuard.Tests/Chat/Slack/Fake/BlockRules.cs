using System.Text.Json.Nodes;

namespace ChatGuard.Tests.Chat.Slack.Fake;

/// <summary>Where blocks are shown; not every block may stand everywhere.</summary>
internal enum BlockSurface
{
    Message,
    Modal,
    Home,
}

/// <summary>
/// Slack's published rules for Block Kit: which blocks there are, what they hold, and how much of it. Lengths count Unicode characters. What a rule's page
/// does not say is refused, so that nothing passes here and fails there.
/// </summary>
/// <param name="surface">Where the blocks are shown.</param>
/// <param name="recent">Whether the workspace knows the blocks of 2026 (data_table, data_visualization, alert, card, carousel, container, plan, task_card).</param>
internal sealed partial class BlockRules(BlockSurface surface, bool recent)
{
    /// <summary>Slack refuses messages whose blocks are longer than about this as JSON, however legal each block is.</summary>
    public const int MostMessageCharacters = 13_000;

    private const int MostMessageBlocks = 50;
    private const int MostViewBlocks = 100;
    private const int MostIdCharacters = 255;
    private const int MostTableCharacters = 10_000;
    private const int MostMarkdownCharacters = 12_000;
    private const int MostCharts = 2;

    private static readonly string[] Recent = ["data_table", "data_visualization", "alert", "card", "carousel", "container", "plan", "task_card"];

    private static readonly string[] Anywhere = ["actions", "context", "divider", "header", "image", "rich_text", "section", "video"];

    private readonly List<string> problems = [];
    private readonly HashSet<string> blockIds = new(StringComparer.Ordinal);

    /// <summary>What is wrong with the blocks, in the words and form of Slack's <c>response_metadata.messages</c>.</summary>
    /// <param name="blocks">An array of blocks.</param>
    /// <param name="surface">Where they are shown.</param>
    /// <param name="at">The JSON pointer of the array.</param>
    /// <param name="recent">Whether the workspace knows the blocks of 2026.</param>
    public static IReadOnlyList<string> Problems(JsonNode? blocks, BlockSurface surface, string at = "/blocks", bool recent = true)
    {
        var rules = new BlockRules(surface, recent);
        rules.Blocks(blocks, at);
        return rules.problems;
    }

    /// <summary>The number of characters as Slack counts them.</summary>
    public static int Length(string text) => text.EnumerateRunes().Count();

    private void Blocks(JsonNode? node, string at)
    {
        if (node is not JsonArray blocks)
        {
            Fail(at, "must provide an array");
            return;
        }

        Most(blocks, at, surface == BlockSurface.Message ? MostMessageBlocks : MostViewBlocks);
        Each(blocks, at, Block);
        if (Of(blocks, "table").Count() > 1)
        {
            Fail(at, "only_one_table_allowed");
        }

        if (Of(blocks, "table").Concat(Of(blocks, "data_table")).Sum(CellCharacters) > MostTableCharacters)
        {
            Fail(at, $"must be less than {MostTableCharacters + 1} characters in all table cells");
        }

        if (Of(blocks, "markdown").Sum(block => Length(Value(block["text"]) ?? "")) > MostMarkdownCharacters)
        {
            Fail(at, $"must be less than {MostMarkdownCharacters + 1} characters in all markdown blocks");
        }

        if (Of(blocks, "data_visualization").Count() > MostCharts)
        {
            Fail(at, $"no more than {MostCharts} data_visualization blocks allowed");
        }
    }

    private static IEnumerable<JsonObject> Of(JsonArray blocks, string type) => blocks.OfType<JsonObject>().Where(block => Value(block["type"]) == type);

    private bool IsKnown(string type) => Anywhere.Contains(type) || surface switch
    {
        BlockSurface.Message => type is "table" or "markdown" or "file" or "context_actions" || (recent && Recent.Contains(type) && type != "alert"),
        BlockSurface.Modal => type is "input" || (recent && type == "alert"),
        _ => type is "input",
    };

    private void Block(JsonNode? node, string at)
    {
        if (Object(node, at) is not { } block)
        {
            return;
        }

        var type = Value(block["type"]);
        if (type is null || !IsKnown(type))
        {
            Fail($"{at}/type", type is null ? "missing required field: type" : $"unsupported type: {type}");
            return;
        }

        if (String(block, "block_id", at, 1, MostIdCharacters) is { } id && !blockIds.Add(id))
        {
            Fail($"{at}/block_id", $"block_id already exists: {id}");
        }

        Body(type, block, at);
    }

    private void Body(string type, JsonObject block, string at)
    {
        switch (type)
        {
            case "section":
                Section(block, at);
                break;
            case "header":
                Keys(block, at, "text", "level");
                Text(block, "text", at, 150, plainOnly: true, required: true);
                break;
            case "context":
                Keys(block, at, "elements");
                Each(Array(block, "elements", at, 1, 10), $"{at}/elements", ContextElement);
                break;
            case "divider":
                Keys(block, at);
                break;
            case "actions":
                Keys(block, at, "elements");
                Elements(Array(block, "elements", at, 1, 25), $"{at}/elements", InActions);
                break;
            case "input":
                Input(block, at);
                break;
            case "image":
                Keys(block, at, "alt_text", "image_url", "slack_file", "title");
                Image(block, at);
                Text(block, "title", at, 2000, plainOnly: true);
                break;
            case "rich_text":
                RichText(block, at);
                break;
            case "table":
                Table(block, at);
                break;
            case "data_table":
                DataTable(block, at);
                break;
            case "data_visualization":
                Chart(block, at);
                break;
            case "markdown":
                Keys(block, at, "text");
                String(block, "text", at, 1, MostMarkdownCharacters, required: true);
                break;
            case "alert":
                Keys(block, at, "text", "level");
                Text(block, "text", at, 3000, required: true);
                OneOf(block, "level", at, "default", "info", "warning", "error", "success");
                break;
            default:
                // Blocks that ChatGuard has no use for: nobody wrote down their rules here, so they do not pass.
                Fail($"{at}/type", $"unsupported type: {type}");
                break;
        }
    }

    private void Section(JsonObject block, string at)
    {
        Keys(block, at, "text", "fields", "accessory", "expand");
        Text(block, "text", at, 3000);
        if (block["fields"] is not null)
        {
            Each(Array(block, "fields", at, 1, 10), $"{at}/fields", (field, place) => TextObject(field, place, 2000));
        }
        else if (block["text"] is null)
        {
            Fail(at, "must define either `fields` or `text`");
        }

        if (block["accessory"] is { } accessory)
        {
            Elements([accessory.DeepClone()], $"{at}/accessory", InSection, single: true);
        }
    }

    private void Input(JsonObject block, string at)
    {
        Keys(block, at, "label", "element", "hint", "optional", "dispatch_action");
        Text(block, "label", at, 2000, plainOnly: true, required: true);
        Text(block, "hint", at, 2000, plainOnly: true);
        if (block["element"] is { } element)
        {
            Elements([element.DeepClone()], $"{at}/element", InInput, single: true);
        }
        else
        {
            Fail(at, "missing required field: element");
        }
    }

    private void Table(JsonObject block, string at)
    {
        Keys(block, at, "rows", "column_settings");
        var rows = Array(block, "rows", at, 1, 100);
        Each(rows, $"{at}/rows", (row, place) => Each(Cells(row, place), place, Cell));
        if (block["column_settings"] is not null)
        {
            Each(Array(block, "column_settings", at, 1, 20), $"{at}/column_settings", (node, place) =>
            {
                // A null setting keeps a column as it is.
                if (node is not null && Object(node, place) is { } setting)
                {
                    Keys(setting, place, type: false, "align", "is_wrapped");
                    OneOf(setting, "align", place, "left", "center", "right");
                }
            });
        }
    }

    private void DataTable(JsonObject block, string at)
    {
        Keys(block, at, "rows", "caption", "page_size", "row_header_column_index");
        String(block, "caption", at, 1, 3000, required: true);
        var rows = Array(block, "rows", at, 2, 101);
        Each(rows, $"{at}/rows", (row, place) => Each(Cells(row, place), place, Cell));
        if (rows.OfType<JsonArray>().Select(row => row.Count).Distinct().Count() > 1)
        {
            Fail($"{at}/rows", "all rows must have the same number of cells");
        }

        if (rows.FirstOrDefault() is JsonArray head && head.Any(cell => Value(cell?["type"]) == "rich_text"))
        {
            Fail($"{at}/rows/0", "header cells must not be rich_text");
        }

        Number(block, "page_size", at, 1, 100);
        Number(block, "row_header_column_index", at, 0, 19);
    }

    private JsonArray Cells(JsonNode? row, string at)
    {
        if (row is not JsonArray cells)
        {
            Fail(at, "must provide an array");
            return [];
        }

        Least(cells, at, 1);
        Most(cells, at, 20);
        return cells;
    }

    private void Cell(JsonNode? node, string at)
    {
        if (Object(node, at) is not { } cell)
        {
            return;
        }

        switch (Value(cell["type"]))
        {
            case "raw_text":
                Keys(cell, at, "text");
                String(cell, "text", at, 1, MostTableCharacters, required: true);
                break;
            case "raw_number":
                Keys(cell, at, "value", "text");
                Number(cell, "value", at, double.MinValue, double.MaxValue, required: true);
                String(cell, "text", at, 1, MostTableCharacters, required: true);
                break;
            case "rich_text":
                RichText(cell, at);
                break;
            default:
                Fail(at, "failed to match all allowed schemas");
                break;
        }
    }

    private void Chart(JsonObject block, string at)
    {
        Keys(block, at, "title", "chart");
        String(block, "title", at, 1, 50, required: true);
        if (Object(block["chart"], $"{at}/chart") is not { } chart)
        {
            return;
        }

        at += "/chart";
        if (Value(chart["type"]) == "pie")
        {
            Keys(chart, at, "segments");
            Each(Array(chart, "segments", at, 1, 6), $"{at}/segments", Datum);
            return;
        }

        OneOf(chart, "type", at, required: true, "bar", "area", "line");
        Keys(chart, at, "series", "axis_config");
        var axis = Object(chart["axis_config"], $"{at}/axis_config") ?? [];
        Keys(axis, $"{at}/axis_config", type: false, "categories", "x_label", "y_label");
        var categories = Array(axis, "categories", $"{at}/axis_config", 1, 100).Select(Value).ToList();
        var names = new HashSet<string?>();
        Each(Array(chart, "series", at, 1, 6), $"{at}/series", (node, place) =>
        {
            if (Object(node, place) is not { } series)
            {
                return;
            }

            Keys(series, place, type: false, "name", "data");
            if (!names.Add(String(series, "name", place, 1, 100, required: true)))
            {
                Fail($"{place}/name", "series names must be unique");
            }

            var data = Array(series, "data", place, 1, 100);
            Each(data, $"{place}/data", Datum);
            if (!data.Select(datum => Value(datum?["label"])).SequenceEqual(categories))
            {
                Fail($"{place}/data", "labels must match axis_config.categories");
            }
        });
    }

    private void Datum(JsonNode? node, string at)
    {
        if (Object(node, at) is { } datum)
        {
            Keys(datum, at, type: false, "label", "value");
            String(datum, "label", at, 1, 100, required: true);
            Number(datum, "value", at, double.MinValue, double.MaxValue, required: true);
        }
    }

    private static int CellCharacters(JsonObject table) =>
        table["rows"] is JsonArray rows ? rows.OfType<JsonArray>().SelectMany(row => row).Sum(cell => BlockText.OfCell(cell).Sum(Length)) : 0;
}
