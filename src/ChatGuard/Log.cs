namespace ChatGuard;

/// <summary>Every log line ChatGuard writes. Ids: 1000 commands, 1100 AWS, 1200 web. No secret and no answer's content is ever logged.</summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Error, "Answering on {Surface} failed, reference {Reference}")]
    public static partial void AnswerFailed(this ILogger log, string reference, string surface, Exception error);

    [LoggerMessage(1001, LogLevel.Warning, "The database does not answer; answered from memory")]
    public static partial void AnsweredFromMemory(this ILogger log, Exception error);

    [LoggerMessage(1100, LogLevel.Information, "Read account {AccountId} in {Elapsed} with {Calls} AWS requests; {Unreadable} parts unreadable")]
    public static partial void AccountRead(this ILogger log, string accountId, TimeSpan elapsed, int calls, int unreadable);
}
