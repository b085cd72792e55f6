using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ChatGuard.Tests.Chat.Teams;

/// <summary>
/// Stands in for login.botframework.com on loopback: describes itself, publishes its keys with the channels they are endorsed for, and signs the tokens
/// that Teams' requests to a bot carry. The keys can rotate; what is fetched is counted.
/// </summary>
internal sealed class BotFrameworkIssuer : IAsyncDisposable
{
    /// <summary>The issuer's name in the public cloud, whatever its address.</summary>
    public const string Name = "https://api.botframework.com";

    private readonly WebApplication app;
    private readonly TimeProvider clock;
    private readonly Lock locked = new();
    private readonly List<SigningKey> keys = [];
    private int keyFetches;

    private BotFrameworkIssuer(WebApplication app, TimeProvider clock) => (this.app, this.clock) = (app, clock);

    /// <summary>A key: its id, and the channels it may speak for, as in <c>msteams</c>.</summary>
    public sealed record SigningKey(string Id, RSA Rsa, IReadOnlyList<string>? Endorsements);

    public Uri MetadataAddress => new($"{app.Urls.Single()}/v1/.well-known/openidconfiguration");

    /// <summary>How often the keys were fetched.</summary>
    public int KeyFetches => Volatile.Read(ref keyFetches);

    /// <summary>While set, answers 503.</summary>
    public bool IsDown { get; set; }

    /// <summary>The key that signs now.</summary>
    public SigningKey Current
    {
        get
        {
            lock (locked)
            {
                return keys[^1];
            }
        }
    }

    public static async Task<BotFrameworkIssuer> StartAsync(TimeProvider? clock = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var issuer = new BotFrameworkIssuer(builder.Build(), clock ?? TimeProvider.System);
        issuer.Rotate();
        issuer.app.MapGet("/v1/.well-known/openidconfiguration", issuer.Describe);
        issuer.app.MapGet("/v1/.well-known/keys", issuer.Keys);
        await issuer.app.StartAsync();
        return issuer;
    }

    /// <summary>Signs with a new key from now on; the old ones stay published unless <paramref name="forget"/>.</summary>
    public SigningKey Rotate(bool forget = false) => Publish(["msteams", "webchat"], forget);

    /// <summary>Publishes a key that speaks for these channels; null for a key without the member.</summary>
    public SigningKey Publish(IReadOnlyList<string>? endorsements, bool forget = false)
    {
        lock (locked)
        {
            if (forget)
            {
                keys.Clear();
            }

            var key = new SigningKey($"key-{Guid.NewGuid():N}", RSA.Create(2048), endorsements);
            keys.Add(key);
            return key;
        }
    }

    /// <summary>The header of a right token.</summary>
    public JsonObject Header() => new() { ["alg"] = "RS256", ["kid"] = Current.Id, ["typ"] = "JWT", ["x5t"] = Current.Id };

    /// <summary>The claims of a right token: for this bot, about activities of this service.</summary>
    public JsonObject Claims(string appId, string serviceUrl)
    {
        var now = clock.GetUtcNow();
        return new()
        {
            ["serviceurl"] = serviceUrl,
            ["nbf"] = now.AddMinutes(-1).ToUnixTimeSeconds(),
            ["exp"] = now.AddHours(1).ToUnixTimeSeconds(),
            ["iss"] = Name,
            ["aud"] = appId,
        };
    }

    public string Token(string appId, string serviceUrl) => Jwt.Rs256(Header(), Claims(appId, serviceUrl), Current.Rsa);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private IResult Describe() => IsDown ? Results.StatusCode(503) : Results.Json(new JsonObject
    {
        ["issuer"] = Name,
        ["authorization_endpoint"] = "https://invalid.botframework.com",
        ["jwks_uri"] = $"{app.Urls.Single()}/v1/.well-known/keys",
        ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
        ["token_endpoint_auth_methods_supported"] = new JsonArray("private_key_jwt"),
    });

    private IResult Keys()
    {
        Interlocked.Increment(ref keyFetches);
        if (IsDown)
        {
            return Results.StatusCode(503);
        }

        lock (locked)
        {
            return Results.Json(new JsonObject { ["keys"] = new JsonArray([.. keys.Select(Publication)]) });
        }
    }

    private static JsonNode Publication(SigningKey key)
    {
        var rsa = key.Rsa.ExportParameters(includePrivateParameters: false);
        var published = new JsonObject
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["kid"] = key.Id,
            ["x5t"] = key.Id,
            ["n"] = Base64Url.EncodeToString(rsa.Modulus),
            ["e"] = Base64Url.EncodeToString(rsa.Exponent),
        };
        if (key.Endorsements is not null)
        {
            published["endorsements"] = new JsonArray([.. key.Endorsements.Select(channel => JsonValue.Create(channel))]);
        }

        return published;
    }
}
