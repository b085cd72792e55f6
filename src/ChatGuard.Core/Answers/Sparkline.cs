namespace ChatGuard.Core.Answers;

/// <summary>A line chart in one line of text.</summary>
public static class Sparkline
{
    private const string Levels = "▁▂▃▄▅▆▇█";

    /// <summary>One character a value, from 0 to <paramref name="most"/>; a value that is not known is a dot.</summary>
    public static string Of(IEnumerable<double?> values, double most) =>
        string.Concat(values.Select(value => value is { } known && most > 0 ? Levels[(int)Math.Clamp(known / most * Levels.Length, 0, Levels.Length - 1)] : '·'));

    /// <summary>A series day by day, from its first day to its last, at most the last <paramref name="days"/> of them.</summary>
    public static string Of(IReadOnlyList<Point> points, double most, int days)
    {
        if (points.Count == 0)
        {
            return "";
        }

        var (first, last) = (points.Min(point => point.Day), points.Max(point => point.Day));
        var begin = first > last.AddDays(1 - days) ? first : last.AddDays(1 - days);
        var byDay = points.GroupBy(point => point.Day).ToDictionary(day => day.Key, day => day.Last().Value);
        return Of(Enumerable.Range(0, last.DayNumber - begin.DayNumber + 1).Select(n => byDay.TryGetValue(begin.AddDays(n), out var value) ? value : (double?)null), most);
    }
}
