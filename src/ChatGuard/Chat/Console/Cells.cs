using System.Buffers;
using System.Globalization;
using System.Text;

namespace ChatGuard.Chat.Console;

/// <summary>Measures and breaks text by terminal cells: most characters take one, East Asian wide ones and emoji two, combining marks none.</summary>
internal static class Cells
{
    private static readonly SearchValues<char> Joints = SearchValues.Create("/:.-_@,");

    public static int Width(string text) => text.EnumerateRunes().Sum(Width);

    public static string Pad(string text, int width, bool right) =>
        new string(' ', Math.Max(0, width - Width(text))) is var gap && right ? gap + text : text + gap;

    /// <summary>Breaks text at spaces into lines of at most <paramref name="width"/> cells; a word too long for a line is cut, at a joint such as <c>/</c> where one is near.</summary>
    public static IReadOnlyList<string> Wrap(string text, int width)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var piece in text.Split(' ').SelectMany(word => Cut(word, width)))
        {
            if (line.Length > 0 && Width(line) + 1 + Width(piece) > width)
            {
                lines.Add(line);
                line = piece;
            }
            else
            {
                line = line.Length == 0 ? piece : $"{line} {piece}";
            }
        }

        lines.Add(line);
        return lines;
    }

    private static IEnumerable<string> Cut(string word, int width)
    {
        var piece = new StringBuilder();
        var used = 0;
        foreach (var rune in word.EnumerateRunes())
        {
            if (used > 0 && used + Width(rune) > width)
            {
                var joint = piece.ToString().AsSpan().LastIndexOfAny(Joints) + 1;
                var end = joint > piece.Length / 2 ? joint : piece.Length;
                yield return piece.ToString(0, end);
                piece.Remove(0, end);
                used = Width(piece.ToString());
            }

            piece.Append(rune);
            used += Width(rune);
        }

        yield return piece.ToString();
    }

    private static int Width(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark => 0,
        _ => IsWide(rune.Value) ? 2 : 1,
    };

    private static bool IsWide(int code) => code is
        (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0x303E) or (>= 0x3041 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3)
        or (>= 0xF900 and <= 0xFAFF) or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6)
        or (>= 0x1F300 and <= 0x1F64F) or (>= 0x1F900 and <= 0x1F9FF) or (>= 0x20000 and <= 0x3FFFD);
}
