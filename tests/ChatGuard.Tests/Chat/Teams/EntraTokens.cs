using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace ChatGuard.Tests.Chat.Teams;

/// <summary>Stands in for the token endpoint of a Microsoft Entra tenant: client credentials against tokens that expire and can be revoked.</summary>
internal sealed class EntraTokens(string tenant, string appId, string secret, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> issued = new(StringComparer.Ordinal);
    private int fetches;

    /// <summary>How long the next tokens live.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>While set, answers 503.</summary>
    public bool IsDown { get; set; }

    /// <summary>While set, the credentials are refused and no token is good.</summary>
    public bool IsRevoked { get; set; }

    /// <summary>How many tokens were asked for.</summary>
    public int Fetches => Volatile.Read(ref fetches);

    /// <summary>Whether a request carries a token that is good now.</summary>
    public bool Accepts(HttpRequest request) =>
        !IsRevoked && request.Headers.Authorization.ToString().Split(' ') is ["Bearer", var token] && issued.TryGetValue(token, out var expires) && clock.GetUtcNow() < expires;

    /// <summary><c>POST /{tenant}/oauth2/v2.0/token</c></summary>
    public async Task<IResult> GrantAsync(string asked, HttpRequest request)
    {
        Interlocked.Increment(ref fetches);
        if (IsDown)
        {
            return Results.StatusCode(503);
        }

        if (!request.HasFormContentType)
        {
            return Refuse("invalid_request", "AADSTS900144: The request body must contain the following parameter: 'grant_type'.", 400);
        }

        var form = await request.ReadFormAsync();
        if (asked != tenant)
        {
            return Refuse("invalid_request", $"AADSTS90002: Tenant '{asked}' not found.", 400);
        }

        if (form["grant_type"] != "client_credentials" || form["scope"] != "https://api.botframework.com/.default")
        {
            return Refuse("invalid_scope", "AADSTS1002012: The provided value for scope is not valid.", 400);
        }

        if (IsRevoked || form["client_id"] != appId || form["client_secret"] != secret)
        {
            return Refuse("invalid_client", "AADSTS7000215: Invalid client secret provided.", 401);
        }

        var token = $"entra-{Guid.NewGuid():N}";
        issued[token] = clock.GetUtcNow() + Lifetime;
        return Results.Json(new Dictionary<string, object> { ["token_type"] = "Bearer", ["expires_in"] = (int)Lifetime.TotalSeconds, ["ext_expires_in"] = (int)Lifetime.TotalSeconds, ["access_token"] = token });
    }

    private static IResult Refuse(string error, string description, int status) =>
        Results.Json(new Dictionary<string, object> { ["error"] = error, ["error_description"] = description }, statusCode: status);
}
