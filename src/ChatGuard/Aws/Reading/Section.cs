using System.Collections.Concurrent;
using System.Net.Http;
using System.Text.Json;
using Amazon.Runtime;
using ChatGuard.Aws.Wire;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Aws.Reading;

/// <summary>Reads one section of a snapshot; whatever goes wrong becomes the reason why it is unreadable.</summary>
internal sealed class Section(TimeProvider clock, Action read, CancellationToken deadline, CancellationToken stop)
{
    /// <summary>Stops when the caller gives up or the account's time to be read is over.</summary>
    public CancellationToken Deadline => deadline;

    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Refusals of calls that would only have made a known section newer or fuller.</summary>
    public ConcurrentQueue<Unreadable> Incomplete { get; } = new();

    public TimeProvider Clock => clock;

    /// <param name="section">The snapshot's part, in kebab-case.</param>
    /// <param name="action">The IAM action the call needs.</param>
    /// <param name="region">Null for a global service.</param>
    /// <param name="ask">The call, or the calls that need that action.</param>
    public async Task<Observed<T>> ReadAsync<T>(string section, string action, string? region, Func<CancellationToken, Task<T>> ask)
    {
        try
        {
            var value = await ask(deadline);
            read();
            return Observed<T>.Known(value, clock.GetUtcNow());
        }
        catch (Exception error) when (!stop.IsCancellationRequested && Reason(error) is not null)
        {
            read();
            var (code, message) = Reason(error)!.Value;
            return Observed<T>.Unreadable(new Unreadable(section, action, region, code, message));
        }
    }

    /// <summary>The error code and sentence of what AWS or the network did; null for a defect of our own.</summary>
    public static (string Code, string Message)? Reason(Exception error) => error switch
    {
        AmazonServiceException { ErrorCode: { Length: > 0 } code } service => (code, service.Message),
        AmazonServiceException { InnerException: { } inner } when Reason(inner) is { } reason => reason,
        AmazonServiceException service => ($"HTTP {(int)service.StatusCode}", service.Message),
        TruncatedException => ("Truncated", error.Message),
        IOException => ("Truncated", $"the connection broke before the answer was complete: {error.Message}"),
        InvalidDataException or JsonException => ("Malformed", $"{error.Message}: is AWS_ENDPOINT_URL or a proxy answering instead of AWS?"),
        TimeoutException or OperationCanceledException => ("Timeout", "AWS did not answer in time"),
        HttpRequestException { InnerException: IOException inner } => ("Unreachable", inner.Message),
        HttpRequestException => ("Unreachable", $"{error.Message}: check the network, HTTPS_PROXY and the region's name"),
        AmazonClientException { InnerException: { } inner } when Reason(inner) is { } reason => reason,
        AmazonClientException => ("NoCredentials", $"{error.Message}: set AWS_PROFILE or AWS_ACCESS_KEY_ID, or sign in with aws sso login"),
        _ => null,
    };
}
