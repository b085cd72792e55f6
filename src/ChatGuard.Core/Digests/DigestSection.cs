using ChatGuard.Core.Answers;

namespace ChatGuard.Core.Digests;

/// <summary>One subject of a digest: a few rows for the headline, and a bounded table for the details.</summary>
/// <param name="Heading">What it is about, with its number.</param>
/// <param name="Brief">The first rows, in the headline.</param>
/// <param name="Full">The rows of the details; null where the headline shows all there is.</param>
/// <param name="Total">How many rows there would be.</param>
/// <param name="More">The command that shows the rows the details leave out.</param>
internal sealed record DigestSection(string Heading, Block.Table Brief, Block.Table? Full, int Total, string More)
{
    /// <summary>Rows of a section in the headline.</summary>
    public const int MostBrief = 5;

    public IEnumerable<Block> Headline()
    {
        yield return new Block.Heading(Heading);
        yield return Brief;
        if (Total > Brief.Rows.Count)
        {
            yield return new Block.Text($"and {Total - Brief.Rows.Count:N0} more");
        }
    }

    public IEnumerable<Block> Details()
    {
        if (Full is null)
        {
            yield break;
        }

        yield return new Block.Heading(Heading);
        yield return Full;
        if (Total > Full.Rows.Count)
        {
            yield return new Block.Text($"{Total - Full.Rows.Count:N0} more: {More}");
        }
    }

    /// <summary>A section whose details have the headline's columns, only more rows; none where there is nothing to tell.</summary>
    public static DigestSection? Of<T>(string heading, IReadOnlyList<T> items, int most, string more, IReadOnlyList<Column> columns, Func<T, IReadOnlyList<Cell>> row)
    {
        return items.Count == 0 ? null : new DigestSection(heading, Table(MostBrief), items.Count > MostBrief ? Table(most) : null, items.Count, more);

        Block.Table Table(int rows) => new(null, columns, [.. items.Take(rows).Select(row)]);
    }
}
