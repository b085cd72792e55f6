using ChatGuard.Core.Answers;

namespace ChatGuard;

/// <summary>Every log line ChatGuard writes. Ids: 1000 commands, 1100 AWS, 1200 web, 1300 schedules and delivery, 1400 remediations. No secret and no answer's content is ever logged.</summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Error, "Answering on {Surface} failed, reference {Reference}")]
    public static partial void AnswerFailed(this ILogger log, string reference, string surface, Exception error);

    [LoggerMessage(1001, LogLevel.Warning, "The database does not answer; answered from memory")]
    public static partial void AnsweredFromMemory(this ILogger log, Exception error);

    [LoggerMessage(1100, LogLevel.Information, "Read account {AccountId} in {Elapsed} with {Calls} AWS requests; {Unreadable} parts unreadable")]
    public static partial void AccountRead(this ILogger log, string accountId, TimeSpan elapsed, int calls, int unreadable);

    [LoggerMessage(1200, LogLevel.Information, "{Actor} signed in to the web chat")]
    public static partial void SignedIn(this ILogger log, string actor);

    [LoggerMessage(1201, LogLevel.Warning, "A sign-in to the web chat was refused: {Reason}")]
    public static partial void SignInRefused(this ILogger log, string reason);

    [LoggerMessage(1202, LogLevel.Error, "Nobody can sign in to the web chat: {Reason}. Check ChatGuard:Web:Login:Authority and that the issuer answers.")]
    public static partial void LoginUnavailable(this ILogger log, string reason);

    [LoggerMessage(1300, LogLevel.Information, "Digest {Digest} of {Day} is made, {Lag} after it was due: {Outcome}")]
    public static partial void DigestCommitted(this ILogger log, string digest, DateOnly day, TimeSpan lag, string outcome);

    [LoggerMessage(1301, LogLevel.Error, "{Job} failed and is tried again in {Wait}")]
    public static partial void JobFailed(this ILogger log, string job, TimeSpan wait, Exception error);

    [LoggerMessage(1310, LogLevel.Warning, "The database does not answer while {Doing}: {Reason}")]
    public static partial void StoreUnavailable(this ILogger log, string doing, string reason);

    [LoggerMessage(1311, LogLevel.Error, "Channel {Channel} is gone, its messages are given up: {Reason}. Change ChatGuard:Digests or restore the channel.")]
    public static partial void ChannelGone(this ILogger log, ChannelRef channel, string reason);

    [LoggerMessage(1312, LogLevel.Warning, "Posting {Key} to {Channel} failed, attempt {Attempt}: {Reason}; {Next}")]
    public static partial void PostFailed(this ILogger log, string key, ChannelRef channel, int attempt, string reason, string next);

    [LoggerMessage(1302, LogLevel.Information, "Deleted {Rows} rows past their retention")]
    public static partial void Swept(this ILogger log, int rows);

    [LoggerMessage(1400, LogLevel.Warning, "Another replica took over proposal {Proposal}; this one stopped")]
    public static partial void ClaimLost(this ILogger log, string proposal);

    [LoggerMessage(1401, LogLevel.Error, "Executing proposal {Proposal} stopped")]
    public static partial void RemediationStopped(this ILogger log, string proposal, Exception error);
}
