namespace ChatGuard.Sandbox.Protocols;

/// <summary>Text of the form <c>name=value&amp;name=value</c>, in a query or a form body.</summary>
internal static class FormText
{
    public static IReadOnlyDictionary<string, string> Parse(string text, bool plusIsSpace)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in Pairs(text))
        {
            values[Decode(name, plusIsSpace)] = Decode(value, plusIsSpace);
        }

        return values;
    }

    /// <summary>The pairs as written, still encoded.</summary>
    public static IEnumerable<(string Name, string Value)> Pairs(string text) =>
        from pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries)
        let mark = pair.IndexOf('=', StringComparison.Ordinal)
        select mark < 0 ? (pair, "") : (pair[..mark], pair[(mark + 1)..]);

    private static string Decode(string text, bool plusIsSpace) => Uri.UnescapeDataString(plusIsSpace ? text.Replace('+', ' ') : text);
}
