using System.Globalization;
using System.Text;

namespace ChatGuard.Core.Answers;

/// <summary>
/// Text from elsewhere made safe to look at: whatever moves the cursor, colours a terminal, hides or reorders its neighbours
/// (control and format characters, line breaks, unpaired surrogates) becomes a visible escape such as <c>\u202e</c>.
/// </summary>
public static class VisibleText
{
    public static string Of(string text) => text.Any(IsSuspect) ? Escaped(text) : text;

    private static string Escaped(string text)
    {
        var visible = new StringBuilder(text.Length + 16);
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var paired = Rune.DecodeFromUtf16(rest, out var rune, out var length) == System.Buffers.OperationStatus.Done;
            _ = paired && !IsHidden(rune)
                ? visible.Append(rest[..length])
                : visible.Append(paired ? Escape(rune.Value) : Escape(rest[0]));
            rest = rest[length..];
        }

        return visible.ToString();
    }

    private static bool IsSuspect(char unit) => char.IsSurrogate(unit) || IsHidden(char.GetUnicodeCategory(unit));

    private static bool IsHidden(Rune rune) => IsHidden(Rune.GetUnicodeCategory(rune));

    private static bool IsHidden(UnicodeCategory category) => category is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static string Escape(int code) => code switch
    {
        '\n' => @"\n",
        '\r' => @"\r",
        '\t' => @"\t",
        <= 0xFFFF => $@"\u{code:x4}",
        _ => $@"\U{code:x8}",
    };
}
