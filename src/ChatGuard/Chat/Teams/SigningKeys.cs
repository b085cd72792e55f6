using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace ChatGuard.Chat.Teams;

/// <summary>
/// The keys that inbound tokens are signed with, by their ids. They are read again daily and for an id that is not known, but whatever strangers send, at most
/// once in <see cref="LeastBetween"/>; while they cannot be read the last ones serve for <see cref="LongestUse"/>.
/// </summary>
internal sealed class SigningKeys(IOptions<TeamsOptions> options, IHttpClientFactory clients, TimeProvider clock, ILogger<SigningKeys> log) : IDisposable
{
    public static readonly TimeSpan LeastBetween = TimeSpan.FromMinutes(5);

    public static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(30);

    public static readonly TimeSpan Daily = TimeSpan.FromHours(24);

    public static readonly TimeSpan LongestUse = TimeSpan.FromDays(5);

    private readonly SemaphoreSlim reading = new(1);
    private volatile Known? known;
    private DateTimeOffset next = DateTimeOffset.MinValue;

    /// <summary>The key of that id; null where the issuer has none.</summary>
    /// <exception cref="KeysUnavailableException">No keys are at hand: nothing can be verified now.</exception>
    public async Task<JsonWebKey?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (known is not { } set || !set.Keys.ContainsKey(id) || now - set.At > Daily)
        {
            await RefreshAsync(id, cancellationToken);
        }

        return known is { } latest && clock.GetUtcNow() - latest.At <= LongestUse
            ? latest.Keys.GetValueOrDefault(id)
            : throw new KeysUnavailableException($"the keys at {options.Value.MetadataAddress} cannot be read");
    }

    public void Dispose() => reading.Dispose();

    private async Task RefreshAsync(string id, CancellationToken cancellationToken)
    {
        await reading.WaitAsync(cancellationToken);
        try
        {
            var now = clock.GetUtcNow();
            var isNeeded = known is not { } set || !set.Keys.ContainsKey(id) || now - set.At > Daily;
            if (!isNeeded || now < next)
            {
                return;
            }

            next = now + AfterFailure;
            known = new Known(await ReadAsync(cancellationToken), now);
            next = now + LeastBetween;
        }
        catch (Exception error) when (error is InvalidOperationException or IOException or ArgumentException or HttpRequestException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            log.TeamsKeysUnavailable(options.Value.MetadataAddress, error.InnerException?.Message ?? error.Message);
        }
        finally
        {
            reading.Release();
        }
    }

    private async Task<Dictionary<string, JsonWebKey>> ReadAsync(CancellationToken cancellationToken)
    {
        var retriever = new HttpDocumentRetriever(clients.CreateClient(TeamsOptions.Section)) { RequireHttps = options.Value.MetadataAddress.Scheme == Uri.UriSchemeHttps };
        var described = await OpenIdConnectConfigurationRetriever.GetAsync(options.Value.MetadataAddress.AbsoluteUri, retriever, cancellationToken);
        var keys = described.JsonWebKeySet?.Keys.Where(key => key is { Kty: JsonWebAlgorithmsKeyTypes.RSA, Kid.Length: > 0 }).ToList() ?? [];
        return keys.Count > 0 ? keys.GroupBy(key => key.Kid, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.First(), StringComparer.Ordinal)
            : throw new InvalidOperationException("no RSA keys are described there");
    }

    private sealed record Known(Dictionary<string, JsonWebKey> Keys, DateTimeOffset At);
}

/// <summary>The keys that tokens are verified with are not at hand; the sender should try again.</summary>
internal sealed class KeysUnavailableException(string message) : Exception(message);
