using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ChatGuard.Chat.Slack;

/// <summary>Whether a request was signed by Slack: <c>v0=</c> and the HMAC-SHA256 of <c>v0:TIMESTAMP:BODY</c> under the app's signing secret, in lower-case hex.</summary>
internal static class SlackSignature
{
    /// <summary>How far the timestamp may be from now, either way (Slack's own advice).</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private const string Version = "v0";

    private const int HexLength = 64;

    /// <summary>Takes the same time whichever secret fits, and false where there is none.</summary>
    /// <param name="secrets">The live ones.</param>
    /// <param name="timestamp">Header <c>X-Slack-Request-Timestamp</c>: Unix seconds.</param>
    /// <param name="signature">Header <c>X-Slack-Signature</c>.</param>
    /// <param name="body">As received, before anything decodes it.</param>
    /// <param name="now">The time.</param>
    public static bool Verify(IEnumerable<string> secrets, string? timestamp, string? signature, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (timestamp is not { Length: > 0 and <= 12 } || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(now.ToUnixTimeSeconds() - seconds) > Window.TotalSeconds || Bytes(signature) is not { } sent)
        {
            return false;
        }

        var fits = false;
        foreach (var secret in secrets.Where(secret => secret.Length > 0))
        {
            fits |= CryptographicOperations.FixedTimeEquals(Hash(secret, timestamp, body), sent);
        }

        return fits;
    }

    private static byte[]? Bytes(string? signature) =>
        signature is { Length: HexLength + 3 } && signature.StartsWith($"{Version}=", StringComparison.Ordinal) && signature[3..].All(char.IsAsciiHexDigitLower)
            ? Convert.FromHexString(signature[3..])
            : null;

    private static byte[] Hash(string secret, string timestamp, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.ASCII.GetBytes($"{Version}:{timestamp}:"));
        hmac.AppendData(body);
        return hmac.GetHashAndReset();
    }
}
