namespace ChatGuard.Sandbox.Protocols;

/// <summary>Finds the route of a REST request and the values of its braces.</summary>
/// <param name="routes">The operations of a service.</param>
/// <param name="subresources">Whether a query name without a value (<c>?policy</c>) selects the operation, as in S3.</param>
internal sealed class RouteTable(IReadOnlyList<RestRoute> routes, bool subresources)
{
    private readonly List<(RestRoute Route, string[] Segments, string? Subresource)> table =
    [
        .. routes.Select(Split).OrderByDescending(entry => entry.Subresource is not null).ThenBy(entry => entry.Segments.Count(IsParameter)),
    ];

    public (RestRoute Route, IReadOnlyDictionary<string, string> Path)? Match(RawRequest request, string path)
    {
        var query = request.QueryParameters();
        // The SDKs mark an operation for their own use with x-id; S3 ignores it.
        var asked = query.Where(pair => pair.Value.Length == 0).Select(pair => pair.Key).ToList();
        var segments = path.Split('/')[1..];
        if (segments.Length > 1 && segments[^1].Length == 0)
        {
            segments = segments[..^1];
        }

        foreach (var (route, template, subresource) in table)
        {
            if (route.Method == request.Method
                && (subresource is null ? !(subresources && asked.Count > 0) : query.ContainsKey(subresource))
                && Values(template, segments) is { } values)
            {
                return (route, values);
            }
        }

        return null;
    }

    private static (RestRoute Route, string[] Segments, string? Subresource) Split(RestRoute route)
    {
        var parts = route.Template.Split('?', 2);
        return (route, parts[0].Split('/')[1..], parts.Length > 1 ? parts[1] : null);
    }

    private static bool IsParameter(string segment) => segment.StartsWith('{');

    private static Dictionary<string, string>? Values(string[] template, string[] segments)
    {
        var rest = template.Length > 0 && template[^1] is "{Key}" or "{Key+}";
        if (rest ? segments.Length < template.Length : segments.Length != template.Length)
        {
            return null;
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < template.Length; i++)
        {
            var text = rest && i == template.Length - 1 ? string.Join('/', segments[i..]) : segments[i];
            if (IsParameter(template[i]) && text.Length > 0)
            {
                values[template[i].Trim('{', '}', '+')] = Uri.UnescapeDataString(text);
            }
            else if (template[i] != text)
            {
                return null;
            }
        }

        return values;
    }
}
