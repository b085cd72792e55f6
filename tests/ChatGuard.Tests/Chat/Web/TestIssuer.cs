using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace ChatGuard.Tests.Chat.Web;

/// <summary>
/// An OpenID Connect issuer on loopback that signs everybody in at once. It checks what a client must send (PKCE, redirect address, secret) and signs its
/// tokens by hand; a test changes what it says.
/// </summary>
internal sealed class TestIssuer : IAsyncDisposable
{
    public const string ClientId = "chatguard";

    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, IQueryCollection> codes = new(StringComparer.Ordinal);

    private TestIssuer(WebApplication app) => this.app = app;

    public string Address => app.Urls.Single();

    /// <summary>What it demands of the client; empty for a public one.</summary>
    public string Secret { get; init; } = "";

    /// <summary>For the tokens' times.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Changes the claims of the next tokens.</summary>
    public Action<JsonObject> Claims { get; set; } = _ => { };

    /// <summary>Makes the token of its claims.</summary>
    public Func<JsonObject, string> Sign { get; set; } = claims => Rs256(claims, Key);

    /// <summary>Changes the query that it sends the browser back with.</summary>
    public Action<Dictionary<string, string?>> Return { get; set; } = _ => { };

    /// <summary>What the last sign-in asked for.</summary>
    public IQueryCollection? Asked { get; private set; }

    /// <summary>The issuer's name in its description.</summary>
    public string? Name { get; set; }

    public static RSA Key { get; } = RSA.Create(2048);

    public static async Task<TestIssuer> StartAsync(string secret = "", TimeProvider? clock = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var issuer = new TestIssuer(builder.Build()) { Secret = secret, Clock = clock ?? TimeProvider.System };
        issuer.app.MapGet("/.well-known/openid-configuration", issuer.Describe);
        issuer.app.MapGet("/keys", Keys);
        issuer.app.MapGet("/authorize", issuer.Authorize);
        issuer.app.MapPost("/token", issuer.TokenAsync);
        await issuer.app.StartAsync();
        return issuer;
    }

    public static string Rs256(JsonObject claims, RSA key)
    {
        var signed = $"{Part("""{"alg":"RS256","typ":"JWT","kid":"k1"}""")}.{Part(claims.ToJsonString())}";
        return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    /// <summary>Signed with a secret that a client could know: its own or the public key.</summary>
    public static string Hs256(JsonObject claims, byte[] secret)
    {
        var signed = $"{Part("""{"alg":"HS256","typ":"JWT","kid":"k1"}""")}.{Part(claims.ToJsonString())}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)))}";
    }

    public static string Unsigned(JsonObject claims) => $"{Part("""{"alg":"none","typ":"JWT"}""")}.{Part(claims.ToJsonString())}.";

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static string Part(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    private IResult Describe() => Results.Json(new Dictionary<string, object>
    {
        ["issuer"] = Name ?? Address,
        ["authorization_endpoint"] = $"{Address}/authorize",
        ["token_endpoint"] = $"{Address}/token",
        ["jwks_uri"] = $"{Address}/keys",
        ["response_types_supported"] = new[] { "code" },
        ["subject_types_supported"] = new[] { "public" },
        ["id_token_signing_alg_values_supported"] = new[] { "RS256" },
    });

    private static IResult Keys()
    {
        var key = Key.ExportParameters(includePrivateParameters: false);
        return Results.Json(new { keys = new[] { new { kty = "RSA", use = "sig", kid = "k1", n = Base64Url.EncodeToString(key.Modulus), e = Base64Url.EncodeToString(key.Exponent) } } });
    }

    private IResult Authorize(HttpRequest request)
    {
        Asked = request.Query;
        var code = Guid.NewGuid().ToString("N");
        codes[code] = request.Query;
        var back = new Dictionary<string, string?> { ["code"] = code, ["state"] = request.Query["state"] };
        Return(back);
        return Results.Redirect(QueryHelpers.AddQueryString(request.Query["redirect_uri"]!, back));
    }

    private async Task<IResult> TokenAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        if (!codes.TryRemove(form["code"].ToString(), out var asked)
            || form["client_id"] != ClientId || form["client_secret"].ToString() != Secret || form["redirect_uri"] != asked["redirect_uri"]
            || asked["code_challenge_method"] != "S256"
            || Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) != asked["code_challenge"])
        {
            return Results.Json(new { error = "invalid_grant" }, statusCode: 400);
        }

        var now = Clock.GetUtcNow();
        var claims = new JsonObject
        {
            ["iss"] = Address,
            ["aud"] = ClientId,
            ["sub"] = "248289761001",
            ["name"] = "Grace Oduya",
            ["nonce"] = asked["nonce"].ToString(),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(5).ToUnixTimeSeconds(),
        };
        Claims(claims);
        return Results.Json(new { access_token = "not used", token_type = "Bearer", id_token = Sign(claims) });
    }
}
