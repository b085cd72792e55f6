using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ChatGuard.Sandbox.Protocols;

namespace ChatGuard.Sandbox.Signing;

/// <summary>Checks a request's signature against the keyring and the signature clock.</summary>
internal sealed class Authenticator(Keyring keyring, TimeProvider clock)
{
    private const string DateFormat = "yyyyMMdd'T'HHmmss'Z'";
    private static readonly TimeSpan AllowedSkew = TimeSpan.FromMinutes(5);

    /// <summary>The credential that signed the request.</summary>
    /// <exception cref="AuthException">The signature is missing, wrong, too old, or of an unknown or expired credential.</exception>
    public Credential Verify(RawRequest request)
    {
        var header = request.Header("authorization");
        if (header is null)
        {
            throw new AuthException(AuthFailure.MissingToken, "Request is missing Authentication Token");
        }

        var authorization = Authorization.Parse(header)
            ?? throw new AuthException(AuthFailure.Incomplete, "Authorization header requires 'Credential', 'SignedHeaders' and 'Signature' parameters.");
        var amzDate = request.Header("x-amz-date") ?? "";
        var credential = keyring.Find(authorization.AccessKeyId)
            ?? throw new AuthException(AuthFailure.UnknownKey, "The security token included in the request is invalid.");
        CheckTime(authorization, amzDate);
        CheckSignature(request, authorization, amzDate, credential);
        CheckToken(request, credential);
        CheckBody(request);
        return credential;
    }

    private void CheckTime(Authorization authorization, string amzDate)
    {
        if (!DateTimeOffset.TryParseExact(amzDate, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var signed))
        {
            throw new AuthException(AuthFailure.Incomplete, "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
        }

        if (!amzDate.StartsWith(authorization.Date, StringComparison.Ordinal))
        {
            throw new AuthException(AuthFailure.BadSignature, $"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{authorization.Date}' != '{amzDate[..8]}', from '{amzDate}'.");
        }

        var now = clock.GetUtcNow();
        if (signed < now - AllowedSkew)
        {
            throw new AuthException(AuthFailure.Skewed, $"Signature expired: {amzDate} is now earlier than {Format(now - AllowedSkew)} ({Format(now)} - 5 min.)");
        }

        if (signed > now + AllowedSkew)
        {
            throw new AuthException(AuthFailure.Skewed, $"Signature not yet current: {amzDate} is still later than {Format(now + AllowedSkew)} ({Format(now)} + 5 min.)");
        }
    }

    private static void CheckSignature(RawRequest request, Authorization authorization, string amzDate, Credential credential)
    {
        var unsigned = request.Headers.Keys
            .Where(name => name.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase) || name.Equals("host", StringComparison.OrdinalIgnoreCase))
            .Where(name => !authorization.SignedHeaders.Contains(name, StringComparer.OrdinalIgnoreCase))
            .ToList();
        var expected = Encoding.ASCII.GetBytes(SignatureV4.Sign(request, authorization, amzDate, credential.SecretAccessKey));
        if (unsigned.Count > 0 || !CryptographicOperations.FixedTimeEquals(expected, Encoding.ASCII.GetBytes(authorization.Signature)))
        {
            throw new AuthException(AuthFailure.BadSignature, "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.");
        }
    }

    private void CheckToken(RawRequest request, Credential credential)
    {
        if (credential.SessionToken != request.Header("x-amz-security-token"))
        {
            throw new AuthException(AuthFailure.UnknownKey, "The security token included in the request is invalid.");
        }

        if (credential.Expires <= clock.GetUtcNow())
        {
            throw new AuthException(AuthFailure.ExpiredToken, "The security token included in the request is expired");
        }
    }

    private static void CheckBody(RawRequest request)
    {
        var declared = request.Header("x-amz-content-sha256");
        if (declared is null or "UNSIGNED-PAYLOAD" || declared.StartsWith("STREAMING-", StringComparison.Ordinal))
        {
            return;
        }

        if (declared != SignatureV4.HashOf(request.Body))
        {
            throw new AuthException(AuthFailure.BodyMismatch, "The provided 'x-amz-content-sha256' header does not match what was computed.");
        }
    }

    private static string Format(DateTimeOffset time) => time.ToString(DateFormat, CultureInfo.InvariantCulture);
}
