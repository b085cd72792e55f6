using System.Security.Cryptography;

namespace ChatGuard.Remediations;

/// <summary>Ids and nonces that nobody can guess.</summary>
internal static class Ids
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>10 lower-case letters and digits, 51 bits: names a proposal or an offer.</summary>
    public static string New() => RandomNumberGenerator.GetString(Letters, 10);

    /// <summary>Whether a text that came from outside can be such an id.</summary>
    public static bool Is(string text) => text.Length == 10 && text.All(Letters.Contains);

    /// <summary>128 bits in hexadecimal.</summary>
    public static string NewNonce() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
