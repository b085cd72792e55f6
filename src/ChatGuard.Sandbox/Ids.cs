using System.Security.Cryptography;
using System.Text;

namespace ChatGuard.Sandbox;

/// <summary>Ids that look like AWS's and depend only on the seed and a name.</summary>
internal static class Ids
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static string Derive(int seed, string name, int length)
    {
        var bytes = SHA512.HashData(Encoding.UTF8.GetBytes($"{seed}/{name}"));
        return string.Create(length, bytes, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = Alphabet[source[i] & 31];
            }
        });
    }

    /// <summary>A request id or event id in the usual dashed form.</summary>
    public static string Uuid(int seed, int number) =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/uuid/{number}")).AsSpan(0, 16)).ToString();
}
