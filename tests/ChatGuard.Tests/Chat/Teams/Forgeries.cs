using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace ChatGuard.Tests.Chat.Teams;

/// <summary>Every way to send an activity that Teams did not send, each with the header it comes with.</summary>
internal static class Forgeries
{
    private static readonly RSA Stranger = RSA.Create(2048);

    /// <summary>What makes a request wrong; the activity may be changed in place.</summary>
    private delegate string? Forgery(FakeTeams teams, JsonObject activity);

    private static readonly Dictionary<string, Forgery> All = new(StringComparer.Ordinal)
    {
        ["no header"] = (_, _) => null,
        ["an empty token"] = (_, _) => "Bearer ",
        ["another scheme"] = (teams, _) => teams.Authorization().Replace("Bearer", "Basic", StringComparison.Ordinal),
        ["two tokens"] = (teams, _) => $"{teams.Authorization()} {teams.Issuer.Token(FakeTeams.AppId, teams.ServiceUrl)}",
        ["no token at all"] = (_, _) => "Bearer not-a-token",
        ["another issuer"] = Claimed(claims => claims["iss"] = "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/"),
        ["no issuer"] = Claimed(claims => claims.Remove("iss")),
        ["another audience"] = Claimed(claims => claims["aud"] = Guid.NewGuid().ToString()),
        ["no audience"] = Claimed(claims => claims.Remove("aud")),
        ["expired"] = Claimed(claims => (claims["nbf"], claims["exp"]) = (Ago(claims, 66), Ago(claims, 6))),
        ["not yet valid"] = Claimed(claims => claims["nbf"] = Ago(claims, -6)),
        ["no end"] = Claimed(claims => claims.Remove("exp")),
        ["no serviceurl"] = Claimed(claims => claims.Remove("serviceurl")),
        ["an empty serviceurl"] = Claimed(claims => claims["serviceurl"] = ""),
        ["another serviceurl"] = Claimed(claims => claims["serviceurl"] = "https://smba.trafficmanager.net/emea/"),
        ["an unknown key"] = Signed((header, claims, _) => Jwt.Rs256(With(header, "kid", "key-of-a-stranger"), claims, Stranger)),
        ["another key under a known id"] = Signed((header, claims, _) => Jwt.Rs256(header, claims, Stranger)),
        ["no key id"] = Signed((header, claims, key) => Jwt.Rs256(With(header, "kid", null), claims, key)),
        ["a key in the header"] = Signed((header, claims, _) => Jwt.Rs256(With(With(header, "jku", "http://127.0.0.1:9/keys"), "jwk", Public(Stranger)), claims, Stranger)),
        ["the algorithm none"] = Signed((header, claims, _) => Jwt.Unsigned(With(header, "alg", "none"), claims)),
        ["the algorithm NONE with a signature"] = Signed((header, claims, key) => Jwt.Rs256(With(header, "alg", "NONE"), claims, key)),
        ["HS256 with the playground's secret"] = Signed((header, claims, _) => Jwt.Hs256(With(header, "alg", "HS256"), claims, "dummy-secret-key"u8.ToArray())),
        ["HS256 with the public key"] = Signed((header, claims, key) => Jwt.Hs256(With(header, "alg", "HS256"), claims, Encoding.ASCII.GetBytes(key.ExportSubjectPublicKeyInfoPem()))),
        ["HS256 with the key's modulus"] = Signed((header, claims, key) => Jwt.Hs256(With(header, "alg", "HS256"), claims, key.ExportParameters(includePrivateParameters: false).Modulus!)),
        ["RS512"] = Signed((header, claims, key) => Jwt.Rs512(With(header, "alg", "RS512"), claims, key)),
        ["PS256"] = Signed((header, claims, key) => Jwt.Ps256(With(header, "alg", "PS256"), claims, key)),
        ["the playground's own token"] = (teams, _) => $"Bearer {Jwt.Hs256(new() { ["alg"] = "HS256", ["typ"] = "JWT" }, new() { ["serviceurl"] = teams.ServiceUrl, ["iat"] = 1_795_000_000 }, "dummy-secret-key"u8.ToArray())}",
        ["no channel"] = Sent((_, activity) => activity.Remove("channelId")),
        ["another channel"] = Sent((_, activity) => activity["channelId"] = "emulator"),
        ["a channel that the key may not speak for"] = Sent((_, activity) => activity["channelId"] = "directline"),
        ["another service in the activity"] = Sent((_, activity) => activity["serviceUrl"] = "https://smba.trafficmanager.net/emea/"),
        ["no service in the activity"] = Sent((_, activity) => activity.Remove("serviceUrl")),
        ["another tenant"] = Sent((_, activity) => (activity["channelData"]!["tenant"]!["id"], activity["conversation"]!["tenantId"]) = (Guid.Empty.ToString(), Guid.Empty.ToString())),
        ["two tenants"] = Sent((_, activity) => activity["conversation"]!["tenantId"] = Guid.Empty.ToString()),
        ["no tenant"] = Sent((_, activity) =>
        {
            activity["channelData"]!.AsObject().Remove("tenant");
            activity["conversation"]!.AsObject().Remove("tenantId");
        }),
    };

    public static IEnumerable<string> Names => All.Keys;

    /// <summary>Changes the activity into what a forger sends, and says with which header.</summary>
    public static string? Make(string name, FakeTeams teams, JsonObject activity) => All[name](teams, activity);

    private static Forgery Claimed(Action<JsonObject> change) => (teams, _) =>
    {
        var claims = teams.Issuer.Claims(FakeTeams.AppId, teams.ServiceUrl);
        change(claims);
        return $"Bearer {Jwt.Rs256(teams.Issuer.Header(), claims, teams.Issuer.Current.Rsa)}";
    };

    private static Forgery Signed(Func<JsonObject, JsonObject, RSA, string> sign) => (teams, _) =>
        $"Bearer {sign(teams.Issuer.Header(), teams.Issuer.Claims(FakeTeams.AppId, teams.ServiceUrl), teams.Issuer.Current.Rsa)}";

    /// <summary>The token is right; what it comes with is not.</summary>
    private static Forgery Sent(Action<FakeTeams, JsonObject> change) => (teams, activity) =>
    {
        change(teams, activity);
        return teams.Authorization();
    };

    private static JsonObject With(JsonObject header, string name, JsonNode? value)
    {
        header.Remove(name);
        if (value is not null)
        {
            header[name] = value;
        }

        return header;
    }

    /// <summary>So many minutes before the moment the token was made, an hour before its end.</summary>
    private static long Ago(JsonObject claims, int minutes) => (long)claims["exp"]! - 3600 - (minutes * 60);

    private static JsonObject Public(RSA key)
    {
        var rsa = key.ExportParameters(includePrivateParameters: false);
        return new() { ["kty"] = "RSA", ["n"] = Convert.ToBase64String(rsa.Modulus!), ["e"] = Convert.ToBase64String(rsa.Exponent!) };
    }
}
