using System.Globalization;
using System.Text.Json.Nodes;
using ChatGuard.Core.Answers;

namespace ChatGuard.Chat.Slack;

/// <summary>A line chart: Slack's data_visualization block where it can be one, otherwise a line of text for each series.</summary>
internal static class BlockKitChart
{
    // Block Kit reference, data_visualization: title 50 characters, 6 series with names of their own, a value for every category.
    private const int LongestTitle = 50;
    private const int MostSeries = 6;
    private const int FewestDays = 2;

    private const int SparklineDays = 30;

    public static void Draw(Block.Chart chart, BlockKitCanvas canvas)
    {
        // JSON has no word for what is no number.
        chart = chart with { Lines = [.. chart.Lines.Select(line => line with { Points = [.. line.Points.Where(point => double.IsFinite(point.Value))] })] };
        var (drawn, days) = Drawable(chart);
        if (drawn.Count == 0 || !canvas.TakeChart())
        {
            (drawn, days) = ([], []);
        }
        else
        {
            canvas.Add(Diagram(chart, drawn, days));
        }

        var skipped = drawn.SelectMany(line => line.Points).Select(point => point.Day).Distinct().Count() - days.Count;
        if (skipped > 0)
        {
            canvas.Add(SlackText.Paragraph($"{Wording.Count(skipped, "day")} without a value of every line left out."));
        }

        var said = chart.Lines.Except(drawn).ToList();
        if (said.Count > 0 || chart.Lines.Count == 0)
        {
            canvas.Add(SlackText.Rich(SlackText.Section(SlackText.Bold($"{chart.Caption} (0 to {Number(chart.Most)})"))));
            canvas.AddItems(said, series => SlackText.Rich(SlackText.List("bullet", series.Select(line => Sparkline(line, chart.Most)))), "line");
        }

        if (chart.Lines.Count == 0)
        {
            canvas.Add(SlackText.Paragraph("No data yet."));
        }
    }

    /// <summary>The lines that share enough days to be one diagram, those of the most days first, and these days; none where there is no such.</summary>
    private static (List<Series> Lines, List<DateOnly> Days) Drawable(Block.Chart chart)
    {
        var (lines, shared) = (new List<Series>(), new HashSet<DateOnly>());
        foreach (var line in chart.Lines.OrderByDescending(line => line.Points.Count))
        {
            var days = line.Points.Select(point => point.Day).ToHashSet();
            days.IntersectWith(lines.Count == 0 ? days : shared);
            if (lines.Count < MostSeries && days.Count >= Math.Max(FewestDays, shared.Count / 2) && lines.TrueForAll(other => Name(other) != Name(line)))
            {
                (shared, lines) = (days, [.. lines, line]);
            }
        }

        return ([.. chart.Lines.Where(lines.Contains)], [.. shared.Order()]);
    }

    private static JsonObject Diagram(Block.Chart chart, List<Series> lines, List<DateOnly> days) => new()
    {
        ["type"] = "data_visualization",
        ["title"] = SlackText.Filled(SlackText.Clip(chart.Caption, LongestTitle)),
        ["chart"] = new JsonObject
        {
            ["type"] = "line",
            ["series"] = new JsonArray([.. lines.Select(line => new JsonObject
            {
                ["name"] = Name(line),
                ["data"] = new JsonArray([.. days.Select(day => new JsonObject { ["label"] = Label(day), ["value"] = Value(line, day) })]),
            })]),
            ["axis_config"] = new JsonObject { ["categories"] = new JsonArray([.. days.Select(day => JsonValue.Create(Label(day)))]), ["x_label"] = "Day", ["y_label"] = "Score" },
        },
    };

    private static JsonObject Sparkline(Series line, double most)
    {
        if (line.Points.Count == 0)
        {
            return SlackText.Section(SlackText.Plain($"{line.Name}: no data"));
        }

        var (first, last) = (line.Points.MinBy(point => point.Day)!, line.Points.MaxBy(point => point.Day)!);
        return SlackText.Section(
            SlackText.Plain($"{line.Name}: {Number(first.Value)} ({Label(first.Day)}) "),
            SlackText.Code(Core.Answers.Sparkline.Of(line.Points, most, SparklineDays)),
            SlackText.Plain($" {Number(last.Value)} ({Label(last.Day)})"));
    }

    private static string Name(Series line) => SlackText.Filled(SlackText.Clip(line.Name, 75));

    private static double Value(Series line, DateOnly day) => Math.Round(line.Points.Last(point => point.Day == day).Value, 1);

    private static string Label(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
