using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace ChatGuard.Chat.Web;

/// <summary>
/// Signs people in by OpenID Connect's authorization code flow with PKCE: the framework's OAuth handler keeps the state, its correlation and the code
/// verifier; this adds discovery, the nonce and the id token.
/// </summary>
internal sealed class LoginHandler(IOptionsMonitor<LoginHandler.LoginScheme> options, ILoggerFactory logs, UrlEncoder encoder)
    : OAuthHandler<LoginHandler.LoginScheme>(options, logs, encoder)
{
    private const string Nonce = "nonce";

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        try
        {
            Options.AuthorizationEndpoint = (await DiscoverAsync()).AuthorizationEndpoint;
        }
        catch (AuthenticationFailureException error)
        {
            Logger.LoginUnavailable(error.Message);
            Response.Redirect("/?sign-in=unavailable");
            return;
        }

        properties.Items[Nonce] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        await base.HandleChallengeAsync(properties);
    }

    protected override string BuildChallengeUrl(AuthenticationProperties properties, string redirectUri) =>
        QueryHelpers.AddQueryString(base.BuildChallengeUrl(properties, redirectUri), Nonce, properties.Items[Nonce]!);

    protected override async Task<OAuthTokenResponse> ExchangeCodeAsync(OAuthCodeExchangeContext context)
    {
        var form = new Dictionary<string, string?>
        {
            ["grant_type"] = "authorization_code",
            ["client_id"] = Options.ClientId,
            ["code"] = context.Code,
            ["redirect_uri"] = context.RedirectUri,
            [OAuthConstants.CodeVerifierKey] = context.Properties.Items[OAuthConstants.CodeVerifierKey],
        };
        if (Options.ClientSecret.Length > 0)
        {
            form["client_secret"] = Options.ClientSecret;
        }

        using var content = new FormUrlEncodedContent(form);
        using var response = await Backchannel.PostAsync((await DiscoverAsync()).TokenEndpoint, content, Context.RequestAborted);
        return response.IsSuccessStatusCode
            ? OAuthTokenResponse.Success(JsonDocument.Parse(await response.Content.ReadAsStringAsync(Context.RequestAborted)))
            : OAuthTokenResponse.Failed(new AuthenticationFailureException($"the token endpoint answered HTTP {(int)response.StatusCode}"));
    }

    protected override async Task<AuthenticationTicket> CreateTicketAsync(ClaimsIdentity identity, AuthenticationProperties properties, OAuthTokenResponse tokens)
    {
        var token = tokens.Response!.RootElement.TryGetProperty("id_token", out var sent) ? sent.GetString() : null;
        if (string.IsNullOrEmpty(token) || !properties.Items.TryGetValue(Nonce, out var nonce) || nonce is null)
        {
            throw new AuthenticationFailureException("the token endpoint sent no id token");
        }

        await DiscoverAsync();
        var actor = await IdToken.ReadAsync(token, nonce, Options.Login, Options.Issuer, TimeProvider.GetUtcNow());
        Logger.SignedIn(actor.Id);
        var session = new ClaimsIdentity([new Claim(WebPeople.IdClaim, actor.Id), new Claim(WebPeople.NameClaim, actor.Name)], Scheme.Name);
        return new AuthenticationTicket(new ClaimsPrincipal(session), new AuthenticationProperties { RedirectUri = properties.RedirectUri }, Scheme.Name);
    }

    /// <summary>The issuer's own description, kept for hours.</summary>
    /// <exception cref="AuthenticationFailureException">It cannot be read, is of another issuer, or names addresses where secrets would not stay secret.</exception>
    private async Task<OpenIdConnectConfiguration> DiscoverAsync()
    {
        var found = await ReadDiscoveryAsync();
        if (found.Issuer?.TrimEnd('/') != Options.Login.Authority.TrimEnd('/'))
        {
            throw new AuthenticationFailureException($"{Options.Issuer.MetadataAddress} describes the issuer {found.Issuer}, not {Options.Login.Authority}");
        }

        foreach (var endpoint in new[] { found.AuthorizationEndpoint, found.TokenEndpoint })
        {
            if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || !WebLoginOptions.IsSafe(address))
            {
                throw new AuthenticationFailureException($"{Options.Issuer.MetadataAddress} names an endpoint that is not https: '{endpoint}'");
            }
        }

        return found;
    }

    private async Task<OpenIdConnectConfiguration> ReadDiscoveryAsync()
    {
        try
        {
            return await Options.Issuer.GetConfigurationAsync(Context.RequestAborted);
        }
        catch (InvalidOperationException error)
        {
            throw new AuthenticationFailureException($"{Options.Issuer.MetadataAddress} cannot be read: {error.InnerException?.Message ?? error.Message}", error);
        }
    }

    /// <summary>The framework's options with what discovery needs.</summary>
    internal sealed class LoginScheme : OAuthOptions
    {
        public WebLoginOptions Login { get; set; } = new();

        public ConfigurationManager<OpenIdConnectConfiguration> Issuer { get; set; } = null!;

        /// <summary>The settings are validated at the start; the endpoints come by discovery, and a public client has no secret.</summary>
        public override void Validate()
        {
        }
    }
}
