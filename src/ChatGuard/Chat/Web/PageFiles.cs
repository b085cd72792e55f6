using System.Security.Cryptography;

namespace ChatGuard.Chat.Web;

/// <summary>The page's own files, embedded in the program: a browser keeps them and asks each time whether they changed.</summary>
internal static class PageFiles
{
    private const string Prefix = "ChatGuard.Chat.Web.page.";

    private static readonly Dictionary<string, PageFile> All = typeof(PageFiles).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToDictionary(name => name[Prefix.Length..], Load, StringComparer.Ordinal);

    public static IResult Serve(HttpContext context, string file)
    {
        if (!All.TryGetValue(file, out var found))
        {
            return TypedResults.Problem("There is no such file. Reload the page.", statusCode: StatusCodes.Status404NotFound);
        }

        context.Response.Headers.CacheControl = "no-cache";
        return TypedResults.Bytes(found.Content, found.Type, entityTag: new(found.Tag));
    }

    private static PageFile Load(string resource)
    {
        using var stream = typeof(PageFiles).Assembly.GetManifestResourceStream(resource)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new(content, Type(resource), $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 16))}\"");
    }

    private static string Type(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        var other => throw new NotSupportedException($"The page has no content type for '{other}' files."),
    };

    private sealed record PageFile(byte[] Content, string Type, string Tag);
}
