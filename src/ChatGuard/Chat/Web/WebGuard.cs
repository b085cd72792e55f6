using System.Net;

namespace ChatGuard.Chat.Web;

/// <summary>
/// Keeps the web chat to its own page, in a browser on this computer or, where a login is configured, at the public address: refuses other computers,
/// foreign host names (a page that rebinds its name to 127.0.0.1), and posts from other origins. A request that does not prove itself is refused.
/// </summary>
internal static class WebGuard
{
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Whether the path is the web chat's; health checks and the chat platforms' endpoints are reached by other names.</summary>
    public static bool Covers(PathString path) => path == "/" || !path.HasValue || path.StartsWithSegments("/web", StringComparison.OrdinalIgnoreCase);

    /// <param name="context">The request.</param>
    /// <param name="publicUrl">Where other computers reach the web chat; null for nowhere.</param>
    /// <param name="next">What answers it.</param>
    public static Task InvokeAsync(HttpContext context, Uri? publicUrl, RequestDelegate next)
    {
        if (!Covers(context.Request.Path))
        {
            return next(context);
        }

        Harden(context.Response.Headers);
        if (publicUrl is not null && IsAt(context.Request.Host, publicUrl))
        {
            // Whatever ends TLS in front of ChatGuard, browsers are at this address: redirects and cookies are made for it.
            context.Request.Scheme = publicUrl.Scheme;
        }

        return Refusal(context, publicUrl) is { } refusal
            ? TypedResults.Problem(refusal.Reason, statusCode: refusal.Status).ExecuteAsync(context)
            : next(context);
    }

    private static void Harden(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }

    private static (int Status, string Reason)? Refusal(HttpContext context, Uri? publicUrl)
    {
        if ((publicUrl is null || !IsAt(context.Request.Host, publicUrl)) && NotFromHere(context, publicUrl) is { } refusal)
        {
            return refusal;
        }

        return !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method) && !IsFromOwnPage(context.Request)
            ? (StatusCodes.Status403Forbidden, "Only the web chat's own page may send messages. Open the page and type there, or use 'chatguard ask' in a terminal.")
            : null;
    }

    private static (int Status, string Reason)? NotFromHere(HttpContext context, Uri? publicUrl)
    {
        var port = context.Connection.LocalPort;
        if (context.Connection.RemoteIpAddress is not { } remote || !IPAddress.IsLoopback(remote))
        {
            return (StatusCodes.Status403Forbidden, publicUrl is null
                ? "The web chat answers only on the computer it runs on. To reach it from elsewhere, forward the port over SSH, or configure ChatGuard:Web:Login and PublicUrl."
                : $"Open the web chat at {publicUrl} instead.");
        }

        return IsOwnHost(context.Request.Host, context.Request.Scheme, port)
            ? null
            : (StatusCodes.Status421MisdirectedRequest, $"The web chat answers only by the names of this computer. Open {context.Request.Scheme}://localhost:{port}/ instead.");
    }

    private static bool IsAt(HostString host, Uri publicUrl) =>
        host.Host.Equals(publicUrl.Host, StringComparison.OrdinalIgnoreCase) && (host.Port ?? publicUrl.Port) == publicUrl.Port;

    private static bool IsOwnHost(HostString host, string scheme, int port)
    {
        var asked = host.Port ?? (scheme == "https" ? 443 : 80);
        return asked == port && host.Host.ToLowerInvariant() is "localhost" or "127.0.0.1" or "[::1]";
    }

    private static bool IsFromOwnPage(HttpRequest request)
    {
        var origin = request.Headers.Origin;
        var site = request.Headers["Sec-Fetch-Site"];
        var siteIsOwn = site.Count == 1 && site[0] == "same-origin";
        return origin.Count == 0
            ? siteIsOwn
            : origin.Count == 1 && string.Equals(origin[0], $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase) && (site.Count == 0 || siteIsOwn);
    }
}
