namespace ChatGuard.Commands;

/// <summary>Finds what was perhaps meant by a misspelt word.</summary>
internal static class DidYouMean
{
    /// <summary>Up to three candidates within a third of the word's length in edits, nearest first; a candidate that begins with the word counts as near.</summary>
    public static IReadOnlyList<string> Suggest(string word, IEnumerable<string> candidates) =>
    [
        .. candidates
            .Select(candidate => (candidate, Distance: candidate.StartsWith(word, StringComparison.OrdinalIgnoreCase) ? 0 : Distance(word.ToLowerInvariant(), candidate)))
            .Where(each => each.Distance <= Math.Max(2, word.Length / 3))
            .OrderBy(each => each.Distance).ThenBy(each => each.candidate, StringComparer.Ordinal)
            .Take(3)
            .Select(each => each.candidate),
    ];

    /// <summary>Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).</summary>
    private static int Distance(string one, string other)
    {
        var table = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++)
        {
            for (var j = 0; j <= other.Length; j++)
            {
                table[i, j] = i == 0 || j == 0 ? i + j : Cell(table, one, other, i, j);
            }
        }

        return table[one.Length, other.Length];
    }

    private static int Cell(int[,] table, string one, string other, int i, int j)
    {
        var best = Math.Min(Math.Min(table[i - 1, j], table[i, j - 1]) + 1, table[i - 1, j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1));
        return i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] ? Math.Min(best, table[i - 2, j - 2] + 1) : best;
    }
}
