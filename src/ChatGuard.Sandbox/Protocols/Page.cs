using System.Globalization;
using System.Text;

namespace ChatGuard.Sandbox.Protocols;

/// <summary>One page of a list and the token of the next one, null at the end.</summary>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? NextToken);

/// <summary>Cuts a list into pages; a token is opaque to the caller and belongs to one kind of list.</summary>
internal static class Page
{
    /// <param name="all">The whole list.</param>
    /// <param name="size">Items a page.</param>
    /// <param name="token">The token of the page before; null or empty for the first page.</param>
    /// <param name="list">What the list is of: a token given for another list is refused.</param>
    /// <param name="badToken">The service's error code for a token it did not give.</param>
    /// <exception cref="AwsError">The token is not one of this list.</exception>
    public static Page<T> Of<T>(IReadOnlyList<T> all, int size, string? token, string list, string badToken)
    {
        var start = string.IsNullOrEmpty(token) ? 0 : Offset(token, list, badToken);
        var items = all.Skip(start).Take(size).ToList();
        return new Page<T>(items, start + items.Count < all.Count ? Token(list, start + items.Count) : null);
    }

    /// <summary>The page size of a query string: <paramref name="most"/> where none is given.</summary>
    /// <exception cref="AwsError">Not a whole number between 1 and <paramref name="most"/>.</exception>
    public static int Size(string? text, int most, string badSize) => text is null
        ? most
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size >= 1 && size <= most
            ? size
            : throw new AwsError(badSize, $"The page size must be an integer between 1 and {most}.");

    public static string Token(string list, int offset) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{list}/{offset}"));

    private static int Offset(string token, string list, string badToken)
    {
        var bytes = new byte[token.Length];
        if (Convert.TryFromBase64String(token, bytes, out var length)
            && Encoding.UTF8.GetString(bytes, 0, length).Split('/') is [var name, var offset]
            && name == list
            && int.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out var start))
        {
            return start;
        }

        throw new AwsError(badToken, "The token provided is invalid.");
    }
}
