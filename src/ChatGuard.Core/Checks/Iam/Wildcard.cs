namespace ChatGuard.Core.Checks.Iam;

/// <summary>IAM's patterns: <c>*</c> stands for any characters, <c>?</c> for exactly one; actions compare without regard to case.</summary>
public static class Wildcard
{
    /// <summary>Whether the whole value fits the pattern. Takes time in proportion to both lengths multiplied, never more.</summary>
    public static bool Matches(string pattern, string value)
    {
        int p = 0, v = 0, star = -1, resume = 0;
        while (v < value.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                resume = v;
            }
            else if (p < pattern.Length && (pattern[p] == '?' || char.ToUpperInvariant(pattern[p]) == char.ToUpperInvariant(value[v])))
            {
                p++;
                v++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                v = ++resume;
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(p).TrimStart('*').IsEmpty;
    }

    /// <summary>Whether a pattern covers every action or resource there is.</summary>
    public static bool CoversAll(string pattern) => pattern is "*" or "**" or "*:*";
}
