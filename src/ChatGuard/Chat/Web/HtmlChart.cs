using System.Globalization;
using System.Text;
using ChatGuard.Core.Answers;

namespace ChatGuard.Chat.Web;

/// <summary>
/// A line chart as SVG by attributes and classes alone, with the same numbers in a table for who cannot see it. Lines are told apart by their dashes and
/// the name at their end, not by colour; a day without a value is a gap.
/// </summary>
internal static class HtmlChart
{
    /// <summary>The most lines one can still tell apart; the rest is counted.</summary>
    public const int MostLines = 8;

    private const double Left = 36;
    private const double Right = 500;
    private const double Top = 14;
    private const double Bottom = 190;
    private const double LabelHeight = 15;
    private const int LongestName = 26;

    private static readonly string[] Dashes = ["none", "7 4", "2 3", "9 3 2 3", "14 5", "4 2", "12 3 2 3 2 3", "1 5"];

    public static string Render(Block.Chart chart)
    {
        var lines = chart.Lines.Where(line => line.Points.Count > 0).Take(MostLines).ToList();
        var label = Html.Encode(VisibleText.Of(chart.Caption));
        if (lines.Count == 0 || chart.Most <= 0)
        {
            return $"<p class=\"aside\">{Html.Data(chart.Caption)}: no data yet.</p>";
        }

        var days = lines.SelectMany(line => line.Points).Select(point => point.Day).ToList();
        var scale = new Scale(days.Min(), days.Max(), chart.Most);
        var html = new StringBuilder($"<div class=\"chart\" role=\"region\" aria-label=\"{label}\" tabindex=\"0\">\n");
        html.Append($"<svg viewBox=\"0 0 720 216\" role=\"img\">\n<title>{label}</title>\n<desc>{Html.Encode(VisibleText.Of(Description(lines)))}</desc>\n");
        html.Append(Axes(scale));
        var ends = LabelHeights(lines.ConvertAll(line => scale.Y(Last(line).Value)));
        html.AppendJoin("", lines.Select((line, n) => Line(line, scale, n, ends[n])));
        html.Append("</svg>\n").Append(Table(lines, label)).Append("</div>");
        var missing = chart.Lines.Count(line => line.Points.Count > 0) - lines.Count;
        return html.Append(missing > 0 ? $"\n<p class=\"aside\">{missing:N0} more lines are not shown.</p>" : "").ToString();
    }

    private static string Axes(Scale scale)
    {
        var grid = new[] { 0, scale.Most / 2, scale.Most }.Select(value =>
            $"<line class=\"grid\" x1=\"{N(Left)}\" x2=\"{N(Right)}\" y1=\"{N(scale.Y(value))}\" y2=\"{N(scale.Y(value))}\"/>"
            + $"<text x=\"{N(Left - 6)}\" y=\"{N(scale.Y(value) + 4)}\" text-anchor=\"end\">{N(value)}</text>\n");
        var first = scale.Last > scale.First ? $"<text x=\"{N(Left)}\" y=\"{N(Bottom + 20)}\">{scale.First:yyyy-MM-dd}</text>\n" : "";
        var last = $"<text x=\"{N(Right)}\" y=\"{N(Bottom + 20)}\" text-anchor=\"end\">{scale.Last:yyyy-MM-dd}</text>\n";
        return string.Concat(grid) + first + last;
    }

    private static string Line(Series line, Scale scale, int number, double labelAt)
    {
        var svg = new StringBuilder($"<g class=\"line line-{number + 1}\">");
        foreach (var run in Runs(line.Points))
        {
            svg.Append($"<polyline fill=\"none\" stroke-dasharray=\"{Dashes[number]}\" points=\"{string.Join(' ', run.Select(point => $"{N(scale.X(point.Day))},{N(scale.Y(point.Value))}"))}\"/>");
            svg.Append(run.Count == 1 ? Dot(run[0], scale) : "");
        }

        var last = Last(line);
        var (x, y) = (scale.X(last.Day), scale.Y(last.Value));
        svg.Append(Dot(last, scale));
        svg.Append($"<polyline class=\"lead\" fill=\"none\" points=\"{N(x)},{N(y)} {N(Right + 14)},{N(labelAt)} {N(Right + 34)},{N(labelAt)}\" stroke-dasharray=\"{Dashes[number]}\"/>");
        svg.Append($"<text x=\"{N(Right + 40)}\" y=\"{N(labelAt + 4)}\">{Html.Encode(Wording.Clip(line.Name, LongestName))} {N(last.Value)}</text>");
        return svg.Append("</g>\n").ToString();
    }

    private static string Dot(Point point, Scale scale) => $"<circle cx=\"{N(scale.X(point.Day))}\" cy=\"{N(scale.Y(point.Value))}\" r=\"3\"/>";

    /// <summary>The points without gaps between their days, run by run.</summary>
    private static List<List<Point>> Runs(IReadOnlyList<Point> points)
    {
        var runs = new List<List<Point>>();
        foreach (var point in points.OrderBy(point => point.Day))
        {
            if (runs.Count > 0 && runs[^1][^1].Day.AddDays(1) >= point.Day)
            {
                runs[^1].Add(point);
            }
            else
            {
                runs.Add([point]);
            }
        }

        return runs;
    }

    /// <summary>Where each line's name goes: at its end's height, pushed apart where names would overlap.</summary>
    private static double[] LabelHeights(List<double> ends)
    {
        var order = Enumerable.Range(0, ends.Count).OrderBy(n => ends[n]).ToList();
        var heights = new double[ends.Count];
        var free = Top;
        for (var place = 0; place < order.Count; place++)
        {
            var room = Bottom - ((order.Count - 1 - place) * LabelHeight);
            heights[order[place]] = Math.Max(free, Math.Min(ends[order[place]], room));
            free = heights[order[place]] + LabelHeight;
        }

        return heights;
    }

    private static string Description(List<Series> lines) => string.Join("; ", lines.Select(line =>
        line.Points.MinBy(point => point.Day)! is var first && Last(line) is var last
            ? $"{line.Name}: {N(first.Value)} on {first.Day:yyyy-MM-dd}, {N(last.Value)} on {last.Day:yyyy-MM-dd}"
            : ""));

    private static string Table(List<Series> lines, string label)
    {
        var values = lines.ConvertAll(line => line.Points.GroupBy(point => point.Day).ToDictionary(same => same.Key, same => same.Last().Value));
        var head = string.Concat(lines.Select(line => $"<th scope=\"col\">{Html.Data(line.Name)}</th>"));
        var rows = values.SelectMany(each => each.Keys).Distinct().Order().Select(day =>
            $"<tr><th scope=\"row\">{day:yyyy-MM-dd}</th>{string.Concat(values.Select(each => $"<td>{(each.TryGetValue(day, out var value) ? N(value) : "no data")}</td>"))}</tr>\n");
        return $"<div class=\"unseen\"><table><caption>{label}</caption>\n<thead><tr><th scope=\"col\">Day</th>{head}</tr></thead>\n<tbody>\n{string.Concat(rows)}</tbody></table></div>\n";
    }

    private static Point Last(Series line) => line.Points.MaxBy(point => point.Day)!;

    private static string N(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private sealed record Scale(DateOnly First, DateOnly Last, double Most)
    {
        public double X(DateOnly day) => First == Last ? Right : Left + ((Right - Left) * (day.DayNumber - First.DayNumber) / (Last.DayNumber - First.DayNumber));

        public double Y(double value) => Bottom - ((Bottom - Top) * Math.Clamp(value / Most, 0, 1));
    }
}
