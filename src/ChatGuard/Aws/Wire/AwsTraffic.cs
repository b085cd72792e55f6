using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using System.Threading.RateLimiting;
using Amazon.Runtime;

namespace ChatGuard.Aws.Wire;

/// <summary>
/// One account's HTTP traffic to AWS: counts every request, keeps below AWS's rates, honours HTTPS_PROXY, NO_PROXY and AWS_CA_BUNDLE.
/// Retries are counted and paced like first attempts.
/// </summary>
internal sealed class AwsTraffic : HttpClientFactory, IDisposable
{
    private readonly ConcurrentDictionary<string, RateLimiter> limiters = new(StringComparer.Ordinal);
    private readonly HttpClient client;
    private int calls;

    public AwsTraffic(SocketsHttpHandler connections) =>
        client = new HttpClient(new Paced(this) { InnerHandler = connections }, disposeHandler: false) { Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>How many requests were sent to AWS so far.</summary>
    public int Calls => Volatile.Read(ref calls);

    /// <summary>The connections all accounts share; AWS_CA_BUNDLE, where set, holds the only certificates that are trusted.</summary>
    /// <exception cref="InvalidOperationException">AWS_CA_BUNDLE names a file that holds no certificates.</exception>
    public static SocketsHttpHandler Connections()
    {
        var handler = new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5), PooledConnectionLifetime = TimeSpan.FromMinutes(5), AllowAutoRedirect = false };
        if (Environment.GetEnvironmentVariable("AWS_CA_BUNDLE") is { Length: > 0 } bundle)
        {
            handler.SslOptions.CertificateChainPolicy = Trust(bundle);
        }

        return handler;
    }

    /// <summary>Lets a client of any AWSSDK package send through this traffic, to <paramref name="endpoint"/> where one is given.</summary>
    public void Configure(ClientConfig config, Uri? endpoint, bool retries = true)
    {
        config.HttpClientFactory = this;
        config.RetryMode = RequestRetryMode.Standard;
        if (!retries)
        {
            config.MaxErrorRetry = 0;
        }

        if (endpoint is not null)
        {
            config.ServiceURL = endpoint.ToString();
        }
    }

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => client;

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    public void Dispose()
    {
        client.Dispose();
        foreach (var limiter in limiters.Values)
        {
            limiter.Dispose();
        }
    }

    private static X509ChainPolicy Trust(string bundle)
    {
        try
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust };
            policy.CustomTrustStore.ImportFromPemFile(bundle);
            return policy;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            throw new InvalidOperationException($"AWS_CA_BUNDLE={bundle} cannot be read as PEM certificates: {error.Message}", error);
        }
    }

    /// <summary>
    /// CloudTrail refuses more than 2 LookupEvents a second per account and region (its API reference); the other figures are our own, below what is known to be throttled.
    /// </summary>
    private static RateLimiter Limit(string key) => key.EndsWith("/LookupEvents", StringComparison.Ordinal)
        ? Window(2, TimeSpan.FromMilliseconds(1_200))
        : key.StartsWith("iam/", StringComparison.Ordinal) ? Bucket(burst: 10, TimeSpan.FromMilliseconds(100)) : Bucket(burst: 20, TimeSpan.FromMilliseconds(100));

    /// <summary>
    /// Never more than so many requests within the window less a twelfth. A token bucket cannot promise that: a token may come just after the last was taken.
    /// </summary>
    private static SlidingWindowRateLimiter Window(int most, TimeSpan window) => new(new SlidingWindowRateLimiterOptions
    {
        PermitLimit = most,
        Window = window,
        SegmentsPerWindow = 12,
        QueueLimit = int.MaxValue,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    private static TokenBucketRateLimiter Bucket(int burst, TimeSpan oneEvery) => new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = burst,
        TokensPerPeriod = 1,
        ReplenishmentPeriod = oneEvery,
        QueueLimit = int.MaxValue,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    private sealed class Paced(AwsTraffic traffic) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var limiter = traffic.limiters.GetOrAdd(Key(request), Limit);
            using var lease = await limiter.AcquireAsync(1, cancellationToken);
            Interlocked.Increment(ref traffic.calls);
            var response = await CountedAsync(request, cancellationToken);
            if (await IsWebPageAsync(response, cancellationToken))
            {
                // The SDK's packages take a web page for an answer in which every member is missing.
                response.Dispose();
                throw new InvalidDataException($"{request.RequestUri?.Host} answered a web page");
            }

            return response;
        }

        /// <summary>The content type alone does not tell: some servers give it to XML and JSON too.</summary>
        private static async Task<bool> IsWebPageAsync(HttpResponseMessage response, CancellationToken cancellationToken)
        {
            if (!response.IsSuccessStatusCode || response.Content.Headers.ContentType?.MediaType != "text/html")
            {
                return false;
            }

            await response.Content.LoadIntoBufferAsync(cancellationToken);
            var start = (await response.Content.ReadAsStringAsync(cancellationToken)).TrimStart();
            return start.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || start.StartsWith("<html", StringComparison.OrdinalIgnoreCase);
        }

        private async Task<HttpResponseMessage> CountedAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var outcome = "unreachable";
            try
            {
                var response = await base.SendAsync(request, cancellationToken);
                outcome = ((int)response.StatusCode).ToString();
                return response;
            }
            finally
            {
                Telemetry.AwsRequests.Add(1, new("service", Key(request).Split('/')[0]), new("outcome", outcome));
            }
        }

        /// <summary>Service and region of the SigV4 scope; LookupEvents has a budget of its own.</summary>
        private static string Key(HttpRequestMessage request)
        {
            var scope = request.Headers.TryGetValues("Authorization", out var values) ? string.Join("", values).Split('/') : [];
            var target = request.Headers.TryGetValues("X-Amz-Target", out var targets) ? string.Join("", targets) : "";
            var operation = target.EndsWith(".LookupEvents", StringComparison.Ordinal) ? "LookupEvents" : "";
            return scope.Length >= 4 ? $"{scope[3]}/{scope[2]}/{operation}" : $"{request.RequestUri?.Host}//{operation}";
        }
    }
}
