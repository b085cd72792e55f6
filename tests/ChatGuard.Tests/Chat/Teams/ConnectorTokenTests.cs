using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ChatGuard.Chat.Teams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace ChatGuard.Tests.Chat.Teams;

/// <summary>How ChatGuard proves to Microsoft who it is, against a token endpoint over HTTP.</summary>
public sealed class ConnectorTokenTests : IAsyncLifetime
{
    private const string App = "c3b7e1d4-2f6a-4a88-8a51-6b9d0e4f7a22";

    private readonly ManualClock clock = new("2026-11-20T08:00:00Z");
    private readonly ConcurrentQueue<Dictionary<string, string>> asked = [];
    private readonly ServiceProvider services = new ServiceCollection().AddHttpClient().BuildServiceProvider();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("chatguard-teams");
    private WebApplication endpoint = null!;
    private Func<IResult> answer = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Address => endpoint.Urls.Single();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        endpoint = builder.Build();
        endpoint.Map("/token", async (HttpRequest request) =>
        {
            var form = request.HasFormContentType ? await request.ReadFormAsync(Stop) : null;
            asked.Enqueue((form?.AsEnumerable() ?? request.Query).Concat(request.Headers.Where(header => header.Key == "X-IDENTITY-HEADER")).ToDictionary(pair => pair.Key, pair => pair.Value.ToString()));
            return answer();
        });
        answer = () => Results.Json(new { access_token = $"token-{asked.Count}", expires_in = 3600 });
        await endpoint.StartAsync(Stop);
    }

    public async ValueTask DisposeAsync()
    {
        await endpoint.DisposeAsync();
        await services.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task ASecretIsSentOnceHoweverManyNeedATokenAndAgainFiveMinutesBeforeItEnds()
    {
        using var token = Token(new TeamsOptions { ClientSecret = "a secret" });

        var tokens = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => token.GetAsync(Stop)));
        Assert.All(tokens, each => Assert.Equal("token-1", each));
        clock.Advance(TimeSpan.FromMinutes(54));
        Assert.Equal("token-1", await token.GetAsync(Stop));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("token-2", await token.GetAsync(Stop));
        token.Drop("token-1");
        Assert.Equal("token-2", await token.GetAsync(Stop));
        token.Drop("token-2");
        Assert.Equal("token-3", await token.GetAsync(Stop));
        Assert.Equal(
            new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = App, ["client_secret"] = "a secret", ["scope"] = "https://api.botframework.com/.default" },
            asked.First());
    }

    [Fact]
    public async Task ACertificateSignsWhatProvesTheApp()
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=chatguard", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        var path = Path.Combine(folder.FullName, "app.pem");
        await File.WriteAllTextAsync(path, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem(), Stop);
        using var token = Token(new TeamsOptions { CertificatePath = path });

        Assert.Equal("token-1", await token.GetAsync(Stop));
        token.Drop("token-1");
        Assert.Equal("token-2", await token.GetAsync(Stop));
        var form = asked.Last();
        Assert.NotEqual(asked.First()["client_assertion"], form["client_assertion"]);
        Assert.DoesNotContain("client_secret", form.Keys);
        Assert.Equal("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", form["client_assertion_type"]);
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(form["client_assertion"], new TokenValidationParameters
        {
            ValidIssuer = App,
            ValidAudience = $"{Address}/token",
            IssuerSigningKey = new X509SecurityKey(certificate),
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
            LifetimeValidator = (from, until, _, _) => from == clock.Now.UtcDateTime && until == clock.Now.UtcDateTime.AddMinutes(10),
        });
        Assert.True(result.IsValid, result.Exception?.Message);
        Assert.Equal(App, result.Claims[JwtRegisteredClaimNames.Sub]);
        Assert.Equal(certificate.Thumbprint, Convert.ToHexString(Base64UrlEncoder.DecodeBytes(((JsonWebToken)result.SecurityToken).X5t)));
    }

    [Fact]
    public async Task AManagedIdentityIsAskedWhereTheHostSaysAndItsSecondsAreText()
    {
        answer = () => Results.Json(new { access_token = "identity", expires_in = "86400" });
        using var token = Token(new TeamsOptions { ManagedIdentity = true }, ("IDENTITY_ENDPOINT", $"{Address}/token"), ("IDENTITY_HEADER", "the host's own"));

        Assert.Equal("identity", await token.GetAsync(Stop));
        clock.Advance(TimeSpan.FromHours(23));
        Assert.Equal("identity", await token.GetAsync(Stop));
        var query = Assert.Single(asked);
        Assert.Equal(("https://api.botframework.com", App, "the host's own"), (query["resource"], query["client_id"], query["X-IDENTITY-HEADER"]));
    }

    [Fact]
    public async Task ARefusalSaysWhatToCheckAndNamesNoSecret()
    {
        answer = () => Results.Json(new { error = "invalid_client", error_description = "AADSTS7000222: The provided client secret keys are expired.\r\nTrace ID: 1" }, statusCode: 401);
        using var token = Token(new TeamsOptions { ClientSecret = "a secret" });

        var error = await Assert.ThrowsAsync<ConnectorException>(() => token.GetAsync(Stop));
        Assert.Equal("Microsoft gives this app no token (HTTP 401 invalid_client). Check ChatGuard:Teams:AppId, TenantId and the secret or certificate, and that it has not ended. AADSTS7000222: The provided client secret keys are expired.", error.Message);
        answer = () => Results.Text("<html>");
        Assert.Contains("no token from", (await Assert.ThrowsAsync<ConnectorException>(() => token.GetAsync(Stop))).Message, StringComparison.Ordinal);
        answer = () => Results.Json(new { });
        Assert.Contains("without a token", (await Assert.ThrowsAsync<ConnectorException>(() => token.GetAsync(Stop))).Message, StringComparison.Ordinal);
    }

    private ConnectorToken Token(TeamsOptions options, params (string Key, string Value)[] settings)
    {
        (options.AppId, options.TenantId, options.TokenUrl) = (App, "7a1f0c52-5b0e-4c63-9f27-0d7c8a3e9b11", new Uri($"{Address}/token"));
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value))).Build();
        return new ConnectorToken(Options.Create(options), services.GetRequiredService<IHttpClientFactory>(), configuration, clock);
    }
}
