using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ChatGuard.Chat.Teams;

/// <summary>The Teams app's settings, section <c>ChatGuard:Teams</c>. Teams is off where no app id is configured.</summary>
internal sealed class TeamsOptions
{
    public const string Section = "ChatGuard:Teams";

    /// <summary>The app registration's application (client) id, a GUID: who inbound tokens must be meant for.</summary>
    public string AppId { get; set; } = "";

    /// <summary>The tenant of the app registration; <c>botframework.com</c> for a multi-tenant bot of before August 2025.</summary>
    public string TenantId { get; set; } = "";

    /// <summary>The app's client secret. One of this, <see cref="CertificatePath"/> and <see cref="ManagedIdentity"/>.</summary>
    public string ClientSecret { get; set; } = "";

    /// <summary>A file with the app's certificate and its private key, as PFX or PEM.</summary>
    public string CertificatePath { get; set; } = "";

    /// <summary>The password of that file; empty for none.</summary>
    public string CertificatePassword { get; set; } = "";

    /// <summary>Whether Azure gives this host a user-assigned managed identity whose client id is <see cref="AppId"/>.</summary>
    public bool ManagedIdentity { get; set; }

    /// <summary>The organisations that may use ChatGuard. Where none is configured: <see cref="TenantId"/>.</summary>
    public IReadOnlyList<string> AllowedTenants { get; set; } = [];

    /// <summary>Microsoft's public cloud or the United States government's.</summary>
    public TeamsCloud Cloud { get; set; }

    /// <summary>Where the keys of inbound tokens are described; null for the cloud's own. http is for this computer only, as in tests.</summary>
    public Uri? OpenIdMetadataUrl { get; set; }

    /// <summary>Where outbound tokens come from; null for the tenant's own. http is for this computer only, as in tests.</summary>
    public Uri? TokenUrl { get; set; }

    /// <summary>
    /// Takes messages without a token, from a test client on this computer: in Development, without an app id, listening on loopback alone. Anything else
    /// refuses to start.
    /// </summary>
    public bool DevAnonymous { get; set; }

    public bool IsOn => AppId.Length > 0 || DevAnonymous;

    public IReadOnlyList<string> Tenants => AllowedTenants.Count > 0 ? AllowedTenants : [TenantId];

    /// <summary>Who must have issued inbound tokens.</summary>
    public string Issuer => Cloud == TeamsCloud.UsGovernment ? "https://api.botframework.us" : "https://api.botframework.com";

    /// <summary>What outbound tokens are for.</summary>
    public string Resource => Issuer;

    public Uri MetadataAddress => OpenIdMetadataUrl ?? new Uri(Cloud == TeamsCloud.UsGovernment
        ? "https://login.botframework.azure.us/v1/.well-known/openidconfiguration"
        : "https://login.botframework.com/v1/.well-known/openidconfiguration");

    public Uri TokenAddress => TokenUrl ?? new Uri($"https://login.microsoftonline.{(Cloud == TeamsCloud.UsGovernment ? "us" : "com")}/{TenantId}/oauth2/v2.0/token");

    /// <summary>Whether the issuer is a test's, on this computer: then its connector may be here too.</summary>
    public bool IsLocal => DevAnonymous || (OpenIdMetadataUrl is { IsLoopback: true } && TokenUrl is { IsLoopback: true });

    public IEnumerable<string> Problems()
    {
        if (DevAnonymous && AppId.Length > 0)
        {
            yield return $"{Section}:DevAnonymous takes messages without a token, which is for a test client without an app id; remove it or {Section}:AppId.";
        }

        if (AppId.Length == 0)
        {
            yield break;
        }

        if (!Guid.TryParseExact(AppId, "D", out _))
        {
            yield return $"{Section}:AppId is the application (client) id of the app registration, a GUID such as 11112222-bbbb-3333-cccc-4444dddd5555, not '{AppId}'.";
        }

        foreach (var problem in Tenant().Concat(Credentials()).Concat(Addresses()))
        {
            yield return problem;
        }
    }

    private IEnumerable<string> Tenant()
    {
        var isMulti = TenantId == "botframework.com";
        if (!isMulti && !Guid.TryParseExact(TenantId, "D", out _))
        {
            yield return $"{Section}:TenantId is the directory (tenant) id of the app registration, a GUID, not '{TenantId}'; botframework.com for an old multi-tenant bot.";
        }

        if (isMulti && AllowedTenants.Count == 0)
        {
            yield return $"{Section}:AllowedTenants must name the organisations of a multi-tenant bot; without it anybody's could ask.";
        }

        if (AllowedTenants.FirstOrDefault(tenant => !Guid.TryParseExact(tenant, "D", out _)) is { } bad)
        {
            yield return $"{Section}:AllowedTenants: '{bad}' is no tenant id; write each as a GUID.";
        }
    }

    private IEnumerable<string> Credentials()
    {
        var given = (ClientSecret.Length > 0 ? 1 : 0) + (CertificatePath.Length > 0 ? 1 : 0) + (ManagedIdentity ? 1 : 0);
        if (given != 1)
        {
            yield return $"{Section} needs one of ClientSecret, CertificatePath and ManagedIdentity, and has {given}.";
        }

        if (CertificatePath.Length > 0 && CertificateProblem() is { } problem)
        {
            yield return $"{Section}:CertificatePath: {problem}";
        }
    }

    private IEnumerable<string> Addresses()
    {
        foreach (var (name, address) in new[] { (nameof(OpenIdMetadataUrl), OpenIdMetadataUrl), (nameof(TokenUrl), TokenUrl) })
        {
            if (address is not null && !(address.IsAbsoluteUri && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))))
            {
                yield return $"{Section}:{name} is an https address, not '{address}'; http is for this computer only.";
            }
        }
    }

    private string? CertificateProblem()
    {
        try
        {
            using var certificate = LoadCertificate();
            using var key = certificate.GetRSAPrivateKey();
            return key is null ? $"{CertificatePath} holds no RSA private key beside the certificate." : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return $"{CertificatePath} cannot be read: {error.Message}";
        }
    }

    /// <exception cref="CryptographicException">It is no such file or the password is wrong.</exception>
    public X509Certificate2 LoadCertificate() => X509Certificate2.GetCertContentType(CertificatePath) == X509ContentType.Pfx
        ? X509CertificateLoader.LoadPkcs12FromFile(CertificatePath, CertificatePassword)
        : CertificatePassword.Length > 0 ? X509Certificate2.CreateFromEncryptedPemFile(CertificatePath, CertificatePassword) : X509Certificate2.CreateFromPemFile(CertificatePath);
}

/// <summary>Which of Microsoft's clouds a Teams organisation lives in.</summary>
internal enum TeamsCloud
{
    Public,
    UsGovernment,
}
