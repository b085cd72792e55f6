using System.Text;
using System.Xml.Linq;
using ChatGuard.Sandbox.Protocols;

namespace ChatGuard.Sandbox.Services.Iam;

/// <summary>IAM's paging: 100 items unless MaxItems says otherwise, at most 1,000; a Marker where more follow.</summary>
internal static class Paging
{
    private const int Default = 100;
    private const int Most = 1000;
    private const string Prefix = "after:";

    /// <summary>The page that Marker and MaxItems ask for, of items whose keys ascend ordinally.</summary>
    public static Page<T> Of<T>(QueryParameters input, IEnumerable<T> items, Func<T, string> key)
    {
        var size = Size(input);
        var after = After(input["Marker"]);
        var page = items
            .SkipWhile(item => after is not null && string.CompareOrdinal(key(item), after) <= 0)
            .Take(size + 1)
            .ToList();
        return page.Count <= size
            ? new Page<T>(page, null)
            : new Page<T>(page[..size], Convert.ToBase64String(Encoding.UTF8.GetBytes(Prefix + key(page[size - 1]))));
    }

    private static int Size(QueryParameters input) => input.Int("MaxItems") switch
    {
        null => Default,
        < 1 and var n => throw Invalid("maxItems", $"{n}", "Member must have value greater than or equal to 1"),
        > Most and var n => throw Invalid("maxItems", $"{n}", "Member must have value less than or equal to 1000"),
        { } n => n,
    };

    private static string? After(string? marker)
    {
        if (marker is null)
        {
            return null;
        }

        var bytes = new byte[marker.Length];
        return Convert.TryFromBase64String(marker, bytes, out var length)
            && Encoding.UTF8.GetString(bytes, 0, length) is var text
            && text.StartsWith(Prefix, StringComparison.Ordinal)
                ? text[Prefix.Length..]
                : throw new AwsError("ValidationError", "Invalid Marker: " + marker);
    }

    private static AwsError Invalid(string name, string value, string rule) =>
        new("ValidationError", $"1 validation error detected: Value '{value}' at '{name}' failed to satisfy constraint: {rule}");
}

/// <summary>One page; <c>Marker</c> is null on the last.</summary>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Marker)
{
    /// <summary>The list element with IsTruncated and Marker after it.</summary>
    public IEnumerable<XElement> Answer(string name, Func<T, IEnumerable<XElement>> member) => Answer(IamXml.List(name, Items.Select(member)));

    public IEnumerable<XElement> Answer(params XElement[] lists) =>
        [.. lists, new XElement("IsTruncated", Marker is not null), .. Marker is null ? Array.Empty<XElement>() : [new XElement("Marker", Marker)]];
}
