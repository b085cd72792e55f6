namespace ChatGuard.Chat.Web;

/// <summary>The OpenID Connect issuer that says who uses the web chat. Section <c>ChatGuard:Web:Login</c>.</summary>
internal sealed class WebLoginOptions
{
    public const string Section = "ChatGuard:Web:Login";

    /// <summary>The issuer's address, below which <c>.well-known/openid-configuration</c> is.</summary>
    public string Authority { get; set; } = "";

    /// <summary>What the issuer calls ChatGuard.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>Empty for a public client.</summary>
    public string ClientSecret { get; set; } = "";

    /// <summary>What is asked for besides <c>openid</c>. Where none is configured: <c>profile</c>.</summary>
    public IReadOnlyList<string> Scopes { get; set; } = [];

    /// <summary>The claim of the id token that holds the name shown; the subject is shown where it is not there.</summary>
    public string NameClaim { get; set; } = "name";

    /// <summary>How long one stays signed in without asking or clicking anything.</summary>
    public TimeSpan SessionLength { get; set; } = TimeSpan.FromHours(8);

    public IEnumerable<string> Problems()
    {
        if (!Uri.TryCreate(Authority, UriKind.Absolute, out var issuer) || !IsSafe(issuer) || issuer.Query.Length + issuer.Fragment.Length > 0)
        {
            yield return $"{Section}:Authority is the https address of your OpenID Connect issuer, such as https://login.example.com/tenant, not '{Authority}'; http is for this computer only.";
        }

        if (ClientId.Length == 0 || ClientId.Any(char.IsWhiteSpace))
        {
            yield return $"{Section}:ClientId is what the issuer calls ChatGuard; register ChatGuard there and copy it.";
        }

        if (Scopes.FirstOrDefault(scope => scope.Length == 0 || scope.Any(letter => char.IsWhiteSpace(letter) || letter is '"' or '\\')) is { } bad)
        {
            yield return $"{Section}:Scopes: '{bad}' is no scope; list each by itself, such as profile.";
        }

        if (NameClaim.Length == 0)
        {
            yield return $"{Section}:NameClaim names the claim that is shown, such as name or preferred_username.";
        }

        if (SessionLength < TimeSpan.FromMinutes(5) || SessionLength > TimeSpan.FromHours(24))
        {
            yield return $"{Section}:SessionLength is from 00:05:00 to 1.00:00:00, not {SessionLength}.";
        }
    }

    /// <summary>Whether what is sent there stays secret on its way.</summary>
    public static bool IsSafe(Uri address) => address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);
}
