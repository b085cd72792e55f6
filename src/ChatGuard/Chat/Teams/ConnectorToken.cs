using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ChatGuard.Chat.Teams;

/// <summary>The token that ChatGuard calls Bot Connector with: by client credentials or a managed identity, kept until five minutes before it ends, one request at a time.</summary>
internal sealed class ConnectorToken(IOptions<TeamsOptions> options, IHttpClientFactory clients, IConfiguration configuration, TimeProvider clock) : IDisposable
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    // Azure's address for the identities of a virtual machine; other hosts name theirs in IDENTITY_ENDPOINT.
    private const string MachineIdentities = "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01";

    private static readonly TimeSpan Early = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim asking = new(1);
    private volatile Held? held;

    /// <summary>A token that lasts a while still; null where none is used because a test client takes anybody.</summary>
    /// <exception cref="ConnectorException">None is given; the message says why and what to do.</exception>
    public async Task<string?> GetAsync(CancellationToken cancellationToken)
    {
        if (options.Value.AppId.Length == 0)
        {
            return null;
        }

        if (held is { } still && clock.GetUtcNow() < still.Renew)
        {
            return still.Token;
        }

        await asking.WaitAsync(cancellationToken);
        try
        {
            if (held is not { } other || clock.GetUtcNow() >= other.Renew)
            {
                held = await AskAsync(cancellationToken);
            }

            return held!.Token;
        }
        finally
        {
            asking.Release();
        }
    }

    /// <summary>The connector refused that token: the next call asks for another.</summary>
    public void Drop(string? token)
    {
        if (held is { } current && current.Token == token)
        {
            held = null;
        }
    }

    public void Dispose() => asking.Dispose();

    private async Task<Held> AskAsync(CancellationToken cancellationToken)
    {
        using var request = options.Value.ManagedIdentity ? IdentityRequest() : ClientRequest();
        try
        {
            using var response = await clients.CreateClient(TeamsOptions.Section).SendAsync(request, cancellationToken);
            using var said = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
            return response.IsSuccessStatusCode ? Read(said.RootElement) : throw Refused((int)response.StatusCode, said.RootElement);
        }
        catch (Exception error) when (error is HttpRequestException or JsonException or IOException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new ConnectorException($"no token from {request.RequestUri!.GetLeftPart(UriPartial.Path)}: {error.Message}", error);
        }
    }

    private Held Read(JsonElement said)
    {
        var token = said.ValueKind == JsonValueKind.Object && said.TryGetProperty("access_token", out var given) ? given.GetString() : null;
        if (string.IsNullOrEmpty(token))
        {
            throw new ConnectorException("the token endpoint answered without a token");
        }

        // A number from Entra, text from managed identities.
        var lasts = said.TryGetProperty("expires_in", out var seconds) && int.TryParse(seconds.ToString(), out var number) ? TimeSpan.FromSeconds(number) : TimeSpan.Zero;
        return new Held(token, clock.GetUtcNow() + (lasts > 2 * Early ? lasts - Early : lasts / 2));
    }

    private static ConnectorException Refused(int status, JsonElement said)
    {
        var (code, description) = said.ValueKind == JsonValueKind.Object ? (Text(said, "error"), Text(said, "error_description").Split('\n')[0].Trim()) : ("", "");
        return new ConnectorException($"Microsoft gives this app no token (HTTP {status} {code}). Check ChatGuard:Teams:AppId, TenantId and the secret or certificate, and that it has not ended. {description}".TrimEnd());
    }

    private static string Text(JsonElement said, string name) => said.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private HttpRequestMessage ClientRequest()
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = options.Value.AppId,
            ["scope"] = $"{options.Value.Resource}/.default",
        };
        if (options.Value.ClientSecret.Length > 0)
        {
            form["client_secret"] = options.Value.ClientSecret;
        }
        else
        {
            form["client_assertion_type"] = AssertionType;
            form["client_assertion"] = Assertion();
        }

        return new HttpRequestMessage(HttpMethod.Post, options.Value.TokenAddress) { Content = new FormUrlEncodedContent(form) };
    }

    /// <summary>What a certificate's owner says of itself, signed with its key, for this one request.</summary>
    private string Assertion()
    {
        using var certificate = options.Value.LoadCertificate();
        var now = clock.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = options.Value.AppId,
            Audience = options.Value.TokenAddress.AbsoluteUri,
            Claims = new Dictionary<string, object> { [JwtRegisteredClaimNames.Sub] = options.Value.AppId, [JwtRegisteredClaimNames.Jti] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)) },
            NotBefore = now,
            IssuedAt = now,
            Expires = now + TimeSpan.FromMinutes(10),

            // A provider that was kept would go on to use the key after this certificate is disposed of.
            SigningCredentials = new X509SigningCredentials(certificate, SecurityAlgorithms.RsaSha256) { CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false } },
        });
    }

    private HttpRequestMessage IdentityRequest()
    {
        var wanted = $"&resource={Uri.EscapeDataString(options.Value.Resource)}&client_id={options.Value.AppId}";
        if (configuration["IDENTITY_ENDPOINT"] is not { Length: > 0 } endpoint)
        {
            var machine = new HttpRequestMessage(HttpMethod.Get, MachineIdentities + wanted);
            machine.Headers.Add("Metadata", "true");
            return machine;
        }

        var request = new HttpRequestMessage(HttpMethod.Get, $"{endpoint}?api-version=2019-08-01{wanted}");
        request.Headers.Add("X-IDENTITY-HEADER", configuration["IDENTITY_HEADER"]);
        return request;
    }

    private sealed record Held(string Token, DateTimeOffset Renew);
}

/// <summary>Bot Connector or the token endpoint did not do what was asked; the message says why and what to do.</summary>
internal sealed class ConnectorException(string message, Exception? inner = null) : Exception(message, inner);
