using System.Net;

namespace ChatGuard.Chat.Web;

/// <summary>
/// Keeps the web chat, which knows no sign-in, to a browser on this computer and to its own page: refuses other computers, foreign host names
/// (a page that rebinds its name to 127.0.0.1), and posts from other origins. A request that does not prove itself is refused.
/// </summary>
internal static class LoopbackOnly
{
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Whether the path is the web chat's; health checks and the chat platforms' endpoints are reached by other names.</summary>
    public static bool Covers(PathString path) => path == "/" || !path.HasValue || path.StartsWithSegments("/web", StringComparison.OrdinalIgnoreCase);

    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!Covers(context.Request.Path))
        {
            return next(context);
        }

        Harden(context.Response.Headers);
        return Refusal(context) is { } refusal
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

    private static (int Status, string Reason)? Refusal(HttpContext context)
    {
        var port = context.Connection.LocalPort;
        if (context.Connection.RemoteIpAddress is not { } remote || !IPAddress.IsLoopback(remote))
        {
            return (StatusCodes.Status403Forbidden, "The web chat answers only on the computer it runs on. To reach it from elsewhere, forward the port over SSH.");
        }

        if (!IsOwnHost(context.Request.Host, context.Request.Scheme, port))
        {
            return (StatusCodes.Status421MisdirectedRequest, $"The web chat answers only by the names of this computer. Open {context.Request.Scheme}://localhost:{port}/ instead.");
        }

        return !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method) && !IsFromOwnPage(context.Request)
            ? (StatusCodes.Status403Forbidden, "Only the web chat's own page may send messages. Open the page and type there, or use 'chatguard ask' in a terminal.")
            : null;
    }

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
