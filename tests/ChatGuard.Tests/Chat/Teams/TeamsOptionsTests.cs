using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ChatGuard.Chat.Teams;
using Xunit;

namespace ChatGuard.Tests.Chat.Teams;

public class TeamsOptionsTests
{
    private const string App = "c3b7e1d4-2f6a-4a88-8a51-6b9d0e4f7a22";
    private const string Tenant = "7a1f0c52-5b0e-4c63-9f27-0d7c8a3e9b11";

    [Fact]
    public void WithoutAnAppIdTeamsIsOffAndNothingIsAskedFor()
    {
        Assert.False(new TeamsOptions().IsOn);
        Assert.Empty(new TeamsOptions().Problems());
    }

    [Fact]
    public void AnAppWithATenantAndOneCredentialIsRight() => Assert.Empty(new TeamsOptions { AppId = App, TenantId = Tenant, ClientSecret = "s" }.Problems());

    [Fact]
    public void EveryProblemIsToldAtOnceWithWhatToWrite()
    {
        var problems = new TeamsOptions
        {
            AppId = "chatguard",
            TenantId = "contoso",
            ClientSecret = "s",
            ManagedIdentity = true,
            AllowedTenants = ["*"],
            TokenUrl = new Uri("http://login.example.com/token"),
            OpenIdMetadataUrl = new Uri("ftp://127.0.0.1/keys"),
        }.Problems().ToList();

        Assert.Collection(
            problems,
            problem => Assert.Contains("AppId is the application (client) id", problem, StringComparison.Ordinal),
            problem => Assert.Contains("TenantId is the directory (tenant) id", problem, StringComparison.Ordinal),
            problem => Assert.Contains("'*' is no tenant id", problem, StringComparison.Ordinal),
            problem => Assert.Contains("needs one of ClientSecret, CertificatePath and ManagedIdentity, and has 2", problem, StringComparison.Ordinal),
            problem => Assert.Contains("OpenIdMetadataUrl is an https address", problem, StringComparison.Ordinal),
            problem => Assert.Contains("TokenUrl is an https address", problem, StringComparison.Ordinal));
        Assert.DoesNotContain(problems, problem => problem.Contains("'s'", StringComparison.Ordinal));
    }

    [Fact]
    public void AMultiTenantBotMustNameWhoMayAsk()
    {
        var options = new TeamsOptions { AppId = App, TenantId = "botframework.com", ClientSecret = "s" };

        Assert.Contains("AllowedTenants must name", Assert.Single(options.Problems()), StringComparison.Ordinal);
        options.AllowedTenants = [Tenant];
        Assert.Empty(options.Problems());
    }

    [Fact]
    public void NoTokenAtAllIsForClientsWithoutAnApp() =>
        Assert.Contains("DevAnonymous", Assert.Single(new TeamsOptions { AppId = App, TenantId = Tenant, ClientSecret = "s", DevAnonymous = true }.Problems()), StringComparison.Ordinal);

    [Theory]
    [InlineData("app.pem")]
    [InlineData("app.pfx")]
    public void ACertificateIsReadWithItsKeyBeforeAnythingStarts(string name)
    {
        var folder = Directory.CreateTempSubdirectory("chatguard-teams");
        try
        {
            var path = Path.Combine(folder.FullName, name);
            using var key = RSA.Create(2048);
            using var certificate = new CertificateRequest("CN=chatguard", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
                .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
            if (name.EndsWith("pfx", StringComparison.Ordinal))
            {
                File.WriteAllBytes(path, certificate.Export(X509ContentType.Pfx, "p"));
            }
            else
            {
                File.WriteAllText(path, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
            }

            var options = new TeamsOptions { AppId = App, TenantId = Tenant, CertificatePath = path, CertificatePassword = name.EndsWith("pfx", StringComparison.Ordinal) ? "p" : "" };
            Assert.Empty(options.Problems());
            File.WriteAllText(path, certificate.ExportCertificatePem());
            Assert.Contains("CertificatePath", Assert.Single(options.Problems()), StringComparison.Ordinal);
            File.Delete(path);
            Assert.Contains("cannot be read", Assert.Single(options.Problems()), StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
