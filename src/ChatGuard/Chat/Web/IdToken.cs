using System.Security.Cryptography;
using System.Text;
using ChatGuard.Core.Proposals;
using Microsoft.AspNetCore.Authentication;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace ChatGuard.Chat.Web;

/// <summary>Reads who signed in from an id token, as OpenID Connect Core 3.1.3.7 has it validated.</summary>
internal static class IdToken
{
    private const int LongestName = 100;

    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    /// <param name="token">As the issuer sent it.</param>
    /// <param name="nonce">What the sign-in began with.</param>
    /// <param name="login">The client it must be meant for.</param>
    /// <param name="issuer">The issuer's name and keys; asked again where a key is unknown.</param>
    /// <param name="now">For the token's lifetime.</param>
    /// <exception cref="AuthenticationFailureException">The token does not prove who signed in; the message says why.</exception>
    public static async Task<Actor> ReadAsync(string token, string nonce, WebLoginOptions login, ConfigurationManager<OpenIdConnectConfiguration> issuer, DateTimeOffset now)
    {
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            ConfigurationManager = issuer,
            ValidAudience = login.ClientId,
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256],
            LifetimeValidator = (from, until, _, _) => until > (now - Skew).UtcDateTime && (from is null || from <= (now + Skew).UtcDateTime),
        });
        if (!result.IsValid)
        {
            throw new AuthenticationFailureException($"the id token is not valid: {result.Exception.Message}", result.Exception);
        }

        var valid = (JsonWebToken)result.SecurityToken;
        var party = valid.Azp;
        if (party.Length > 0 ? party != login.ClientId : valid.Audiences.Distinct(StringComparer.Ordinal).Count() > 1)
        {
            throw new AuthenticationFailureException("the id token was issued to another client (azp)");
        }

        if (!valid.TryGetPayloadValue<string>(JwtRegisteredClaimNames.Nonce, out var returned) || !AreEqual(returned, nonce))
        {
            throw new AuthenticationFailureException("the id token is not of this sign-in (nonce)");
        }

        return string.IsNullOrEmpty(valid.Subject)
            ? throw new AuthenticationFailureException("the id token names no subject (sub)")
            : new Actor($"web:{valid.Issuer.TrimEnd('/')}/{valid.Subject}", Name(valid, login.NameClaim));
    }

    private static string Name(JsonWebToken token, string claim)
    {
        var name = token.TryGetPayloadValue<string>(claim, out var said) && !string.IsNullOrWhiteSpace(said) ? said.Trim() : token.Subject;
        return name.Length <= LongestName ? name : name[..LongestName];
    }

    private static bool AreEqual(string? one, string other) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one ?? ""), Encoding.UTF8.GetBytes(other));
}
