namespace ChatGuard.Aws.Wire;

/// <summary>Follows a list operation's token to its end.</summary>
internal static class Paging
{
    /// <summary>More pages than any list ChatGuard reads can have: 5,000 users are 50 pages of AWS's default size.</summary>
    public const int MostPages = 300;

    /// <summary>All items of all pages.</summary>
    /// <param name="page">Reads one page from a token (null for the first); returns its items and the next token, null or empty at the end.</param>
    /// <exception cref="TruncatedException">A token came twice, or there were more than <paramref name="mostPages"/> pages.</exception>
    public static async Task<List<T>> AllAsync<T>(Func<string?, Task<(IEnumerable<T> Items, string? Next)>> page, int mostPages = MostPages)
    {
        var items = new List<T>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        string? token = null;
        for (var n = 0; n < mostPages; n++)
        {
            var (found, next) = await page(token);
            items.AddRange(found);
            if (string.IsNullOrEmpty(next))
            {
                return items;
            }

            if (!seen.Add(next))
            {
                throw new TruncatedException($"AWS sent the same page token twice after {items.Count} items");
            }

            token = next;
        }

        throw new TruncatedException($"there are more than {mostPages} pages; the first {items.Count} items were read");
    }
}

/// <summary>A list could not be read to its end.</summary>
internal sealed class TruncatedException(string message) : Exception(message);
