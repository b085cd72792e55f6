using ChatGuard.Core.Answers;

namespace ChatGuard.Chat.Teams;

/// <summary>
/// What goes side by side in a chat's narrow column, counted in characters: the text of a RichTextBlock is not broken inside of a word, so a column that is
/// narrower than its longest word runs into the next one.
/// </summary>
internal static class CardWidth
{
    /// <summary>The longest word that a whole line of a card takes where the chat is narrow, 340 pixels.</summary>
    public const int MostWord = 32;

    /// <summary>The same for what is set in the small typewriter's type.</summary>
    public const int MostCode = 40;

    private const int Narrow = 38;
    private const int Usual = 55;
    private const int Padding = 2;
    private const int MostColumns = 4;
    private const int LongestCell = 240;

    // As many as a card ever holds.
    private const int MostRows = 200;

    private static readonly string[] Breaks = [" ", ",", ":/"];

    /// <summary>Each column's share of the width; null where the table is better read row by row: words would run into each other, or cells be tall and thin.</summary>
    public static IReadOnlyList<int>? Columns(Block.Table table)
    {
        if (table.Columns.Count is 0 or > MostColumns)
        {
            return null;
        }

        var needs = table.Columns.Select((column, index) => Need(table.Rows.Take(MostRows).Select(row => CardText.Plain(row[index].Text, row[index].Mark, LongestCell)).Append(column.Name))).ToList();
        var spare = Narrow - needs.Sum(need => need.Word + Padding);
        var wanted = needs.Sum(need => need.Longest - need.Word);
        return spare < 0 || needs.Sum(need => Math.Max(need.Word, (need.Longest + 1) / 2) + Padding) > Usual
            ? null
            : [.. needs.Select(need => (10 * (need.Word + Padding)) + (wanted == 0 ? 0 : 10 * spare * (need.Longest - need.Word) / wanted))];
    }

    /// <summary>Whether labels stand beside what they label.</summary>
    public static bool HoldsBeside(IReadOnlyList<Fact> facts) => facts.Max(fact => LongestWord(fact.Label)) + facts.Max(fact => LongestWord(fact.Value)) <= MostWord;

    /// <summary>The length of the longest piece that a line is not broken in.</summary>
    public static int LongestWord(string text)
    {
        var (longest, here) = (0, 0);
        for (var n = 0; n < text.Length; n++)
        {
            var letter = text[n];
            here = letter == ' ' ? 0 : here + (IsWide(letter) ? 2 : 1);
            longest = Math.Max(longest, here);
            here = IsWide(letter) || (letter == '-' && n + 1 < text.Length && char.IsLetter(text[n + 1])) ? 0 : here;
        }

        return longest;
    }

    /// <summary>Text in lines of so many characters: where a word is too long, it is divided after a comma, after what separates the parts of a name, or where the line ends.</summary>
    public static IEnumerable<string> Lines(string text, int most)
    {
        var rest = text;
        while (rest.Length > most)
        {
            var at = Breaks.Select(breaks => rest.AsSpan(0, most).LastIndexOfAny(breaks) + 1).FirstOrDefault(end => end > 0, most);
            at -= char.IsHighSurrogate(rest[at - 1]) ? 1 : 0;
            yield return rest[..at].TrimEnd(' ');
            rest = rest[at..];
        }

        if (rest.Length > 0)
        {
            yield return rest;
        }
    }

    private static (int Word, int Longest) Need(IEnumerable<string> texts) =>
        texts.Select(text => (Word: LongestWord(text), Longest: Math.Max(LongestWord(text), text.Length))).Aggregate((most, next) => (Math.Max(most.Word, next.Word), Math.Max(most.Longest, next.Longest)));

    // Chinese, Japanese and Korean, emoji and full-width forms: as wide as two letters, and lines are broken between any two.
    private static bool IsWide(char letter) => letter is >= '\u2e80' and < '\ufb00' or >= '\uff00' and <= '\uff60';
}
