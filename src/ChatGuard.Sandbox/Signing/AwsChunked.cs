using System.Globalization;
using System.Text;
using ChatGuard.Sandbox.Protocols;

namespace ChatGuard.Sandbox.Signing;

/// <summary>S3's streaming upload: the body comes in chunks, each with its length (and perhaps a signature) before it.</summary>
internal static class AwsChunked
{
    /// <summary>The request with its chunks joined; any other request unchanged.</summary>
    public static RawRequest Decode(RawRequest request)
    {
        if (request.Header("x-amz-content-sha256")?.StartsWith("STREAMING-", StringComparison.Ordinal) != true)
        {
            return request;
        }

        using var joined = new MemoryStream();
        var rest = request.Body.AsSpan();
        while (rest.IndexOf("\r\n"u8) is var end and > 0)
        {
            var size = Encoding.ASCII.GetString(rest[..end]).Split(';')[0];
            if (!int.TryParse(size, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var length) || end + 2 + length > rest.Length)
            {
                throw new AwsError("IncompleteBody", "The request body terminated unexpectedly");
            }

            joined.Write(rest.Slice(end + 2, length));
            if (length == 0)
            {
                break;
            }

            rest = rest[Math.Min(rest.Length, end + 2 + length + 2)..];
        }

        return request with { Body = joined.ToArray() };
    }
}
