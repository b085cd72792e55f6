using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using ChatGuard.Sandbox.Protocols;

namespace ChatGuard.Sandbox.Signing;

/// <summary>AWS Signature Version 4: canonical request, string to sign, derived key.</summary>
internal static partial class SignatureV4
{
    /// <summary>The signature that a request with this scope should carry.</summary>
    public static string Sign(RawRequest request, Authorization scope, string amzDate, string secret)
    {
        var text = $"{Authorization.Algorithm}\n{amzDate}\n{scope.Scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(CanonicalRequest(request, scope))))}";
        var key = Hmac(Encoding.UTF8.GetBytes("AWS4" + secret), scope.Date);
        foreach (var part in (string[])[scope.Region, scope.Service, "aws4_request"])
        {
            key = Hmac(key, part);
        }

        return Hex(Hmac(key, text));
    }

    public static string CanonicalRequest(RawRequest request, Authorization scope)
    {
        var headers = scope.SignedHeaders.Select(name => $"{name}:{Collapse(request.Header(name) ?? "")}\n");
        return string.Join(
            '\n',
            request.Method,
            CanonicalPath(request.Path, scope.Service),
            CanonicalQuery(request.Query),
            string.Concat(headers),
            string.Join(';', scope.SignedHeaders),
            PayloadHash(request));
    }

    public static string HashOf(byte[] body) => Hex(SHA256.HashData(body));

    private static string PayloadHash(RawRequest request) => request.Header("x-amz-content-sha256") ?? HashOf(request.Body);

    // S3 signs the path encoded once; every other service signs the encoded path encoded again.
    private static string CanonicalPath(string path, string service)
    {
        var segments = path.Split('/').Select(segment => Uri.EscapeDataString(service == "s3" ? Uri.UnescapeDataString(segment) : segment));
        return path.Length == 0 ? "/" : string.Join('/', segments);
    }

    private static string CanonicalQuery(string query) => string.Join('&', FormText.Pairs(query)
        .Select(pair => (Name: Normal(pair.Name), Value: Normal(pair.Value)))
        .OrderBy(pair => pair.Name, StringComparer.Ordinal)
        .ThenBy(pair => pair.Value, StringComparer.Ordinal)
        .Select(pair => $"{pair.Name}={pair.Value}"));

    private static string Normal(string text) => Uri.EscapeDataString(Uri.UnescapeDataString(text));

    private static string Collapse(string value) => Spaces().Replace(value.Trim(), " ");

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    [GeneratedRegex(" +", RegexOptions.None, 1000)]
    private static partial Regex Spaces();
}
