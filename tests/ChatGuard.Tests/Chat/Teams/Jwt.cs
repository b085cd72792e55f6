using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace ChatGuard.Tests.Chat.Teams;

/// <summary>JSON Web Tokens made by hand, so that a test can make every wrong one too.</summary>
internal static class Jwt
{
    public static string Rs256(JsonObject header, JsonObject claims, RSA key) =>
        Signed(header, claims, bytes => key.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    public static string Rs512(JsonObject header, JsonObject claims, RSA key) =>
        Signed(header, claims, bytes => key.SignData(bytes, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1));

    public static string Ps256(JsonObject header, JsonObject claims, RSA key) =>
        Signed(header, claims, bytes => key.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pss));

    /// <summary>Signed with a secret that anybody could know.</summary>
    public static string Hs256(JsonObject header, JsonObject claims, byte[] secret) =>
        Signed(header, claims, bytes => HMACSHA256.HashData(secret, bytes));

    public static string Unsigned(JsonObject header, JsonObject claims) => Signed(header, claims, _ => []);

    public static string Part(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    private static string Signed(JsonObject header, JsonObject claims, Func<byte[], byte[]> sign)
    {
        var signed = $"{Part(header.ToJsonString())}.{Part(claims.ToJsonString())}";
        return $"{signed}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(signed)))}";
    }
}
