using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ChatGuard.Chat.Teams;

/// <summary>What a verified token says of the activity it came with.</summary>
/// <param name="ServiceUrl">Where the activity's replies must go: the token speaks for no other address.</param>
/// <param name="Channels">The chat platforms that the token's key may speak for.</param>
internal sealed record InboundToken(string ServiceUrl, IReadOnlyList<string> Channels)
{
    /// <summary>Whether it speaks for that activity: of Teams, and answered where the token says.</summary>
    public bool Vouches(TeamsActivity activity) =>
        activity.ChannelId == TeamsActivity.Channel && Channels.Contains(TeamsActivity.Channel) && string.Equals(activity.ServiceUrl, ServiceUrl, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Verifies the tokens that Bot Connector signs its requests with. Whatever is missing or wrong: no token.</summary>
internal sealed class InboundTokens(IOptions<TeamsOptions> options, SigningKeys keys, TimeProvider clock, ILogger<InboundTokens> log)
{
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    // RFC 7518, 3.3: a key of 2048 bits or larger.
    private const int LeastKeyBits = 2048;

    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = 16 * 1024 };

    /// <summary>The token of an Authorization header; null, and logged why, where it proves nothing.</summary>
    /// <exception cref="KeysUnavailableException">It cannot be verified now.</exception>
    public async Task<InboundToken?> VerifyAsync(StringValues authorization, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(authorization, cancellationToken);
        }
        catch (Exception error) when (error is SecurityTokenException or ArgumentException or FormatException or JsonException or InvalidOperationException)
        {
            log.TeamsTokenRefused(error.GetType().Name);
            return null;
        }
    }

    /// <exception cref="SecurityTokenException">It proves nothing.</exception>
    private async Task<InboundToken> ReadAsync(StringValues authorization, CancellationToken cancellationToken)
    {
        var written = authorization is [{ } only] && only.Split(' ') is [var scheme, { Length: > 0 } text] && scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)
            ? text
            : throw new SecurityTokenMalformedException("no bearer token");
        var unverified = handler.ReadJsonWebToken(written);
        var key = unverified is { Alg: SecurityAlgorithms.RsaSha256, Kid: { Length: > 0 } id } ? await keys.FindAsync(id, cancellationToken) : throw new SecurityTokenInvalidAlgorithmException("not RS256 with a key id");
        if (key is not { KeySize: >= LeastKeyBits })
        {
            throw new SecurityTokenSignatureKeyNotFoundException("the key is not the issuer's");
        }

        var now = clock.GetUtcNow();
        var result = await handler.ValidateTokenAsync(written, new TokenValidationParameters
        {
            ValidIssuer = options.Value.Issuer,
            ValidAudience = options.Value.AppId,
            IssuerSigningKey = key,
            TryAllIssuerSigningKeys = false,
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
            ValidateIssuerSigningKey = true,
            RequireExpirationTime = true,
            LifetimeValidator = (from, until, _, _) => until > (now - Skew).UtcDateTime && (from is null || from <= (now + Skew).UtcDateTime),
        });
        if (!result.IsValid)
        {
            throw result.Exception as SecurityTokenException ?? new SecurityTokenException("not valid");
        }

        return ((JsonWebToken)result.SecurityToken).TryGetPayloadValue<string>("serviceurl", out var address) && !string.IsNullOrEmpty(address)
            ? new InboundToken(address, Endorsements(key))
            : throw new SecurityTokenException("no serviceurl");
    }

    /// <summary>What the key may speak for: a member of its description that the library does not know.</summary>
    private static IReadOnlyList<string> Endorsements(JsonWebKey key) => key.AdditionalData.TryGetValue("endorsements", out var said) ? said switch
    {
        IEnumerable<object> list => [.. list.OfType<string>()],
        JsonElement { ValueKind: JsonValueKind.Array } array => [.. array.EnumerateArray().Where(each => each.ValueKind == JsonValueKind.String).Select(each => each.GetString()!)],
        _ => [],
    } : [];
}
