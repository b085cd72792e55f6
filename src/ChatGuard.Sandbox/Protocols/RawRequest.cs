using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ChatGuard.Sandbox.Protocols;

/// <summary>A request as it came over the wire: path and query still encoded, header names in any case.</summary>
internal sealed record RawRequest(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string? Header(string name) => Headers.GetValueOrDefault(name);

    public bool IsForm => Header("content-type")?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true;

    public static async Task<RawRequest> ReadAsync(HttpContext context, CancellationToken cancellationToken)
    {
        // Kestrel's Path is decoded; a signature covers the bytes as sent.
        var target = PathAndQuery(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        var headers = context.Request.Headers.ToDictionary(
            header => header.Key,
            header => string.Join(',', header.Value.ToArray()),
            StringComparer.OrdinalIgnoreCase);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, cancellationToken);
        return new RawRequest(
            context.Request.Method,
            mark < 0 ? target : target[..mark],
            mark < 0 ? "" : target[(mark + 1)..],
            headers,
            body.ToArray());
    }

    /// <summary>A client that takes the sandbox for a proxy sends the whole URL.</summary>
    private static string PathAndQuery(string target)
    {
        var authority = target.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? "http://".Length : -1;
        var path = authority < 0 ? 0 : target.IndexOf('/', authority);
        return path < 0 ? "/" : target[path..];
    }

    /// <summary>The decoded query parameters; a name without a value has an empty one.</summary>
    public IReadOnlyDictionary<string, string> QueryParameters() => FormText.Parse(Query, plusIsSpace: false);
}
