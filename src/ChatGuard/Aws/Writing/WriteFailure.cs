using System.Net;
using System.Net.Http;
using System.Text.RegularExpressions;
using Amazon.Runtime;
using ChatGuard.Core.Proposals;

namespace ChatGuard.Aws.Writing;

/// <summary>What is known of a write that did not answer with success.</summary>
internal enum WriteOutcome
{
    /// <summary>AWS asked to slow down and did nothing: safe to send again after a while.</summary>
    Throttled,

    /// <summary>It may have taken effect: no answer, a broken one, or AWS's own failure. Only reading tells.</summary>
    Ambiguous,

    /// <summary>A permission is missing; nothing was done.</summary>
    Denied,

    /// <summary>AWS understood and refused; nothing was done.</summary>
    Refused,
}

/// <summary>Why a write failed, for the engine and for people.</summary>
/// <param name="Code">AWS's error code, or what happened to the connection.</param>
/// <param name="Message">One sentence.</param>
/// <param name="MissingAction">The IAM action that a denial names; null for others.</param>
internal sealed partial record WriteFailure(WriteOutcome Outcome, string Code, string Message, string? MissingAction = null)
{
    private static readonly string[] Throttling =
    [
        "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled", "RequestThrottledException", "TooManyRequestsException", "RequestLimitExceeded",
        "SlowDown", "BandwidthLimitExceeded", "PriorRequestNotComplete", "ConcurrentModification", "EntityTemporarilyUnmodifiable",
    ];

    private static readonly string[] Denials = ["AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError"];

    /// <summary>Null for what is a defect of our own rather than AWS's or the network's doing.</summary>
    public static WriteFailure? Of(Exception error, AwsCall call) => error switch
    {
        RemediationRefusedException refused => new(WriteOutcome.Denied, refused.Code, refused.Message, refused.MissingAction),
        AmazonServiceException { ErrorCode: { Length: > 0 } code } service when Throttling.Contains(code) || service.StatusCode == HttpStatusCode.TooManyRequests => new(WriteOutcome.Throttled, code, service.Message),
        AmazonServiceException { ErrorCode: { Length: > 0 } code } service when Denials.Contains(code) => new(WriteOutcome.Denied, code, service.Message, Missing(service.Message, call)),
        AmazonServiceException { StatusCode: >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError, ErrorCode: { Length: > 0 } code } service when !code.StartsWith("HTTP ", StringComparison.Ordinal) && code != "RequestTimeout" =>
            new(WriteOutcome.Refused, code, service.Message),
        AmazonServiceException service => new(WriteOutcome.Ambiguous, string.IsNullOrEmpty(service.ErrorCode) ? $"HTTP {(int)service.StatusCode}" : service.ErrorCode, service.Message),
        TimeoutException or OperationCanceledException => new(WriteOutcome.Ambiguous, "Timeout", "AWS did not answer in time."),
        HttpRequestException or IOException => new(WriteOutcome.Ambiguous, "ConnectionLost", $"The connection broke before AWS had answered: {error.Message}"),
        InvalidDataException or AmazonUnmarshallingException => new(WriteOutcome.Ambiguous, "Malformed", $"The answer was not AWS's: {error.Message}"),
        AmazonClientException { InnerException: { } inner } when Of(inner, call) is { } reason => reason,
        AmazonClientException => new(WriteOutcome.Refused, "NotSent", error.Message),
        _ => null,
    };

    /// <summary>The action AWS's message names; where it names none (S3 does not), the call's own.</summary>
    private static string Missing(string message, AwsCall call) => Action().Match(message) is { Success: true } match ? match.Groups["action"].Value : $"{call.Service}:{call.Operation}";

    [GeneratedRegex("not authorized to perform: (?<action>[a-z0-9-]+:[A-Za-z0-9]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Action();
}

/// <summary>No session for a remediation could be opened, so that nothing was sent; the message says what to set up.</summary>
internal sealed class RemediationRefusedException(string code, string message, string? missingAction = null, Exception? inner = null) : Exception(message, inner)
{
    public string Code { get; } = code;

    public string? MissingAction { get; } = missingAction;
}
