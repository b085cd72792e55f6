using System.Globalization;
using System.Text.Json.Nodes;
using ChatGuard.Core.Answers;

namespace ChatGuard.Chat.Teams;

/// <summary>A chart as Teams draws it, with the numbers it begins and ends with in words; clients that draw none show a line of bars instead.</summary>
internal static class CardChart
{
    private const int MostDays = 30;
    private const int MostSeries = 8;
    private const int LongestName = 100;

    /// <summary>None where the words do not fit; without the drawing where that does not.</summary>
    public static IEnumerable<JsonObject> Render(Block.Chart chart, CardRoom room)
    {
        var lines = chart.Lines.Take(MostSeries).ToList();
        var words = CardText.Block([CardText.Run(Wording.Clip(chart.Caption, LongestName) + $" (0 to {Number(chart.Most)})", bold: true)]);
        List<JsonObject> said = [words, .. lines.Select(line => CardText.Block([CardText.Run($"{Wording.Clip(line.Name, LongestName)}: {Ends(line)}")]))];
        if (chart.Lines.Count == 0)
        {
            said.Add(CardText.Block([CardText.Run("No data yet.", subtle: true)]));
        }
        else if (chart.Lines.Count > lines.Count)
        {
            said.Add(CardBlocks.More(chart.Lines.Count - lines.Count, "line"));
        }

        said = [.. said.TakeWhile(room.Take)];
        var drawing = Drawing(chart, [.. lines.Where(line => line.Points.Count > 0)]);
        return said.Count > 0 && drawing is not null && room.Take(drawing) ? [said[0], drawing, .. said.Skip(1)] : said;
    }

    private static JsonObject? Drawing(Block.Chart chart, IReadOnlyList<Series> lines) => lines.Count == 0 || !IsDrawable(chart, lines) ? null : new JsonObject
    {
        ["type"] = "Chart.Line",
        ["title"] = Wording.Clip(chart.Caption, LongestName),
        ["yMin"] = 0,
        ["yMax"] = chart.Most,
        ["data"] = new JsonArray([.. lines.Select(line => new JsonObject
        {
            ["legend"] = Wording.Clip(line.Name, LongestName),
            ["values"] = new JsonArray([.. Latest(line).Select(point => new JsonObject { ["x"] = Day(point), ["y"] = point.Value })]),
        })]),
        ["fallback"] = CardText.Block(lines.Select((line, index) =>
            CardText.Run($"{(index == 0 ? "" : " · ")}{Wording.Clip(line.Name, LongestName)} {Sparkline.Of(line.Points, chart.Most, MostDays)}"))),
    };

    // JSON has no word for what is no number.
    private static bool IsDrawable(Block.Chart chart, IReadOnlyList<Series> lines) =>
        double.IsFinite(chart.Most) && chart.Most > 0 && lines.SelectMany(line => line.Points).All(point => double.IsFinite(point.Value));

    private static IEnumerable<Point> Latest(Series line) => line.Points.OrderBy(point => point.Day).TakeLast(MostDays);

    private static string Ends(Series line)
    {
        var points = line.Points.OrderBy(point => point.Day).ToList();
        return points.Count switch
        {
            0 => "no data",
            1 => $"{Number(points[0].Value)} ({Day(points[0])})",
            _ => $"{Number(points[0].Value)} ({Day(points[0])}) to {Number(points[^1].Value)} ({Day(points[^1])})",
        };
    }

    private static string Day(Point point) => point.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
